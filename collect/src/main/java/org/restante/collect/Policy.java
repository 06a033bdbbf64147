package org.restante.collect;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is fetched, and what becomes of it on the server.
 *
 * @param removal when a message that was delivered is removed from the server
 * @param keepNewest so many of the messages that the server lists last stay there all the same
 * @param octetsMax larger messages are not fetched; empty: none is too large. By the sizes that the
 *     server lists, which it may have guessed
 * @param tooLarge what becomes of those
 * @param since messages that arrived before are left where they are; empty: none is too old. By
 *     what their headers say, for which the server has to have TOP
 */
public record Policy(
        Removal removal,
        int keepNewest,
        OptionalLong octetsMax,
        TooLarge tooLarge,
        Optional<Instant> since) {
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

    /** What becomes of a message that is too large to be fetched. */
    public enum TooLarge {
        /** It stays on the server. */
        LEAVE,
        /** It stays there, and its header is delivered. */
        HEADER,
        /** It is removed from the server, and nobody has it. */
        REMOVE
    }

    /** Removes what was delivered at once, and leaves nothing for its size. */
    public static final Policy USUAL =
            new Policy(new Removal.After(Duration.ZERO), OptionalLong.empty());

    public Policy {
        if (keepNewest < 0) {
            throw new IllegalArgumentException("keeps " + keepNewest);
        }
    }

    /** One that leaves what is larger, and asks for no age. */
    public Policy(Removal removal, OptionalLong octetsMax) {
        this(removal, 0, octetsMax, TooLarge.LEAVE, Optional.empty());
    }

    /** Whether a message that is delivered is to be removed now. */
    boolean removes(Instant seen, Instant now) {
        return switch (removal) {
            case Removal.Never _ -> false;
            case Removal.After(var time) -> !seen.plus(time).isAfter(now);
        };
    }

    /** Whether what was delivered is to stay for as long as this, or longer. */
    boolean keepsFor(Duration time) {
        return keepNewest > 0
                || switch (removal) {
                    case Removal.Never _ -> true;
                    case Removal.After(var after) ->
                            after.isPositive() && after.compareTo(time) >= 0;
                };
    }

    boolean isTooLarge(long octets) {
        return octetsMax.isPresent() && octets > octetsMax.getAsLong();
    }
}
