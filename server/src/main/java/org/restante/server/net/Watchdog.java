package org.restante.server.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Closes connections that wait longer than they may, and waits for the peers of sessions that have
 * no thread to do so. One thread looks at all connections once a second: a blocking write has no
 * time-out of its own, and a unix-domain socket has none for reads either.
 */
public final class Watchdog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration RESTS_AFTER = Duration.ofSeconds(1);

    /** So few sessions keep their threads while they wait: half a megabyte in all. */
    private static final int FEW = 256;

    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanoTime;
    private final Duration restsAfter;
    private final int few;
    private final Selector selector;
    private final Thread thread;

    /** Those that rest and that the selector does not know yet. */
    private final Queue<Connection> quiet = new ConcurrentLinkedQueue<>();

    /** Whether the thread looks at nothing any more. */
    private volatile boolean over;

    public Watchdog() {
        this(System::nanoTime, RESTS_AFTER, FEW);
    }

    /**
     * For tests that decide the time: {@link #sweep} is theirs to call as well, and sessions rest
     * however few there are.
     *
     * @param nanoTime a clock as {@link System#nanoTime}
     * @param restsAfter how long, in real time, a session that may rest waits with its thread; a
     *     millisecond or more
     */
    public Watchdog(LongSupplier nanoTime, Duration restsAfter) {
        this(nanoTime, restsAfter, 0);
    }

    private Watchdog(LongSupplier nanoTime, Duration restsAfter, int few) {
        this.nanoTime = nanoTime;
        this.restsAfter = restsAfter;
        this.few = few;
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** How many connections rest: their sessions have no thread. A look, for tests. */
    public long resting() {
        return selector.keys().stream().filter(SelectionKey::isValid).count();
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    /**
     * Whether there are so many connections that what the threads of those who wait hold matters.
     * Where there are few, a wait that ends by itself costs more: the timer of each is set by
     * another thread.
     */
    boolean areMany() {
        return connections.size() > few;
    }

    Duration restsAfter() {
        return restsAfter;
    }

    void watch(Connection connection) {
        connections.add(connection);
    }

    void forget(Connection connection) {
        connections.remove(connection);
    }

    /** Wakes a connection that rests when its peer has sent something. */
    void waitFor(Connection connection) {
        quiet.add(connection);
        selector.wakeup();
        if (over) {
            wakeQueued();
        }
    }

    /** A connection that rested was closed: its descriptor is free when the selector looks. */
    void letGo() {
        selector.wakeup();
    }

    /** Ends the thread; connections are no longer bounded, and none rests. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        long swept = System.nanoTime();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    registerQueued();
                    selector.select(Watchdog::wake, INTERVAL.toMillis());
                    if (System.nanoTime() - swept >= INTERVAL.toNanos()) {
                        swept = System.nanoTime();
                        sweep();
                    }
                } catch (IOException | RuntimeException | Error e) {
                    // All sessions depend on this thread.
                    tell(e);
                    LockSupport.parkNanos(INTERVAL.toNanos());
                }
            }
        } finally {
            selector.keys().forEach(Watchdog::wake);
            over = true;
            wakeQueued();
            closeSelector();
        }
    }

    private static void tell(Throwable failure) {
        try {
            LOG.log(Level.ERROR, "the watchdog failed, and goes on", failure);
        } catch (RuntimeException | Error _) {
            // It goes on all the same.
        }
    }

    private void registerQueued() {
        List<Connection> known = new ArrayList<>(0);
        for (Connection each = quiet.poll(); each != null; each = quiet.poll()) {
            if (!each.register(selector)) {
                known.add(each);
            }
        }
        if (!known.isEmpty()) {
            // The selector forgets them when it looks next, which is at once.
            quiet.addAll(known);
            selector.wakeup();
        }
    }

    private void closeSelector() {
        try {
            selector.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing the selector failed", e);
        }
    }

    private static void wake(SelectionKey key) {
        key.cancel();
        ((Connection) key.attachment()).goOn();
    }

    private void wakeQueued() {
        for (Connection each = quiet.poll(); each != null; each = quiet.poll()) {
            each.goOn();
        }
    }
}
