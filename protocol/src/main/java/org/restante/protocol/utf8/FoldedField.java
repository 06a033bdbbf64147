package org.restante.protocol.utf8;

import java.util.List;

/**
 * A field being written, folded at 78 characters where it has white space to fold at (RFC 5322
 * §2.1.1, §2.2.3). No line of it is white space alone.
 */
final class FoldedField {
    /** Where a field is folded, its line end not counted (RFC 5322 §2.1.1). */
    private static final int LINE_OCTETS_MAX = 78;

    private final StringBuilder field;
    private int column;

    FoldedField(String name) {
        field = new StringBuilder(name).append(':');
        column = field.length();
    }

    /** Behind white space, on the next line if this one is full. */
    void word(String space, String word) {
        if (column + space.length() + word.length() > LINE_OCTETS_MAX) {
            fold();
        }
        field.append(space).append(word);
        column += space.length() + word.length();
    }

    /** Text that may be folded wherever it has white space. */
    void text(String text) {
        int at = 0;
        while (at < text.length()) {
            int word = at;
            while (word < text.length() && Ascii.isSpace(text.charAt(word))) {
                word++;
            }
            int end = word;
            while (end < text.length() && !Ascii.isSpace(text.charAt(end))) {
                end++;
            }
            if (end > word) {
                word(word == at ? " " : text.substring(at, word), text.substring(word, end));
            }
            at = end;
        }
    }

    /** Encoded words behind white space. */
    void encoded(String space, String octets) {
        int room = LINE_OCTETS_MAX - column - space.length();
        if (room < EncodedWords.OCTETS_MIN) {
            fold();
            room = EncodedWords.OCTETS_MAX;
        }
        int first = Math.min(room, EncodedWords.OCTETS_MAX);
        List<String> words = EncodedWords.of(octets, first, EncodedWords.OCTETS_MAX);
        word(space, words.getFirst());
        for (String word : words.subList(1, words.size())) {
            word(" ", word);
        }
    }

    /** Directly behind what is there. */
    void mark(char c) {
        field.append(c);
        column++;
    }

    /** At the start of a line there is nothing to fold: an empty line would end the header. */
    private void fold() {
        if (column == 0) {
            return;
        }
        field.append("\r\n");
        column = 0;
    }

    /** The field with its last line end. */
    @Override
    public String toString() {
        return field + "\r\n";
    }
}
