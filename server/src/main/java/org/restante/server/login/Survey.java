package org.restante.server.login;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is true of all enabled accounts of a source together, for what is announced before anybody
 * has logged in.
 *
 * @param verifiers empty: nobody can count them
 * @param longestLoginDelay of those that have one of their own
 * @param shortestRetention of those that have one of their own
 */
public record Survey(
        Optional<Verifiers> verifiers,
        Optional<Duration> longestLoginDelay,
        Optional<Retention> shortestRetention) {
    /** Nothing is known of them all. */
    public static final Survey UNKNOWN =
            new Survey(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * How many accounts have which verifier.
     *
     * @param accounts that are enabled
     * @param holders how many of them have a verifier of a scheme; a scheme that none has is absent
     */
    public record Verifiers(long accounts, Map<String, Long> holders) {
        public Verifiers {
            holders = Map.copyOf(holders);
        }

        /** How many accounts have none of this scheme. */
        public long lacking(String scheme) {
            return accounts - holders.getOrDefault(scheme, 0L);
        }
    }

    /** Whether there are accounts, and every one of them has a verifier of this scheme. */
    public boolean everyoneHas(String scheme) {
        return verifiers
                .filter(known -> known.accounts() > 0 && known.lacking(scheme) == 0)
                .isPresent();
    }
}
