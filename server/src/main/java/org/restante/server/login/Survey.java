package org.restante.server.login;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What is true of all enabled accounts of a source together, for what is announced before anybody
 * has logged in.
 *
 * @param schemes of verifiers that every one of them has
 * @param longestLoginDelay of those that have one of their own
 * @param shortestRetention of those that have one of their own
 */
public record Survey(
        Set<String> schemes,
        Optional<Duration> longestLoginDelay,
        Optional<Retention> shortestRetention) {
    /** Nothing is known of them all. */
    public static final Survey UNKNOWN = new Survey(Set.of(), Optional.empty(), Optional.empty());

    public Survey {
        schemes = Set.copyOf(schemes);
    }
}
