package org.restante.protocol.sasl;

import org.restante.protocol.Secret;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client's message in XOAUTH2, the forerunner of OAUTHBEARER that large providers defined and
 * many clients know alone: {@code user=name^Aauth=Bearer token^A^A}.
 *
 * @param user who logs in; empty means whoever the token is for
 * @param token empty if there is none, or one of another kind than Bearer
 */
public record Xoauth2Message(String user, Optional<Secret> token) {
    private static final Pattern SHAPE =
            Pattern.compile(
                    "user=([^\\x00\\x01\\r\\n]*+)\\x01(?:auth=([\\x20-\\x7E]*+)\\x01)?\\x01");

    /** Reads the decoded message; empty if it is malformed. */
    public static Optional<Xoauth2Message> parse(byte[] message) {
        Optional<Matcher> matched =
                Utf8.decode(message).map(SHAPE::matcher).filter(Matcher::matches);
        if (matched.isEmpty()) {
            return Optional.empty();
        }
        String authorization = matched.get().group(2);
        return Optional.of(
                new Xoauth2Message(
                        matched.get().group(1),
                        authorization == null
                                ? Optional.empty()
                                : BearerToken.parse(authorization)));
    }

    public String format() {
        return "user="
                + user
                + '\u0001'
                + token.map(value -> "auth=Bearer " + value.reveal() + '\u0001').orElse("")
                + '\u0001';
    }
}
