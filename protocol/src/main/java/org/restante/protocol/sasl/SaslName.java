package org.restante.protocol.sasl;

import java.util.Optional;

/** A name inside a message in which commas separate (RFC 5802 §7, {@code saslname}). */
final class SaslName {
    private SaslName() {}

    static String encode(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }

    /** The name, or empty if it has an equals sign that begins neither code, or no character. */
    static Optional<String> decode(String encoded) {
        if (encoded.isEmpty() || encoded.indexOf('\0') >= 0 || encoded.indexOf(',') >= 0) {
            return Optional.empty();
        }
        StringBuilder name = new StringBuilder(encoded.length());
        int at = 0;
        while (at < encoded.length()) {
            char c = encoded.charAt(at);
            if (c != '=') {
                name.append(c);
                at++;
            } else if (encoded.startsWith("=2C", at)) {
                name.append(',');
                at += 3;
            } else if (encoded.startsWith("=3D", at)) {
                name.append('=');
                at += 3;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(name.toString());
    }
}
