package org.restante.acme;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blocks of a PEM file (RFC 7468). */
final class Pem {
    private static final int LINE_CHARACTERS = 64;

    private Pem() {}

    static String block(String label, byte[] octets) {
        return "-----BEGIN "
                + label
                + "-----\n"
                + Base64.getMimeEncoder(LINE_CHARACTERS, new byte[] {'\n'}).encodeToString(octets)
                + "\n-----END "
                + label
                + "-----\n";
    }

    /** The octets of the first block with this label; empty if there is none, or none whole. */
    static Optional<byte[]> find(String label, String text) {
        Matcher block =
                Pattern.compile("-----BEGIN " + label + "-----([^-]*)-----END " + label + "-----")
                        .matcher(text);
        try {
            return block.find()
                    ? Optional.of(Base64.getMimeDecoder().decode(block.group(1)))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            // Its message could quote a key.
            return Optional.empty();
        }
    }
}
