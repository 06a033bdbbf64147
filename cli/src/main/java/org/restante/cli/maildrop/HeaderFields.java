package org.restante.cli.maildrop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields of a message's header, for a person to look at and search in: unfolded, encoded words
 * decoded (RFC 2047), raw UTF-8 taken as such (RFC 6532). Anything can stand in a header, so
 * nothing is refused; what cannot be decoded is shown as it is.
 */
final class HeaderFields {
    /** More of a header is not looked at. */
    static final int OCTETS_MAX = 256 * 1024;

    private static final Pattern ENCODED_WORD =
            Pattern.compile(
                    "=\\?([!-~&&[^?*]]{1,40})(?:\\*[^? ]{0,20})?\\?([BbQq])\\?([^? ]*)\\?=");

    /** Of a message that is gone. */
    static final HeaderFields NONE = new HeaderFields(List.of());

    private final List<String> lines;

    private HeaderFields(List<StringBuilder> lines) {
        this.lines = lines.stream().map(StringBuilder::toString).toList();
    }

    /** Reads up to the empty line, the end, or the bound. */
    static HeaderFields read(InputStream in) throws IOException {
        List<StringBuilder> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int read = 0; read < OCTETS_MAX; read++) {
            int octet = in.read();
            if (octet < 0) {
                break;
            }
            if (octet != '\n') {
                line.append((char) octet);
                continue;
            }
            int end = line.length();
            if (end > 0 && line.charAt(end - 1) == '\r') {
                line.setLength(end - 1);
            }
            if (line.isEmpty()) {
                return new HeaderFields(lines);
            }
            take(lines, line);
            line.setLength(0);
        }
        if (!line.isEmpty()) {
            take(lines, line);
        }
        return new HeaderFields(lines);
    }

    private static void take(List<StringBuilder> lines, StringBuilder line) {
        boolean continued = line.charAt(0) == ' ' || line.charAt(0) == '\t';
        if (continued && !lines.isEmpty()) {
            lines.getLast().append(line);
        } else {
            lines.add(new StringBuilder(line));
        }
    }

    /** The first field of this name as its octets are, one character for each. */
    Optional<String> raw(String name) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase(name)) {
                return Optional.of(line.substring(colon + 1).strip());
            }
        }
        return Optional.empty();
    }

    /** The first field of this name as text, empty if there is none. */
    String text(String name) {
        return raw(name).map(HeaderFields::decoded).orElse("");
    }

    static String decoded(String octets) {
        StringBuilder text = new StringBuilder();
        Matcher word = ENCODED_WORD.matcher(octets);
        int end = 0;
        boolean afterWord = false;
        while (word.find()) {
            String between = octets.substring(end, word.start());
            // White space between two encoded words is not part of the text (RFC 2047 §6.2).
            if (!afterWord || !between.isBlank()) {
                text.append(utf8(between));
            }
            text.append(word(word.group(1), word.group(2), word.group(3)).orElse(word.group()));
            end = word.end();
            afterWord = true;
        }
        return text.append(utf8(octets.substring(end))).toString();
    }

    private static Optional<String> word(String charset, String encoding, String encoded) {
        try {
            byte[] octets =
                    encoding.equalsIgnoreCase("B")
                            ? Base64.getMimeDecoder().decode(encoded)
                            : quoted(encoded);
            return Optional.of(new String(octets, Charset.forName(charset)));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return Optional.empty();
        } catch (IllegalArgumentException _) {
            // Neither base64 nor quoted: it stays as it is.
            return Optional.empty();
        }
    }

    private static byte[] quoted(String encoded) {
        byte[] octets = new byte[encoded.length()];
        int count = 0;
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '=') {
                if (i + 2 >= encoded.length()) {
                    throw new IllegalArgumentException("incomplete =XX");
                }
                octets[count++] = (byte) HexFormat.fromHexDigits(encoded, i + 1, i + 3);
                i += 2;
            } else {
                octets[count++] = (byte) (c == '_' ? ' ' : c);
            }
        }
        return Arrays.copyOf(octets, count);
    }

    /** As UTF-8 if it is, else each octet as a character of ISO 8859-1. */
    private static String utf8(String octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException _) {
            return octets;
        }
    }

    /** Nothing in it can move a terminal's cursor or hide something. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> shown.appendCodePoint(isHarmless(c) ? c : '?'));
        return shown.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
