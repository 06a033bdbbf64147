package org.restante.oauth;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a token has to say to open a maildrop.
 *
 * @param audiences whom it must be for, one of them at least; empty: for anybody
 * @param scopes what it must allow, all of them; empty: anything
 * @param type what the header {@code typ} of a signed token must be, such as {@code at+jwt} (RFC
 *     9068 §2.1), in any letter case
 * @param nameClaim the one claim that is the login name
 * @param leeway how far the clocks may be apart; 0 to 5 minutes
 */
public record Rules(
        Set<String> audiences,
        Set<String> scopes,
        Optional<String> type,
        String nameClaim,
        Duration leeway) {
    /** More would only lengthen the life of tokens. */
    public static final Duration LEEWAY_MAX = Duration.ofMinutes(5);

    public Rules {
        audiences = Set.copyOf(audiences);
        scopes = Set.copyOf(scopes);
        if (leeway.isNegative() || leeway.compareTo(LEEWAY_MAX) > 0) {
            throw new IllegalArgumentException("leeway is " + leeway + ", must be 0s to 5m");
        }
    }
}
