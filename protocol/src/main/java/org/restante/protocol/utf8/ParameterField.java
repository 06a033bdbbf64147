package org.restante.protocol.utf8;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A MIME field with parameters, without what is not ASCII: a value that is not is written as RFC
 * 2231 says, in several pieces if it is long; one whose name is not an attribute, or that RFC 2231
 * says in another way already, is left out (RFC 6858 §2.2).
 */
final class ParameterField {
    /** A piece with its name has to find room in a line. */
    private static final int PIECE_OCTETS_MAX = 40;

    /** RFC 2045 §5.1 and RFC 2231 §7: a token without the characters that RFC 2231 uses. */
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z0-9!#$&+.^_`{|}~-]{1,32}");

    private static final String SAFE = "!#$&+-.^_`{|}~";

    private ParameterField() {}

    /** Returns false, with nothing of use written, if what stands before the parameters is lost. */
    static boolean write(String value, FoldedField out) {
        List<String> parts = new ArrayList<>();
        int at = 0;
        while (at <= value.length()) {
            int end = Structured.find(value, at, ";");
            parts.add(Ascii.strip(value.substring(at, end)));
            at = end + 1;
        }
        String first = Structured.withEncodedComments(parts.getFirst());
        if (first.isEmpty() || !Ascii.isAll(first)) {
            return false;
        }
        out.text(first);
        // Collected once: there may be as many as the header has room for.
        Set<String> extended = parts.stream().flatMap(ParameterField::extended).collect(toSet());
        for (String part : parts.subList(1, parts.size())) {
            String parameter = Structured.withEncodedComments(part);
            if (parameter.isEmpty()) {
                continue;
            }
            if (Ascii.isAll(parameter)) {
                out.mark(';');
                out.text(parameter);
            } else {
                extend(part, extended, out);
            }
        }
        return true;
    }

    private static void extend(String parameter, Set<String> extended, FoldedField out) {
        int equals = parameter.indexOf('=');
        Optional<String> name =
                Optional.of(Ascii.strip(parameter.substring(0, Math.max(0, equals))))
                        .filter(it -> ATTRIBUTE.matcher(it).matches())
                        .filter(it -> !extended.contains(it.toLowerCase(Locale.ROOT)));
        if (name.isEmpty()) {
            return;
        }
        String text = Structured.text(parameter.substring(equals + 1));
        List<String> pieces = pieces(text);
        for (int i = 0; i < pieces.size(); i++) {
            String number = pieces.size() == 1 ? "" : "*" + i;
            String label = i == 0 ? EncodedWords.charset(text) + "''" : "";
            out.mark(';');
            out.word(" ", name.get() + number + "*=" + label + pieces.get(i));
        }
    }

    /** The name of a parameter that is written as RFC 2231 says already. */
    private static Stream<String> extended(String parameter) {
        int star = parameter.indexOf('*');
        int equals = parameter.indexOf('=');
        return star > 0 && star < equals
                ? Stream.of(parameter.substring(0, star).toLowerCase(Locale.ROOT))
                : Stream.empty();
    }

    /** The text in percent encoding, cut between characters. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int end = EncodedWords.characterEnd(text, at);
            String character = percent(text.substring(at, end));
            if (piece.length() + character.length() > PIECE_OCTETS_MAX) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
            piece.append(character);
            at = end;
        }
        pieces.add(piece.toString());
        return pieces;
    }

    private static String percent(String octets) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < octets.length(); i++) {
            char c = octets.charAt(i);
            if (Ascii.isLetterOrDigit(c) || SAFE.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%');
                EncodedWords.appendHex(text, c);
            }
        }
        return text.toString();
    }
}
