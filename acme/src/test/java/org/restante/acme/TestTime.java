package org.restante.acme;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * A clock that a test moves. Short waits, as between two polls, pass at once; a longer one ends
 * when the test says so, and tells it that there is nothing more to do until then.
 */
final class TestTime implements Time {
    private static final Duration SHORT = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Instant now;
    private @Nullable Instant awaited;

    TestTime(Instant now) {
        this.now = now;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized void await(Instant then) throws InterruptedException {
        if (then.isBefore(now.plus(SHORT))) {
            now = then.isAfter(now) ? then : now;
            return;
        }
        awaited = then;
        notifyAll();
        try {
            while (now.isBefore(then)) {
                wait();
            }
        } finally {
            awaited = null;
        }
    }

    /** Waits until nothing is done before a later time, and tells which. */
    synchronized Instant untilIdle() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (awaited == null || !now.isBefore(awaited)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("still at work");
            }
            wait(left / 1_000_000 + 1);
        }
        return awaited;
    }

    synchronized void passTo(Instant then) {
        now = then;
        notifyAll();
    }
}
