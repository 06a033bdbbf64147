package org.restante.collect;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * What is fetched, and what becomes of it on the server.
 *
 * @param removal when a message that was delivered is removed from the server
 * @param octetsMax larger messages are left where they are; empty: none is too large. By the sizes
 *     that the server lists, which it may have guessed
 */
public record Policy(Removal removal, OptionalLong octetsMax) {
    /** When a message that was delivered is removed from the server. */
    public sealed interface Removal {
        /** Never. */
        record Never() implements Removal {}

        /**
         * So long after the collector saw it first; zero: in the session that fetched it.
         *
         * @param time not negative
         */
        record After(Duration time) implements Removal {
            public After {
                if (time.isNegative()) {
                    throw new IllegalArgumentException("after " + time);
                }
            }
        }
    }

    /** Removes what was delivered at once, and leaves nothing for its size. */
    public static final Policy USUAL =
            new Policy(new Removal.After(Duration.ZERO), OptionalLong.empty());

    /** Whether a message that is delivered is to be removed now. */
    boolean removes(Instant seen, Instant now) {
        return switch (removal) {
            case Removal.Never _ -> false;
            case Removal.After(var time) -> !seen.plus(time).isAfter(now);
        };
    }
}
