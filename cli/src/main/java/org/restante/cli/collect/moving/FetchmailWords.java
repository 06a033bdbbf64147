package org.restante.cli.collect.moving;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The words of a fetchmail run control file (fetchmail(1), "Run Control Syntax"): free-form, with
 * comments, quotes, escapes, and words that mean nothing.
 */
final class FetchmailWords {
    /**
     * A word.
     *
     * @param quoted whether it is a string whatever it says
     */
    record Word(String text, boolean quoted, int line) {}

    private static final Set<String> NOISE = Set.of("and", "with", "has", "wants", "options");

    private final String text;
    private int at;
    private int line = 1;

    private FetchmailWords(String text) {
        this.text = text;
    }

    static List<Word> of(String text) {
        return new FetchmailWords(text).all();
    }

    private List<Word> all() {
        List<Word> words = new ArrayList<>();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(c) || c == ',' || c == ';' || c == ':') {
                line += c == '\n' ? 1 : 0;
                at++;
            } else if (c == '=') {
                words.add(new Word("=", false, line));
                at++;
            } else {
                Word word = word();
                if (word.quoted() || !NOISE.contains(word.text())) {
                    words.add(word);
                }
            }
        }
        return words;
    }

    /** The longer one of a string in quotes and a word without space, as fetchmail has it. */
    private Word word() {
        int begin = at;
        int plain = begin;
        while (plain < text.length() && isPlain(text.charAt(plain))) {
            plain++;
        }
        char first = text.charAt(begin);
        int quote = first == '"' || first == '\'' ? text.indexOf(first, begin + 1) + 1 : 0;
        boolean quoted = quote >= plain;
        if (!quoted && plain == begin) {
            throw new IllegalArgumentException("line " + line + ": cannot be read");
        }
        int before = line;
        at = quoted ? quote : plain;
        String raw = quoted ? text.substring(begin + 1, at - 1) : text.substring(begin, at);
        line += (int) raw.chars().filter(c -> c == '\n').count();
        return new Word(unescaped(raw.replace("\\\n", "")), quoted, before);
    }

    private static boolean isPlain(char c) {
        return !Character.isWhitespace(c) && ",;:=".indexOf(c) < 0;
    }

    /** {@code \n \t \b \r}, {@code \nnn} decimal, {@code \0oo} octal, {@code \xhh}. */
    private static String unescaped(String raw) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\' || i + 1 == raw.length()) {
                plain.append(c);
                continue;
            }
            char kind = raw.charAt(++i);
            switch (kind) {
                case 'n' -> plain.append('\n');
                case 't' -> plain.append('\t');
                case 'b' -> plain.append('\b');
                case 'r' -> plain.append('\r');
                default -> {
                    int radix = kind == 'x' ? 16 : kind == '0' ? 8 : 10;
                    int begin = kind == 'x' ? i + 1 : i;
                    int end = begin;
                    int digits = kind == 'x' ? 2 : 3;
                    while (end < raw.length()
                            && end - begin < digits
                            && Character.digit(raw.charAt(end), radix) >= 0) {
                        end++;
                    }
                    if (end == begin) {
                        plain.append(kind);
                    } else {
                        plain.append((char) (Integer.parseInt(raw, begin, end, radix) & 0xFF));
                        i = end - 1;
                    }
                }
            }
        }
        return plain.toString();
    }
}
