package org.restante.spec;

import java.util.HexFormat;

/** Octets as a person reads them. */
public final class Wire {
    private Wire() {}

    /**
     * The octets that a line of a {@link Transcript} stands for behind its {@code C: } or {@code S:
     * }: escapes replaced, and CRLF added unless it ends in {@code \c}.
     *
     * @return one character for each octet, 0x00 to 0xFF
     * @throws IllegalArgumentException the text does not follow the notation; the message shows it
     */
    public static String octets(String text) {
        return TranscriptParser.octets(text, text);
    }

    /**
     * Printable ASCII as it is, CR as {@code ␍}, LF as {@code ␊} and a new line after it, a
     * backslash doubled, every other octet as {@code \xHH}: two different sequences never look the
     * same.
     */
    public static String visible(byte[] octets) {
        var text = new StringBuilder();
        for (byte octet : octets) {
            switch (octet) {
                case '\r' -> text.append('␍');
                case '\n' -> text.append("␊\n");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (octet >= ' ' && octet <= '~') {
                        text.append((char) octet);
                    } else {
                        text.append("\\x").append(HexFormat.of().toHexDigits(octet));
                    }
                }
            }
        }
        return text.toString();
    }
}
