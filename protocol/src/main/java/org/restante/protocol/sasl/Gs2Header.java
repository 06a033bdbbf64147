package org.restante.protocol.sasl;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client's first message begins with in the mechanisms of the GS2 family (RFC 5801 §4), to
 * which SCRAM and OAUTHBEARER belong.
 *
 * @param binding what the client says of channel binding
 * @param authorizationId whom to act for; empty means the one who logs in
 */
public record Gs2Header(Binding binding, String authorizationId) {
    private static final Pattern SHAPE =
            Pattern.compile("(?:([ny])|p=([A-Za-z0-9.-]+)),(?:a=([^,]+))?,");

    /** What a client says of channel binding. */
    public sealed interface Binding {
        /** {@code n}: it can do none. */
        record None() implements Binding {}

        /** {@code y}: it could, but saw no mechanism with it in the server's list. */
        record NotOffered() implements Binding {}

        /**
         * {@code p=…}: it is used.
         *
         * @param type its registered name, such as {@code tls-exporter} (RFC 9266)
         */
        record Used(String type) implements Binding {}
    }

    /** A header, and what stands behind its last comma. */
    record Split(Gs2Header header, String rest) {
        @Override
        public String toString() {
            return header + "***";
        }
    }

    static Optional<Split> split(String message) {
        Matcher matcher = SHAPE.matcher(message);
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        String flag = matcher.group(1);
        String type = matcher.group(2);
        String encoded = matcher.group(3);
        Binding binding =
                type != null
                        ? new Binding.Used(type)
                        : "y".equals(flag) ? new Binding.NotOffered() : new Binding.None();
        if (encoded == null) {
            return Optional.of(
                    new Split(new Gs2Header(binding, ""), message.substring(matcher.end())));
        }
        return SaslName.decode(encoded)
                .map(name ->
                        new Split(new Gs2Header(binding, name), message.substring(matcher.end())));
    }

    /** Its text, the last comma included. */
    public String format() {
        String flag =
                switch (binding) {
                    case Binding.None _ -> "n";
                    case Binding.NotOffered _ -> "y";
                    case Binding.Used(String type) -> "p=" + type;
                };
        return authorizationId.isEmpty()
                ? flag + ",,"
                : flag + ",a=" + SaslName.encode(authorizationId) + ",";
    }
}
