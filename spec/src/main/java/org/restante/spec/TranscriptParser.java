package org.restante.spec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Turns the text of a transcript into steps; {@link Transcript} tells the notation. */
final class TranscriptParser {
    private static final String ANY_REST = " ...";

    private TranscriptParser() {}

    static List<Step> parse(String text) {
        var steps = new ArrayList<Step>();
        boolean ended = false;
        for (String line : text.lines().toList()) {
            if (!line.isBlank()) {
                Step step = step(line);
                if (ended && !(step instanceof Step.Expect || step instanceof Step.Closed)) {
                    throw wrong("sends after <half-close>", line);
                }
                ended |= step instanceof Step.HalfClose;
                steps.add(step);
            }
        }
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a transcript without a line");
        }
        return List.copyOf(steps);
    }

    private static Step step(String line) {
        if (!line.startsWith("C:") && !line.startsWith("S:")) {
            throw wrong("begins with neither C: nor S:", line);
        }
        boolean client = line.charAt(0) == 'C';
        String rest = line.substring(line.startsWith(" ", 2) ? 3 : 2);
        if (rest.equals(client ? "<half-close>" : "<closed>")) {
            return client ? new Step.HalfClose() : new Step.Closed();
        }
        if (rest.equals(client ? "<closed>" : "<half-close>")) {
            throw wrong("belongs to the other side", line);
        }
        if (client) {
            return new Step.Send(octets(rest, line));
        }
        boolean anyRest = rest.endsWith(ANY_REST);
        // The space before the dots is part of what must come; the line end is not given.
        String given = anyRest ? rest.substring(0, rest.length() - 3) + "\\c" : rest;
        return new Step.Expect(octets(given, line), anyRest);
    }

    /** What a line stands for behind its first three characters. */
    static String octets(String text, String line) {
        var octets = new ByteArrayOutputStream();
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (point != '\\') {
                octets.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
                at += Character.charCount(point);
                continue;
            }
            if (at + 1 == text.length()) {
                throw wrong("ends in a lone backslash", line);
            }
            char escape = text.charAt(at + 1);
            at += 2;
            switch (escape) {
                case 'r' -> octets.write('\r');
                case 'n' -> octets.write('\n');
                case 't' -> octets.write('\t');
                case '0' -> octets.write(0);
                case '\\' -> octets.write('\\');
                case 'x' -> {
                    octets.write(hexDigits(text, at, line));
                    at += 2;
                }
                case 'c' -> {
                    if (at != text.length()) {
                        throw wrong("has text behind \\c", line);
                    }
                    return octets.toString(StandardCharsets.ISO_8859_1);
                }
                default -> throw wrong("has an unknown escape \\" + escape, line);
            }
        }
        octets.write('\r');
        octets.write('\n');
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    private static int hexDigits(String text, int at, String line) {
        if (text.length() < at + 2) {
            throw wrong("needs two digits after \\x", line);
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        if (high < 0 || low < 0) {
            throw wrong("needs two hexadecimal digits after \\x", line);
        }
        return high * 16 + low;
    }

    private static IllegalArgumentException wrong(String what, String line) {
        return new IllegalArgumentException("transcript line " + what + ": " + line);
    }
}
