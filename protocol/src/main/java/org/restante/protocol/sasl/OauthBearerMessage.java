package org.restante.protocol.sasl;

import org.restante.protocol.Secret;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client's message in OAUTHBEARER (RFC 7628 §3.1).
 *
 * @param header its authorization id is the user's name; empty means whoever the token is for
 * @param host what the client connected to, if it says so
 * @param port what the client connected to, if it says so
 * @param token empty if there is none, or one of another kind than Bearer
 */
public record OauthBearerMessage(
        Gs2Header header, Optional<String> host, Optional<Integer> port, Optional<Secret> token) {
    private static final Pattern PAIR =
            Pattern.compile("([A-Za-z]+)=([\\x20-\\x7E\\t\\r\\n]*+)", Pattern.DOTALL);

    /** What a client answers to the news of a failure (RFC 7628 §3.2.3). */
    public static final String AFTER_FAILURE = "\u0001";

    /** Reads the decoded message; empty if it is malformed. Keys that are not known are ignored. */
    public static Optional<OauthBearerMessage> parse(byte[] message) {
        return Utf8.decode(message).flatMap(Gs2Header::split).flatMap(OauthBearerMessage::parse);
    }

    private static Optional<OauthBearerMessage> parse(Gs2Header.Split split) {
        // 0x01 after the header, after each pair and at the very end.
        String rest = split.rest();
        if (!rest.startsWith("\u0001") || !rest.endsWith("\u0001") || rest.length() < 2) {
            return Optional.empty();
        }
        Optional<String> host = Optional.empty();
        Optional<Integer> port = Optional.empty();
        Optional<Secret> token = Optional.empty();
        int from = 1;
        while (from < rest.length() - 1) {
            int end = rest.indexOf('\u0001', from);
            Matcher pair = PAIR.matcher(rest).region(from, end);
            if (end == rest.length() - 1 || !pair.matches()) {
                return Optional.empty();
            }
            String value = pair.group(2);
            switch (pair.group(1)) {
                case "host" -> {
                    if (host.isPresent()) {
                        return Optional.empty();
                    }
                    host = Optional.of(value);
                }
                case "port" -> {
                    if (port.isPresent() || !value.matches("\\d{1,5}")) {
                        return Optional.empty();
                    }
                    port = Optional.of(Integer.parseInt(value));
                }
                case "auth" -> {
                    if (token.isPresent()) {
                        return Optional.empty();
                    }
                    token = BearerToken.parse(value);
                }
                default -> {
                    // RFC 7628 §3.1: unknown keys are ignored.
                }
            }
            from = end + 1;
        }
        return Optional.of(new OauthBearerMessage(split.header(), host, port, token));
    }

    public String format() {
        StringBuilder text = new StringBuilder(header.format()).append('\u0001');
        host.ifPresent(value -> text.append("host=").append(value).append('\u0001'));
        port.ifPresent(value -> text.append("port=").append(value).append('\u0001'));
        token.ifPresent(
                value -> text.append("auth=Bearer ").append(value.reveal()).append('\u0001'));
        return text.append('\u0001').toString();
    }
}
