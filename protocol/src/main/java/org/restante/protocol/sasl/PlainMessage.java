package org.restante.protocol.sasl;

import org.restante.protocol.Secret;

import java.util.Optional;

/**
 * The one message of the PLAIN mechanism (RFC 4616 §2).
 *
 * @param authorizationId whom to act for; empty means the one who logs in
 * @param authenticationId who logs in; not empty, no control characters
 * @param password not empty
 */
public record PlainMessage(String authorizationId, String authenticationId, Secret password) {
    /** The longest part, in octets of UTF-8. */
    private static final int PART_OCTETS_MAX = 255;

    /** Reads the decoded message; empty if it is malformed. */
    public static Optional<PlainMessage> parse(byte[] message) {
        Optional<String> text = Utf8.decode(message);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = text.get().split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            return Optional.empty();
        }
        for (String part : parts) {
            // A CR or LF in a name could reach a back end as a command of its own.
            if (Utf8.encode(part).length > PART_OCTETS_MAX
                    || part.chars().anyMatch(c -> c == '\r' || c == '\n')) {
                return Optional.empty();
            }
        }
        return Optional.of(new PlainMessage(parts[0], parts[1], new Secret(parts[2])));
    }

    /** The message as it is sent, in UTF-8. */
    public String format() {
        return authorizationId + '\0' + authenticationId + '\0' + password.reveal();
    }
}
