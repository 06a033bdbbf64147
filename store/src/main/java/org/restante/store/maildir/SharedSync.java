package org.restante.store.maildir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Forces folders to disk once for all who wait for it. Whoever comes while a folder is being forced
 * may have changed it too late for that, and is served by the next time, together with all others
 * who came meanwhile. Serves any number of threads; those for different folders do not meet.
 */
final class SharedSync {
    private final Forcing forcing;
    private final ConcurrentMap<Path, Queue> queues = new ConcurrentHashMap<>();

    /** Returns when the entries of a folder are on disk. */
    @FunctionalInterface
    interface Forcing {
        void force(Path folder) throws IOException;
    }

    SharedSync(Forcing forcing) {
        this.forcing = forcing;
    }

    /**
     * Returns when every entry that this folder had when this was called is on disk.
     *
     * @throws IOException if that failed, then for all who shared it
     */
    void sync(Path folder) throws IOException {
        Queue queue =
                queues.compute(
                        folder,
                        (_, there) -> {
                            Queue entered = there == null ? new Queue(folder) : there;
                            entered.waiting++;
                            return entered;
                        });
        try {
            queue.sync();
        } finally {
            queues.compute(folder, (_, _) -> --queue.waiting == 0 ? null : queue);
        }
    }

    /** One time that a folder is forced, for all who joined before it began. */
    private static final class Round {
        /** Guarded by the queue's turn, as is the failure. */
        private boolean done;

        private Optional<IOException> failure = Optional.empty();
    }

    private final class Queue {
        private final Path folder;

        /** Held while the folder is forced. */
        private final ReentrantLock turn = new ReentrantLock();

        /** How many are here; guarded by the map's lock on its entry. */
        private int waiting;

        /** What whoever comes now joins; guarded by this. */
        private Round next = new Round();

        Queue(Path folder) {
            this.folder = folder;
        }

        void sync() throws IOException {
            Round mine = joined();
            turn.lock();
            try {
                // The first of a round whose turn it is does it for all others in it.
                if (!mine.done) {
                    begin();
                    force(mine);
                }
            } finally {
                turn.unlock();
            }
            if (mine.failure.isPresent()) {
                throw new IOException(folder + " could not be forced", mine.failure.get());
            }
        }

        private synchronized Round joined() {
            return next;
        }

        /** Whoever comes from here on is too late for the round that begins. */
        private synchronized void begin() {
            next = new Round();
        }

        private void force(Round round) {
            try {
                forcing.force(folder);
            } catch (IOException e) {
                round.failure = Optional.of(e);
            }
            round.done = true;
        }
    }
}
