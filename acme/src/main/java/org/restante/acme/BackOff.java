package org.restante.acme;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to leave the authority in peace after a failure: five minutes, then twice that each
 * time, up to six hours; and up to half of it more by chance, so that many servers that failed
 * together do not come back together. Let's Encrypt lets a name fail five times in an hour.
 */
final class BackOff {
    private static final Duration FIRST = Duration.ofMinutes(5);

    /** The longest wait of our own: a certificate is renewed early enough for dozens of these. */
    private static final Duration WAIT_MAX = Duration.ofHours(6);

    /** So many doublings are over the longest wait. */
    private static final int DOUBLINGS_MAX = 10;

    private static final int PARTS = 1000;

    private BackOff() {}

    /**
     * The wait after this failure.
     *
     * @param failures in a row, this one included
     */
    static Duration after(int failures, RandomGenerator random) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
        Duration wait = doubled.compareTo(WAIT_MAX) < 0 ? doubled : WAIT_MAX;
        return wait.plus(wait.multipliedBy(random.nextInt(PARTS)).dividedBy(2L * PARTS));
    }
}
