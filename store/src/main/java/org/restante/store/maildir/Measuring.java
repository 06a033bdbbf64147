package org.restante.store.maildir;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures many files at once: the maildrop of somebody who comes from another server is read by
 * more than one thread, but a store has a bounded number of them for all its sessions. Serves any
 * number of threads.
 */
final class Measuring {
    /** Fewer files than this are read before a thread has started. */
    private static final int SHARED_FROM = 64;

    /** So many threads help one session's: reading waits for the disk as well as the processor. */
    private static final int HELPERS_PER_SESSION_MAX = 3;

    /** So many threads help all sessions of a store that read maildrops which are new to it. */
    private static final int HELPERS_MAX = 12;

    /** Platform threads: a file that is read holds the carrier of a virtual thread. */
    private static final ThreadFactory THREADS =
            Thread.ofPlatform().daemon().name("measuring-", 0).factory();

    private final Semaphore helpers = new Semaphore(HELPERS_MAX);

    /**
     * Measures the rows at these places of a table.
     *
     * @return the places of files that are gone or are being written
     * @throws IOException if one of them cannot be read
     */
    BitSet measure(MaildirFolder maildir, MessageTable table, int[] places) throws IOException {
        Work work = new Work(maildir, table, places);
        int wanted = places.length < SHARED_FROM ? 0 : HELPERS_PER_SESSION_MAX;
        int granted = 0;
        while (granted < wanted && helpers.tryAcquire()) {
            granted++;
        }
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(THREADS)) {
            List<Future<?>> helping = new ArrayList<>();
            for (int helper = 0; helper < granted; helper++) {
                helping.add(threads.submit(work::measure));
            }
            work.measure();
            for (Future<?> helper : helping) {
                await(helper);
            }
            return work.failed;
        } finally {
            helpers.release(granted);
        }
    }

    private static void await(Future<?> helper) throws IOException {
        try {
            helper.get();
        } catch (ExecutionException e) {
            throw new IOException("a file could not be measured", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while files were measured", e);
        }
    }

    /** The files that are left to measure, shared by the threads that do it. */
    private static final class Work {
        private final MaildirFolder maildir;
        private final int[] places;
        private final AtomicInteger next = new AtomicInteger();

        /** Guarded by this. */
        private final MessageTable table;

        /** Guarded by this until all threads have ended. */
        private final BitSet failed = new BitSet();

        Work(MaildirFolder maildir, MessageTable table, int[] places) {
            this.maildir = maildir;
            this.table = table;
            this.places = places;
        }

        @Nullable Void measure() throws IOException {
            byte[] block = new byte[Measurement.BLOCK_OCTETS];
            boolean done = false;
            try {
                for (int i; (i = next.getAndIncrement()) < places.length; ) {
                    put(places[i], Measurement.byReading(maildir, file(places[i]), block));
                }
                done = true;
            } finally {
                if (!done) {
                    // The others need not go on.
                    next.set(places.length);
                }
            }
            return null;
        }

        private synchronized FoundFile file(int place) {
            return Row.file(table.row(place));
        }

        private synchronized void put(int place, Optional<Measurement> found) {
            if (found.isEmpty()) {
                failed.set(place);
            } else {
                Measurement measured = found.get();
                table.set(
                        place,
                        Row.measured(table.row(place), measured.octets(), measured.wireForm()));
            }
        }
    }
}
