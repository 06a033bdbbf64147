package org.restante.protocol.sasl;

import org.restante.protocol.Secret;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bearer token behind the name of its scheme (RFC 6750 §2.1). */
final class BearerToken {
    private static final Pattern SHAPE =
            Pattern.compile("bearer +([\\x21-\\x7E]++)", Pattern.CASE_INSENSITIVE);

    private BearerToken() {}

    static Optional<Secret> parse(String authorization) {
        return Optional.of(SHAPE.matcher(authorization))
                .filter(Matcher::matches)
                .map(matcher -> new Secret(matcher.group(1)));
    }
}
