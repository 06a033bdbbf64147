package org.restante.shell.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.restante.protocol.sasl.Utf8;

import java.util.Optional;

/** Text that came as octets, one character for each, as people may read it. */
public final class OctetText {
    private OctetText() {}

    /**
     * The octets read as UTF-8.
     *
     * @return empty if they are none
     * @throws IllegalArgumentException a character stands for no octet
     */
    public static Optional<String> utf8(String octets) {
        if (!octets.chars().allMatch(c -> c <= 0xFF)) {
            throw new IllegalArgumentException("more than octets");
        }
        return Utf8.decode(octets.getBytes(ISO_8859_1));
    }

    /** The octets of text in UTF-8. */
    public static String octets(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    /** As UTF-8 if it is, else each octet as a character of ISO 8859-1. */
    public static String readable(String octets) {
        return utf8(octets).orElse(octets);
    }
}
