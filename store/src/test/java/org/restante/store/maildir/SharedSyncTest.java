package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Deliveries to one maildrop share the forcing of its folder, and none is told of one too early.
 */
final class SharedSyncTest {
    private static final Path FOLDER = Path.of("/new");

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger forced = new AtomicInteger();

    @Test
    void whoComesWhileAFolderIsForcedSharesTheNextTime() throws Exception {
        SharedSync shared =
                new SharedSync(folder -> {
                    forced.incrementAndGet();
                    if (folder.equals(FOLDER)) {
                        begun.countDown();
                        await(go);
                    }
                });
        List<Thread> threads = new ArrayList<>();
        AtomicInteger told = new AtomicInteger();
        threads.add(start(() -> shared.sync(FOLDER), told));
        begun.await();
        for (int i = 0; i < 20; i++) {
            Thread thread = start(() -> shared.sync(FOLDER), told);
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            threads.add(thread);
        }
        // Another folder does not wait for this one.
        shared.sync(Path.of("/other"));
        assertThat(told).hasValue(0);
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(told).hasValue(21);
        assertThat(forced).as("once for the first, the other folder, the twenty").hasValue(3);
        shared.sync(FOLDER);
        assertThat(forced).hasValue(4);
    }

    @Test
    void aFailureIsToldToAllWhoSharedItAndToNobodyElse() throws Exception {
        SharedSync shared =
                new SharedSync(_ -> {
                    boolean first = forced.incrementAndGet() == 1;
                    begun.countDown();
                    await(go);
                    if (!first) {
                        throw new IOException("the disk is broken");
                    }
                });
        AtomicInteger told = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        threads.add(start(() -> shared.sync(FOLDER), told));
        begun.await();
        for (int i = 0; i < 20; i++) {
            Thread thread =
                    start(
                            () ->
                                    assertThatIOException()
                                            .isThrownBy(() -> shared.sync(FOLDER))
                                            .withMessage("/new could not be forced"),
                            failed);
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            threads.add(thread);
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(told).hasValue(1);
        assertThat(failed).hasValue(20);
    }

    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    /** Runs it in a thread of its own, and counts if it ends well. */
    private static Thread start(Task task, AtomicInteger done) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        task.run();
                        done.incrementAndGet();
                    } catch (IOException _) {
                        // It is missed in the count.
                    }
                });
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
