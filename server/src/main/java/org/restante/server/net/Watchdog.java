package org.restante.server.net;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Closes connections that wait longer than they may. One thread looks at all of them once a second:
 * a blocking write has no time-out of its own, and a unix-domain socket has none for reads either.
 */
public final class Watchdog implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanoTime;
    private final Thread thread;

    public Watchdog() {
        this(System::nanoTime);
    }

    /**
     * For tests that decide the time: {@link #sweep} is theirs to call as well.
     *
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public Watchdog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.thread = Thread.ofPlatform().name("watchdog").daemon().start(this::run);
    }

    /** Closes each connection whose time is over. */
    public void sweep() {
        long now = nanoTime.getAsLong();
        for (Connection connection : connections) {
            connection.closeIfOverdue(now);
        }
    }

    /** Ends every connection there is. */
    public void endAll(EndReason reason) {
        connections.forEach(connection -> connection.end(reason));
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    void watch(Connection connection) {
        connections.add(connection);
    }

    void forget(Connection connection) {
        connections.remove(connection);
    }

    /** Ends the thread; connections are no longer bounded. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                sweep();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }
}
