package org.restante.shell.mail;

import org.jline.utils.WCWidth;

/** Text in a terminal's columns: an ideograph takes two, a combining mark none. */
public final class Columns {
    private Columns() {}

    /** How many columns a line of text takes. */
    public static int width(String text) {
        return text.codePoints().map(Columns::width).sum();
    }

    private static int width(int codePoint) {
        return Math.max(0, WCWidth.wcwidth(codePoint));
    }

    /**
     * The text, or as much of its start as fits with an ellipsis behind it.
     *
     * @param columns 1 or more
     */
    public static String cut(String text, int columns) {
        if (columns < 1) {
            throw new IllegalArgumentException(columns + " columns, must be 1 or more");
        }
        int used = 0;
        int fits = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            used += width(c);
            if (used > columns) {
                return text.substring(0, fits) + "…";
            }
            i += Character.charCount(c);
            if (used < columns) {
                fits = i;
            }
        }
        return text;
    }

    /**
     * The text in exactly this many columns: cut, or spaces behind it.
     *
     * @param columns 1 or more
     */
    public static String fit(String text, int columns) {
        String cut = cut(text, columns);
        return cut + " ".repeat(columns - width(cut));
    }
}
