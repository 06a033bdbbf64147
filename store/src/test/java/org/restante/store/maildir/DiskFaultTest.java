package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.time.Duration;

/**
 * Each operation on the disk fails, in turn: the caller gets an {@link IOException} or what it
 * asked for, no promise is broken, nothing stays open or locked, and the next one has a disk that
 * works.
 */
final class DiskFaultTest {
    @ParameterizedTest
    @CsvSource({"PT0S, false", "P7D, false", "P7D, true"})
    @Spec({"P3-080", "P3-081", "P3-084", "P3-090", "LK-004"})
    void anOperationThatFailsBreaksNoPromise(Duration undoWindow, boolean oneStore)
            throws IOException {
        int operations = run(undoWindow, oneStore, 0, 0);
        for (int at = 1; at <= operations; at++) {
            run(undoWindow, oneStore, at, at);
        }
    }

    @ParameterizedTest
    @CsvSource({"PT0S, false", "P7D, false", "P7D, true"})
    @Spec({"P3-080", "P3-081", "P3-084", "P3-090", "LK-004"})
    void aDiskThatFailsForAWhileBreaksNoPromise(Duration undoWindow, boolean oneStore)
            throws IOException {
        int operations = run(undoWindow, oneStore, 0, 0);
        for (int at = 1; at <= operations; at++) {
            run(undoWindow, oneStore, at, at + 40);
        }
    }

    /** Has all operations from one to another fail; returns how many there were. */
    private static int run(Duration undoWindow, boolean oneStore, int from, int to)
            throws IOException {
        Course course = new Course(undoWindow, oneStore);
        SimulatedDisk disk = new SimulatedDisk();
        if (Disk.isFull(failure(from))) {
            course.diskIsFull();
        }
        disk.hook(_ -> {
            if (disk.operations() >= from && disk.operations() <= to) {
                throw failure(from);
            }
        });
        try {
            for (Course.Step step : course.steps()) {
                try {
                    step.take(disk, course.store(disk));
                } catch (IOException _) {
                    // One of those that were made to fail; the next step goes on.
                }
                assertThat(disk.open()).as("channels left open").isZero();
            }
            int operations = disk.operations();
            disk.hook(_ -> {});
            if (from == to) {
                course.checkNothingElse(disk);
            }
            course.check(disk);
            return operations;
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError("operations " + from + " to " + to + " failed", e);
        }
    }

    private static IOException failure(int kind) {
        return switch (kind % 4) {
            case 0 -> new FileSystemException("file", "", "No space left on device");
            case 1 -> new FileSystemException("file", "", "Too many open files");
            case 2 -> new AccessDeniedException("file");
            default -> new IOException("Input/output error");
        };
    }
}
