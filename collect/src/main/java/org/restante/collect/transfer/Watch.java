package org.restante.collect.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes a connection whose peer lets it wait too long: neither a blocking write nor a Unix socket
 * has a time-out of its own. The connection's thread says how long it may wait from now on.
 */
final class Watch implements AutoCloseable {
    private static final long IDLE_NANOS = Duration.ofHours(1).toNanos();

    private final Closeable connection;
    private final Thread thread;
    private volatile long deadline;
    private volatile boolean waiting;
    private volatile boolean expired;
    private volatile boolean closed;

    Watch(Closeable connection) {
        this.connection = connection;
        this.thread = Thread.ofVirtual().name("transfer-watch").start(this::run);
    }

    /** From here on it may wait so long. */
    void begin(Duration bound) {
        deadline = System.nanoTime() + bound.toNanos();
        waiting = true;
        LockSupport.unpark(thread);
    }

    /** Nobody waits. */
    void end() {
        waiting = false;
    }

    /** Whether it was this that closed the connection. */
    boolean expired() {
        return expired;
    }

    private void run() {
        while (!closed) {
            long left = waiting ? deadline - System.nanoTime() : IDLE_NANOS;
            if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else {
                expired = true;
                try {
                    connection.close();
                } catch (IOException _) {
                    // The wait that this should end is over all the same.
                }
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
