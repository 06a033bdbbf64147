package org.restante.oauth;

import org.jspecify.annotations.Nullable;
import org.restante.server.login.TokenVerdict;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds what a token says (RFC 7519 §4.1, RFC 9068 §2.2), or what its issuer says of it (RFC 7662
 * §2.2), against the rules. Immutable. The reasons that it gives name claims, never their values.
 */
final class ClaimCheck {
    /** A name that is longer is no login name (RFC 5321 §4.5.3.1: 64 + 1 + 255). */
    private static final int NAME_LENGTH_MAX = 320;

    /** Beyond the year 9999 it makes no difference, and {@link Instant} has an end. */
    private static final long SECONDS_MAX = 253_402_300_799L;

    private final Optional<String> issuer;
    private final Rules rules;

    ClaimCheck(Optional<String> issuer, Rules rules) {
        this.issuer = issuer;
        this.rules = rules;
    }

    /** A signed token: it must name its issuer and its end. */
    TokenVerdict signed(Map<String, Object> claims, Instant now) {
        if (claims.get("iss") == null) {
            return Refusal.token("has no iss");
        }
        if (claims.get("exp") == null) {
            return Refusal.token("has no exp");
        }
        return check(claims, now, now);
    }

    /**
     * An issuer's answer. That it leaves {@code iss} out does no harm: it was asked itself.
     *
     * @param unlessSaid until when it holds if it has no {@code exp}
     */
    TokenVerdict answered(Map<String, Object> claims, Instant now, Instant unlessSaid) {
        return check(claims, now, unlessSaid);
    }

    private TokenVerdict check(Map<String, Object> claims, Instant now, Instant unlessSaid) {
        Object iss = claims.get("iss");
        if (issuer.isPresent() && iss != null && !issuer.get().equals(iss)) {
            return Refusal.token("is of another issuer");
        }
        if (!rules.audiences().isEmpty()
                && texts(claims.get("aud"), false).stream()
                        .noneMatch(rules.audiences()::contains)) {
            return Refusal.token("is for another audience");
        }
        Optional<Instant> expires = time(claims.get("exp")).map(it -> it.plus(rules.leeway()));
        Optional<Instant> starts = time(claims.get("nbf"));
        if ((claims.get("exp") != null && expires.isEmpty())
                || (claims.get("nbf") != null && starts.isEmpty())) {
            return Refusal.token("has an exp or nbf that is no time");
        }
        if (expires.filter(it -> !now.isBefore(it)).isPresent()) {
            return Refusal.token("has expired");
        }
        if (starts.filter(it -> now.plus(rules.leeway()).isBefore(it)).isPresent()) {
            return Refusal.token("is not valid yet");
        }
        // RFC 7800, RFC 8705, RFC 9449: good only together with a key, which nobody proves to us.
        if (claims.get("cnf") != null) {
            return Refusal.token("is bound to a key (cnf), so it is no bearer token");
        }
        Set<String> allowed = new HashSet<>(texts(claims.get("scope"), true));
        allowed.addAll(texts(claims.get("scp"), true));
        if (!allowed.containsAll(rules.scopes())) {
            return Refusal.scope("lacks a scope that is asked for");
        }
        return named(claims, expires.orElse(unlessSaid));
    }

    private TokenVerdict named(Map<String, Object> claims, Instant expires) {
        String claim = rules.nameClaim();
        if (!(claims.get(claim) instanceof String name)) {
            return Refusal.token("has no " + claim + " that is text");
        }
        if (name.isBlank()
                || name.length() > NAME_LENGTH_MAX
                || name.chars().anyMatch(Character::isISOControl)) {
            return Refusal.token("has an " + claim + " that cannot be a login name");
        }
        // OpenID Connect Core 1.0 §5.1: otherwise it is what the user typed, perhaps another's.
        if (claim.equals("email") && !isTrueOrAbsent(claims.get("email_verified"))) {
            return Refusal.token("has an email that is not verified");
        }
        return new TokenVerdict.Valid(name, expires);
    }

    // Some issuers write it as text.
    private static boolean isTrueOrAbsent(@Nullable Object value) {
        return value == null || value.equals(true) || value.equals("true");
    }

    /** A text, or a list of them; {@code words}: each text holds several, with spaces between. */
    private static List<String> texts(@Nullable Object value, boolean words) {
        List<?> all =
                switch (value) {
                    case String text -> List.of(text);
                    case List<?> list -> list;
                    case null, default -> List.of();
                };
        return all.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .flatMap(text ->
                        words ? List.of(text.split(" ", -1)).stream() : List.of(text).stream())
                .toList();
    }

    private static Optional<Instant> time(@Nullable Object value) {
        return value instanceof Number seconds
                ? Optional.of(
                        Instant.ofEpochSecond(Math.clamp(seconds.longValue(), 0, SECONDS_MAX)))
                : Optional.empty();
    }
}
