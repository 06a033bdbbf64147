package org.restante.oauth;

import org.restante.protocol.Secret;

import java.time.Duration;

/**
 * How an issuer is asked about a token (RFC 7662).
 *
 * @param endpoint where
 * @param clientId who we are to the issuer
 * @param clientSecret what proves it, by HTTP Basic authentication (RFC 6749 §2.3.1)
 * @param remember how long an answer "good" holds without asking again, 0 to 10 minutes; that long
 *     a token that was revoked still opens the maildrop
 */
public record Introspection(
        Place endpoint, String clientId, Secret clientSecret, Duration remember) {
    /** Beyond this nobody could say any more that the issuer decides. */
    public static final Duration REMEMBER_MAX = Duration.ofMinutes(10);

    public Introspection {
        if (remember.isNegative() || remember.compareTo(REMEMBER_MAX) > 0) {
            throw new IllegalArgumentException("remember is " + remember + ", must be 0s to 10m");
        }
    }
}
