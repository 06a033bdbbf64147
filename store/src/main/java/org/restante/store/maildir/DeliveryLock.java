package org.restante.store.maildir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock on a maildrop's log of deliveries, against other threads and other processes: held for
 * the last steps of a delivery that has an id, some forces of the disk long. It has nothing to do
 * with the maildrop's own lock, which a session may hold for hours.
 *
 * <p>As with {@link MaildirLock}, only one thread of the process at a time may have the file open.
 */
final class DeliveryLock implements AutoCloseable {
    /** Whoever waits longer has met a disk or a process that hangs. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int PAUSE_MILLIS = 5;

    /** Static because what the operating system locks is per process, too. */
    private static final ConcurrentMap<Held, Turn> TURNS = new ConcurrentHashMap<>();

    private record Held(Disk disk, long device, long inode) {}

    private static final class Turn {
        final ReentrantLock lock = new ReentrantLock();

        /** How many threads are here; guarded by the map's lock on its entry. */
        int users;
    }

    private final Held folder;
    private final Turn turn;
    private final FileChannel file;

    private DeliveryLock(Held folder, Turn turn, FileChannel file) {
        this.folder = folder;
        this.turn = turn;
        this.file = file;
    }

    /**
     * Takes the lock of an existing Maildir.
     *
     * @param patience how long to wait for others
     * @return empty if it was not free in that time
     */
    static Optional<DeliveryLock> take(MaildirFolder maildir, Duration patience)
            throws IOException {
        FileStatus status =
                maildir.disk()
                        .statusBehindLinks(maildir.path())
                        .orElseThrow(() -> new NoSuchFileException(maildir.path().toString()));
        Held folder = new Held(maildir.disk(), status.device(), status.inode());
        Turn turn =
                TURNS.compute(
                        folder,
                        (_, there) -> {
                            Turn entered = there == null ? new Turn() : there;
                            entered.users++;
                            return entered;
                        });
        boolean taken = false;
        try {
            long until = System.nanoTime() + patience.toNanos();
            if (!turn.lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
            try {
                Optional<FileChannel> file = maildir.disk().tryLock(maildir.deliveriesLock());
                while (file.isEmpty() && System.nanoTime() < until) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                    file = maildir.disk().tryLock(maildir.deliveriesLock());
                }
                taken = file.isPresent();
                return file.map(channel -> new DeliveryLock(folder, turn, channel));
            } finally {
                if (!taken) {
                    turn.lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for another delivery", e);
        } finally {
            if (!taken) {
                leave(folder);
            }
        }
    }

    private static void leave(Held folder) {
        TURNS.computeIfPresent(folder, (_, turn) -> --turn.users == 0 ? null : turn);
    }

    /** Gives the lock up; called once, by the thread that took it. */
    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException _) {
            // The descriptor is gone all the same, and the lock with it; nothing was written.
        } finally {
            turn.lock.unlock();
            leave(folder);
        }
    }
}
