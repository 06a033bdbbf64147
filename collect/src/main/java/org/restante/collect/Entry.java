package org.restante.collect;

import java.time.Duration;
import java.util.Optional;

/**
 * What the journal knows of one message. Times are in seconds since 1970; small, as there may be a
 * million.
 *
 * @param state how far it came
 * @param seen when it was first listed
 * @param gone when a listing first lacked it; 0 while it is listed
 * @param print of its octets, once it was staged
 * @param trouble why it is not delivered, if it was tried
 */
record Entry(State state, long seen, long gone, Fingerprint print, Optional<Trouble> trouble) {
    /** How far a message came. */
    enum State {
        /** Listed, not delivered. */
        SEEN,
        /** Not wanted, as it arrived before what the policy said then. */
        OLD,
        /** On its way: the destination tells whether it arrived. */
        STAGED,
        /** Durably where it should be. */
        DELIVERED,
        /**
         * The server confirmed its removal, or hung up right behind it: where it is listed again it
         * is read again before anything is removed.
         */
        REMOVED
    }

    /**
     * A message that somebody refused.
     *
     * @param attempts how often, 1 or more
     * @param due when it is tried again
     */
    record Trouble(int attempts, long due, String reason) {
        private static final Duration FIRST_WAIT = Duration.ofHours(1);

        /** Five days: one hour doubled so often. */
        private static final int DOUBLINGS_MAX = 7;

        /** The next one after those before it. */
        static Trouble next(Optional<Trouble> before, Refusal refusal, long now) {
            int attempts = before.map(Trouble::attempts).orElse(0) + 1;
            long wait =
                    refusal.passing()
                            ? 0
                            : FIRST_WAIT.toSeconds() << Math.min(attempts - 1, DOUBLINGS_MAX);
            return new Trouble(attempts, now + wait, refusal.reason());
        }
    }

    static Entry first(long now) {
        return new Entry(State.SEEN, now, 0, Fingerprint.NONE, Optional.empty());
    }

    boolean isDelivered() {
        return state == State.DELIVERED || state == State.REMOVED;
    }

    Entry with(State other) {
        Optional<Trouble> kept =
                other == State.SEEN || other == State.STAGED ? trouble : Optional.empty();
        return new Entry(other, seen, gone, print, kept);
    }

    Entry with(Trouble other) {
        return new Entry(State.SEEN, seen, gone, print, Optional.of(other));
    }

    Entry with(Fingerprint other) {
        return new Entry(state, seen, gone, other, trouble);
    }

    Entry goneAt(long time) {
        return new Entry(state, seen, time, print, trouble);
    }
}
