package org.restante.shell.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.apache.james.mime4j.stream.Field;
import org.restante.shell.text.OctetText;
import org.restante.shell.text.Visible;

import java.nio.charset.Charset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A header field's text: unfolded (RFC 5322 §2.2.3), encoded words decoded (RFC 2047), octets
 * beyond ASCII taken as UTF-8 (RFC 6532) or else as ISO 8859-1. Whatever cannot be decoded stays as
 * it is.
 */
final class FieldText {
    /**
     * {@code =?charset*language?encoding?text?=} (RFC 2231 §5). Spaces in the text are not allowed,
     * and common.
     */
    private static final Pattern ENCODED_WORD =
            Pattern.compile("=\\?([^?*\\s]{1,60})(?:\\*[^?\\s]{0,60})?\\?([BbQq])\\?([^?]*)\\?=");

    /**
     * An encoded word without its encoding.
     *
     * @param octets one character for each
     */
    private record Word(Charset charset, String octets) {
        String text() {
            return new String(octets.getBytes(ISO_8859_1), charset);
        }
    }

    private FieldText() {}

    /** One line, harmless to a terminal. */
    static String of(Field field) {
        return Visible.oneLine(decoded(body(field)));
    }

    /** Behind the colon, folded as it is; one character for each octet. */
    static String body(Field field) {
        String raw = new String(field.getRaw().toByteArray(), ISO_8859_1);
        return raw.substring(raw.indexOf(':') + 1);
    }

    /**
     * The encoded words of a text decoded.
     *
     * @param octets one character for each
     */
    static String decoded(String octets) {
        StringBuilder text = new StringBuilder();
        Optional<Word> last = Optional.empty();
        int end = 0;
        for (Matcher matcher = ENCODED_WORD.matcher(octets); matcher.find(); ) {
            Optional<Word> word = word(matcher);
            if (word.isEmpty()) {
                // It belongs to what stands between two words that can be decoded.
                continue;
            }
            String between = octets.substring(end, matcher.start());
            end = matcher.end();
            if (last.isPresent() && between.isBlank()) {
                // White space between two encoded words is no text (RFC 2047 §6.2). Many split a
                // character over two words (against §5), so the octets are joined first.
                if (last.get().charset().equals(word.get().charset())) {
                    last =
                            Optional.of(
                                    new Word(
                                            word.get().charset(),
                                            last.get().octets() + word.get().octets()));
                    continue;
                }
                between = "";
            }
            last.ifPresent(it -> text.append(it.text()));
            text.append(OctetText.readable(between));
            last = word;
        }
        last.ifPresent(it -> text.append(it.text()));
        return text.append(OctetText.readable(octets.substring(end))).toString();
    }

    private static Optional<Word> word(Matcher matcher) {
        try {
            // An unknown or impossible name of a charset is an IllegalArgumentException, too.
            Charset charset = Charset.forName(matcher.group(1));
            String encoded = matcher.group(3);
            return Optional.of(
                    new Word(
                            charset,
                            matcher.group(2).equalsIgnoreCase("B")
                                    ? base64(encoded)
                                    : quoted(encoded)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String base64(String encoded) {
        return new String(
                Base64.getDecoder().decode(encoded.replace(" ", "").getBytes(ISO_8859_1)),
                ISO_8859_1);
    }

    private static String quoted(String encoded) {
        StringBuilder octets = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '=') {
                if (i + 2 >= encoded.length()) {
                    throw new IllegalArgumentException("incomplete =XX");
                }
                octets.append((char) HexFormat.fromHexDigits(encoded, i + 1, i + 3));
                i += 2;
            } else {
                octets.append(c == '_' ? ' ' : c);
            }
        }
        return octets.toString();
    }
}
