package org.restante.collect.tokens;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps all other threads and processes from renewing the same tokens. For one thread. */
final class TokenLock implements AutoCloseable {
    /** Far above what it can take to renew tokens, which it is held for. */
    private static final Duration WAIT_MAX = Duration.ofMinutes(2);

    private static final Duration PAUSE = Duration.ofMillis(100);

    /**
     * Who in this process has which file. For all of the process, because the system's locks are
     * the process's: if a second thread opened and closed the file, the first one's would be gone.
     */
    private static final ConcurrentMap<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

    private final ReentrantLock here;
    private final FileChannel channel;

    private TokenLock(ReentrantLock here, FileChannel channel) {
        this.here = here;
        this.channel = channel;
    }

    /**
     * Waits for it.
     *
     * @param file absolute and normalized; made if it is not there
     * @throws IOException if somebody has it for too long
     */
    static TokenLock take(Path file, Pause pause) throws IOException {
        ReentrantLock here = HERE.computeIfAbsent(file, _ -> new ReentrantLock());
        boolean done = false;
        try {
            if (!here.tryLock(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw isHeld(file);
            }
            try {
                TokenLock lock = new TokenLock(here, lock(file, pause));
                done = true;
                return lock;
            } finally {
                if (!done) {
                    here.unlock();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + file);
        }
    }

    private static FileChannel lock(Path file, Pause pause)
            throws IOException, InterruptedException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        PrivateFile.OWNER_ONLY);
        boolean done = false;
        try {
            for (long left = WAIT_MAX.dividedBy(PAUSE); channel.tryLock() == null; left--) {
                if (left == 0) {
                    throw isHeld(file);
                }
                pause.take(PAUSE);
            }
            done = true;
            return channel;
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    private static IOException isHeld(Path file) {
        return new IOException(file + " is locked by somebody who renews tokens, for too long");
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            here.unlock();
        }
    }
}
