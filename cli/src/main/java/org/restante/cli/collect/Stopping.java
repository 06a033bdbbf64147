package org.restante.cli.collect;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks runs to end, from any thread. */
final class Stopping {
    private final Map<String, Runnable> sessions = new ConcurrentHashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean asked;

    /** Runs end with the message that is on its way. */
    void ask() {
        asked = true;
    }

    boolean isAsked() {
        return asked;
    }

    /** A session of a collection has begun, and can be broken off; or it has ended. */
    void connected(String collection, Runnable breakOff) {
        sessions.put(collection, breakOff);
    }

    /**
     * Has runs end where they are, and returns when all have, and were told of; at once if none has
     * begun to fetch.
     *
     * @param most not later than after this time
     */
    void now(Duration most) {
        asked = true;
        sessions.values().forEach(Runnable::run);
        try {
            var _ = sessions.isEmpty() || ended.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** All have ended. */
    void ended() {
        ended.countDown();
    }
}
