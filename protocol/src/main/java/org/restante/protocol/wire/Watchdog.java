package org.restante.protocol.wire;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes a connection whose peer lets it wait too long. A blocking write has no time-out of its
 * own, nor has a TLS handshake as a whole, so one thread watches over every wait of a connection
 * alike. The connection's thread says when a wait begins and ends; any thread may close this.
 */
public final class Watchdog implements AutoCloseable {
    private static final long IDLE_NANOS = Duration.ofHours(1).toNanos();

    private final Closeable connection;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean waiting;
    private volatile long deadline;
    private volatile boolean expired;

    /** Written by the watching thread before it looks once more whether to sleep. */
    private volatile long sleepsUntil = System.nanoTime();

    /** Watches from now on, until it is closed or has closed the connection. */
    public Watchdog(Closeable connection) {
        this.connection = connection;
        this.thread = Thread.ofVirtual().name("watchdog").start(this::watch);
    }

    /** A wait begins; for the connection's thread. */
    public void begin(Duration bound) {
        deadline = System.nanoTime() + bound.toNanos();
        waiting = true;
        // Rarely: it sleeps until some earlier wait's end, and finds this one then.
        if (sleepsUntil - deadline > 0) {
            LockSupport.unpark(thread);
        }
    }

    /** The wait is over. */
    public void end() {
        waiting = false;
    }

    /** Whether it was this that closed the connection. */
    public boolean expired() {
        return expired;
    }

    private void watch() {
        while (!closed) {
            long until = wakeAt();
            sleepsUntil = until;
            if (wakeAt() - until < 0) {
                continue;
            }
            long left = until - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else if (waiting && deadline == until) {
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

    private long wakeAt() {
        return waiting ? deadline : System.nanoTime() + IDLE_NANOS;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
