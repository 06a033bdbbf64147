package org.restante.cli.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Somebody else's program that runs until it is stopped and logs to its standard output. */
final class Daemon implements AutoCloseable {
    private static final long AWAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final int STOP_SECONDS_MAX = 10;

    private final Process process;

    /** What it has logged; guarded by itself, which is notified of each line. */
    private final List<String> lines = new ArrayList<>();

    private Daemon(Process process) {
        this.process = process;
    }

    static Daemon start(String debianPackage, Path folder, List<String> command)
            throws IOException {
        Process process =
                new ProcessBuilder(Program.command(debianPackage, command))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        Daemon daemon = new Daemon(process);
        Thread.ofVirtual().start(daemon::readLog);
        return daemon;
    }

    private void readLog() {
        try (BufferedReader out = process.inputReader(StandardCharsets.ISO_8859_1)) {
            String line;
            while ((line = out.readLine()) != null) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException _) {
            // It was closed.
        }
    }

    /** Waits for a line that has all of these, or takes one that is there; returns it. */
    String await(String... parts) {
        long until = System.nanoTime() + AWAIT_NANOS_MAX;
        synchronized (lines) {
            while (true) {
                Optional<String> found =
                        lines.stream()
                                .filter(line -> List.of(parts).stream().allMatch(line::contains))
                                .findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                long millis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (millis <= 0) {
                    throw new AssertionError(
                            "no line with " + List.of(parts) + " in\n" + String.join("\n", lines));
                }
                try {
                    lines.wait(millis);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    /** Ends it, and by force whatever it leaves behind. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
