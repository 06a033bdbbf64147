package org.restante.shell.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * What strangers wrote, made harmless: no control character (C0, DEL, C1), so that a terminal shows
 * it and is not driven by it, and nothing that turns the direction of what stands around it.
 */
public final class Visible {
    private Visible() {}

    /** Writes a character, or what shows that it is there; a tab stays a tab. */
    public static void append(int codePoint, Appendable out) throws IOException {
        if (!WireText.isControl(codePoint)) {
            if (codePoint < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
                out.append((char) codePoint);
            } else {
                out.append(Character.toString(codePoint));
            }
        } else if (codePoint < ' ') {
            // The pictures of the control characters stand in their order.
            out.append((char) (0x2400 + codePoint));
        } else if (codePoint == 0x7F) {
            out.append('\u2421');
        } else if (Character.getType(codePoint) == Character.SURROGATE) {
            out.append('\uFFFD');
        } else {
            out.append(String.format(Locale.ROOT, "<U+%04X>", codePoint));
        }
    }

    /** A text as one line: white space and line ends are one space each, none at the ends. */
    public static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        boolean space = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isWhitespace(c) && !isSeparator(c)) {
                space = !line.isEmpty();
                continue;
            }
            if (space) {
                line.append(' ');
                space = false;
            }
            append(c, line);
        }
        return line.toString();
    }

    /** FS, GS, RS and US are white space to Java. */
    private static boolean isSeparator(int codePoint) {
        return codePoint >= 0x1C && codePoint <= 0x1F;
    }

    private static void append(int codePoint, StringBuilder out) {
        try {
            append(codePoint, (Appendable) out);
        } catch (IOException e) {
            throw new UncheckedIOException("no I/O in memory", e);
        }
    }
}
