package org.restante.shell.text;

import java.util.Locale;

/**
 * What went over the wire as text for people: UTF-8 where it is, and nothing that drives a
 * terminal; everything else stands as {@code \x1B} or <code>&#92;u202E</code>.
 */
public final class WireText {
    private WireText() {}

    /**
     * A line, readable.
     *
     * @param octets one character for each
     */
    public static String shown(String octets) {
        return OctetText.utf8(octets).map(WireText::printable).orElseGet(() -> escaped(octets));
    }

    private static String escaped(String octets) {
        StringBuilder escaped = new StringBuilder();
        octets.chars().forEach(c -> append(c, c > '~', escaped));
        return escaped.toString();
    }

    /** Text of any origin, its control characters and bidirectional controls escaped. */
    public static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(c, isControl(c), printable));
        return printable.toString();
    }

    private static void append(int c, boolean escape, StringBuilder out) {
        if (!escape && !isControl(c)) {
            out.appendCodePoint(c);
        } else {
            out.append(
                    c <= 0xFF
                            ? String.format(Locale.ROOT, "\\x%02X", c)
                            : String.format(Locale.ROOT, "\\u%04X", c));
        }
    }

    /** What drives a terminal, turns a line's direction or is half a character. */
    public static boolean isControl(int c) {
        return (Character.isISOControl(c) && c != '\t')
                || c == 0x2028
                || c == 0x2029
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069)
                || Character.getType(c) == Character.SURROGATE;
    }
}
