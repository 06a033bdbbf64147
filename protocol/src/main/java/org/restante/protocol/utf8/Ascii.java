package org.restante.protocol.utf8;

/** What RFC 5322 calls characters, for strings that have one for each octet. */
final class Ascii {
    private Ascii() {}

    /** Whether no octet is above 0x7F. */
    static boolean isAll(String octets) {
        for (int i = 0; i < octets.length(); i++) {
            if (octets.charAt(i) > 0x7F) {
                return false;
            }
        }
        return true;
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** Without the spaces and tabs at both ends; {@code strip} would take more than these. */
    static String strip(String octets) {
        int from = 0;
        int to = octets.length();
        while (from < to && isSpace(octets.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(octets.charAt(to - 1))) {
            to--;
        }
        return octets.substring(from, to);
    }
}
