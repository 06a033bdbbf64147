package org.restante.collect.tokens;

import org.restante.protocol.Secret;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an authorization server gave (RFC 6749 §5.1).
 *
 * @param access the access token, a bearer token: whoever has it can use it
 * @param due when a new one should be had, some time before it expires
 * @param expires when it is good no more
 * @param refresh what new ones are had for; none: for what the first one was had for
 */
public record Tokens(Secret access, Instant due, Instant expires, Optional<Secret> refresh) {
    /**
     * What is common where a server does not say (RFC 6749 §5.1 leaves it to its documentation).
     */
    private static final Duration LIFE_UNSAID = Duration.ofHours(1);

    /** More is not believed, so that no sum overflows. */
    private static final Duration LIFE_MAX = Duration.ofDays(366);

    /** A run of the collector should not outlive the token that it began with. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    /**
     * Reads an answer.
     *
     * @param asked when the server was asked for it: the token's life may have begun then
     * @param had the refresh token so far, which goes on being good if there is no new one (§6)
     * @throws IOException if there is no bearer token in it
     */
    static Tokens of(Web.Answer answer, Instant asked, Optional<Secret> had) throws IOException {
        Optional<String> access = answer.body().text("access_token").filter(Tokens::isToken);
        Optional<String> refresh = answer.body().text("refresh_token").filter(Tokens::isToken);
        if (access.isEmpty()
                || !answer.body()
                        .text("token_type")
                        .filter("bearer"::equalsIgnoreCase)
                        .isPresent()) {
            throw new IOException(answer.from() + " gives no bearer token");
        }
        Duration said =
                Duration.ofSeconds(
                        answer.body().number("expires_in").orElse(LIFE_UNSAID.toSeconds()));
        Duration life = said.isNegative() ? Duration.ZERO : least(said, LIFE_MAX);
        return new Tokens(
                new Secret(access.get()),
                asked.plus(life.minus(least(AHEAD, life.dividedBy(4)))),
                asked.plus(life),
                refresh.map(Secret::new).or(() -> had));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    // RFC 6749 §A.12 and §A.17, without the space, which no bearer token has (RFC 6750 §2.1).
    private static boolean isToken(String text) {
        return text.chars().allMatch(it -> it > ' ' && it < 0x7F);
    }
}
