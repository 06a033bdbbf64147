package org.restante.protocol.utf8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Text as encoded words (RFC 2047), none longer than 75 characters and none that splits a
 * character. Text that is not UTF-8 is labelled unknown-8bit (RFC 1428): its octets survive, and a
 * client may guess. Q leaves only the characters that are safe in a phrase and a comment as well
 * (RFC 2047 §5), so that no address, comma or angle bracket shows in the raw field.
 */
final class EncodedWords {
    /** The longest encoded word (RFC 2047 §2). */
    static final int OCTETS_MAX = 75;

    /** Room for a word with one character in it, whatever the label and the encoding. */
    static final int OCTETS_MIN = 32;

    private static final String SAFE = "!*+-/";

    private EncodedWords() {}

    /**
     * @param octets one character for each octet; not empty
     * @param firstMax the longest first word; {@link #OCTETS_MIN} to {@link #OCTETS_MAX}
     * @param max the longest of the others, likewise
     */
    static List<String> of(String octets, int firstMax, int max) {
        // Mostly ASCII stays readable to a person whose client decodes nothing.
        boolean q = qOctets(octets) <= 2 * octets.length();
        String start = "=?" + charset(octets) + (q ? "?Q?" : "?B?");
        List<String> words = new ArrayList<>();
        int from = 0;
        while (from < octets.length()) {
            int room = (words.isEmpty() ? firstMax : max) - start.length() - 2;
            int to = from;
            int used = 0;
            while (to < octets.length()) {
                int end = characterEnd(octets, to);
                used = q ? used + qOctets(octets.substring(to, end)) : 4 * ((end - from + 2) / 3);
                if (used > room) {
                    break;
                }
                to = end;
            }
            words.add(start + encode(octets.substring(from, to), q) + "?=");
            from = to;
        }
        return words;
    }

    /** The label for these octets; also for parameters (RFC 2231). */
    static String charset(String octets) {
        return isUtf8(octets) ? "utf-8" : "unknown-8bit";
    }

    private static boolean isUtf8(String octets) {
        try {
            // A fresh decoder reports what is malformed; overlong forms and surrogates are.
            StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Where the character that starts at an octet ends; at most four octets, if not UTF-8. */
    static int characterEnd(String octets, int at) {
        int end = at + 1;
        while (end < octets.length() && end < at + 4 && (octets.charAt(end) & 0xC0) == 0x80) {
            end++;
        }
        return end;
    }

    private static String encode(String octets, boolean q) {
        if (!q) {
            byte[] raw = octets.getBytes(StandardCharsets.ISO_8859_1);
            return Base64.getEncoder().encodeToString(raw);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < octets.length(); i++) {
            char c = octets.charAt(i);
            if (c == ' ') {
                text.append('_');
            } else if (isSafe(c)) {
                text.append(c);
            } else {
                text.append('=');
                appendHex(text, c);
            }
        }
        return text.toString();
    }

    static void appendHex(StringBuilder text, char octet) {
        text.append(Character.toUpperCase(Character.forDigit(octet >> 4, 16)))
                .append(Character.toUpperCase(Character.forDigit(octet & 0xF, 16)));
    }

    private static int qOctets(String octets) {
        int all = 0;
        for (int i = 0; i < octets.length(); i++) {
            char c = octets.charAt(i);
            all += c == ' ' || isSafe(c) ? 1 : 3;
        }
        return all;
    }

    private static boolean isSafe(char c) {
        return Ascii.isLetterOrDigit(c) || SAFE.indexOf(c) >= 0;
    }
}
