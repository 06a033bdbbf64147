package org.restante.acme;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

/** What time it is, and waiting until it is another. */
interface Time extends InstantSource {
    /** Returns when it is this time, or later; at once if it is already. */
    void await(Instant then) throws InterruptedException;

    /** The time of this clock. */
    static Time of(InstantSource clock) {
        return new Time() {
            // A clock can be set, and a machine can sleep: so often it is looked at again.
            private static final Duration LOOK_AGAIN = Duration.ofHours(1);

            @Override
            public Instant instant() {
                return clock.instant();
            }

            @Override
            public void await(Instant then) throws InterruptedException {
                for (Duration left = left(then); left.isPositive(); left = left(then)) {
                    Duration time = left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN;
                    LockSupport.parkNanos(this, time.toNanos());
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                }
            }

            private Duration left(Instant then) {
                return Duration.between(instant(), then);
            }
        };
    }
}
