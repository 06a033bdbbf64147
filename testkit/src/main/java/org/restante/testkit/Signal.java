package org.restante.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Wakes those who wait for something to change. Thread-safe. */
final class Signal {
    /** What changes without a word is noticed so soon. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Guarded by this. */
    private long changes;

    /** Something has changed. */
    synchronized void changed() {
        changes++;
        notifyAll();
    }

    /**
     * Returns when something is true; looks at each change, and now and then besides.
     *
     * @param now asked without a lock held
     * @param state what is told when it does not come true
     * @throws AssertionError if it does not within that time
     */
    void await(String what, Duration patience, BooleanSupplier now, Supplier<String> state)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            long seen = seen();
            if (now.getAsBoolean()) {
                return;
            }
            if (!awaitChange(seen, deadline)) {
                throw new AssertionError(
                        "waited " + patience + " in vain for " + what + "\n" + state.get());
            }
        }
    }

    private synchronized long seen() {
        return changes;
    }

    /** False if the time is over. */
    private synchronized boolean awaitChange(long seen, long deadline) throws InterruptedException {
        long look = Math.min(deadline, System.nanoTime() + LOOK_NANOS);
        while (changes == seen) {
            long left = TimeUnit.NANOSECONDS.toMillis(look - System.nanoTime());
            if (left <= 0) {
                return look < deadline;
            }
            wait(left);
        }
        return true;
    }
}
