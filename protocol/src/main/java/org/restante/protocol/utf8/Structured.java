package org.restante.protocol.utf8;

/** The lexical parts of structured fields (RFC 5322 §3.2), as far as rewriting needs them. */
final class Structured {
    /** Leaves room for the parentheses. */
    private static final int COMMENT_WORD_MAX = EncodedWords.OCTETS_MAX - 4;

    private Structured() {}

    /**
     * Where the part that starts at an index ends: a quoted string, a comment with those inside, a
     * domain literal, what is in angle brackets, or one character of anything else. One that is
     * never closed takes the rest.
     */
    static int end(String value, int at) {
        return switch (value.charAt(at)) {
            case '"' -> closed(value, at, '"');
            case '[' -> closed(value, at, ']');
            case '<' -> closed(value, at, '>');
            case '(' -> commentEnd(value, at);
            default -> at + 1;
        };
    }

    private static int closed(String value, int at, char closing) {
        for (int i = at + 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == closing) {
                return i + 1;
            }
            if (c == '\\') {
                i++;
            } else if (closing == '>' && c == '"') {
                i = closed(value, i, '"') - 1;
            }
        }
        return value.length();
    }

    private static int commentEnd(String value, int at) {
        // Counted, not called: a peer decides how deep comments are.
        int depth = 0;
        for (int i = at; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '(' -> depth++;
                case ')' -> {
                    depth--;
                    if (depth == 0) {
                        return i + 1;
                    }
                }
                case '\\' -> i++;
                default -> {}
            }
        }
        return value.length();
    }

    /** Where the first of these characters stands outside of all parts, or the value's length. */
    static int find(String value, int from, String characters) {
        int at = from;
        while (at < value.length() && characters.indexOf(value.charAt(at)) < 0) {
            at = end(value, at);
        }
        return at;
    }

    /** The value with the text of each comment that is not ASCII encoded (RFC 2047 §5 (2)). */
    static String withEncodedComments(String value) {
        StringBuilder all = new StringBuilder();
        int at = 0;
        while (at < value.length()) {
            int end = end(value, at);
            String part = value.substring(at, end);
            if (part.startsWith("(") && !Ascii.isAll(part)) {
                String text =
                        unquoted(part.substring(1, part.endsWith(")") ? end - at - 1 : end - at));
                all.append('(')
                        .append(
                                String.join(
                                        " ",
                                        EncodedWords.of(text, COMMENT_WORD_MAX, COMMENT_WORD_MAX)))
                        .append(')');
            } else {
                all.append(part);
            }
            at = end;
        }
        return all.toString();
    }

    /** A phrase or a parameter's value as the text it stands for: white space is one space. */
    static String text(String phrase) {
        StringBuilder all = new StringBuilder();
        int at = 0;
        while (at < phrase.length()) {
            int end = phrase.charAt(at) == '"' ? end(phrase, at) : at + 1;
            String part = phrase.substring(at, end);
            if (part.startsWith("\"")) {
                boolean isClosed = part.length() > 1 && part.endsWith("\"");
                all.append(unquoted(part.substring(1, part.length() - (isClosed ? 1 : 0))));
            } else if (!Ascii.isSpace(part.charAt(0))) {
                all.append(part);
            } else if (!all.isEmpty() && all.charAt(all.length() - 1) != ' ') {
                all.append(' ');
            }
            at = end;
        }
        return Ascii.strip(all.toString());
    }

    /** Without the backslashes of quoted pairs. */
    private static String unquoted(String text) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 1 < text.length()) {
                i++;
            }
            all.append(text.charAt(i));
        }
        return all.toString();
    }
}
