package org.restante.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Octets for people. */
final class Hex {
    private static final int OCTETS = 16;

    private Hex() {}

    /**
     * Sixteen octets on each line: where they begin, in hexadecimal, and as ASCII.
     *
     * @param octets one character for each
     */
    static List<String> lines(String octets) {
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < octets.length(); at += OCTETS) {
            StringBuilder hex = new StringBuilder();
            StringBuilder text = new StringBuilder();
            for (int i = at; i < Math.min(at + OCTETS, octets.length()); i++) {
                char c = octets.charAt(i);
                hex.append(String.format(Locale.ROOT, "%02x ", (int) c));
                text.append(c >= ' ' && c < 0x7F ? c : '.');
            }
            lines.add(String.format(Locale.ROOT, "%06x  %-48s %s", at, hex, text));
        }
        return lines;
    }
}
