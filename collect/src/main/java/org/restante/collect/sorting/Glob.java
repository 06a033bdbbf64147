package org.restante.collect.sorting;

import java.util.Locale;

/**
 * A pattern of a whole text: {@code *} is any text, also none, {@code ?} any one character; upper
 * and lower case are the same. Takes time as the product of both lengths, however it is written.
 */
public record Glob(String pattern) {
    public Glob {
        pattern = pattern.toLowerCase(Locale.ROOT);
    }

    /** Whether all of a text is as the pattern says. */
    public boolean matches(String given) {
        String text = given.toLowerCase(Locale.ROOT);
        int at = 0;
        int in = 0;
        int star = -1;
        int taken = 0;
        while (at < text.length()) {
            if (in < pattern.length() && pattern.charAt(in) == '*') {
                star = in++;
                taken = at;
            } else if (in < pattern.length()
                    && (pattern.charAt(in) == '?' || pattern.charAt(in) == text.charAt(at))) {
                in++;
                at++;
            } else if (star >= 0) {
                // The last star takes one character more; those before it need not change.
                in = star + 1;
                at = ++taken;
            } else {
                return false;
            }
        }
        while (in < pattern.length() && pattern.charAt(in) == '*') {
            in++;
        }
        return in == pattern.length();
    }
}
