package org.restante.cli.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/** Looks until something is so. The bound is against hanging, not a claim about speed. */
public final class Await {
    static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    /** What is waited for. */
    @FunctionalInterface
    public interface Condition {
        /** Whether it is so now. */
        boolean holds() throws IOException, InterruptedException;
    }

    private Await() {}

    /** Returns once it holds. */
    public static void until(String what, Condition condition)
            throws IOException, InterruptedException {
        until(() -> what, condition);
    }

    /**
     * Returns once it holds.
     *
     * @param what for the failure; asked only then
     */
    static void until(Supplier<String> what, Condition condition)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited in vain: " + what.get());
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }
}
