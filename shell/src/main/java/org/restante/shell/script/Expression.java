package org.restante.shell.script;

import org.restante.shell.text.OctetText;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of a script's author, for lines of a stranger's. Two bounds keep it from
 * running for ever: the length of the line, and the steps taken, as some expressions take twice as
 * long for each further character. Immutable.
 */
final class Expression {
    /** What is looked at of a line: 16 times the longest status line (RFC 2449 §4). */
    static final int LINE_CHARS_MAX = 8 * 1024;

    /** Characters looked at in one check: a second or so, and 100 times what sane ones need. */
    static final int STEPS_MAX = 50_000_000;

    private final Pattern pattern;

    private Expression(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * @throws PatternSyntaxException it is none
     */
    static Expression of(String text) {
        try {
            return new Expression(Pattern.compile(text));
        } catch (StackOverflowError _) {
            // The compiler descends once for each parenthesis.
            throw new PatternSyntaxException("nested too deep", text, -1);
        }
    }

    /** How often it may still look at a character; for one check, over all its lines. */
    static final class Steps {
        private int left = STEPS_MAX;
    }

    /** It takes too long, or too much stack, on this line. */
    static final class TooHardException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooHardException() {
            super("too many steps", null, false, false);
        }
    }

    /**
     * Whether it is found in the start of a line.
     *
     * @param line one character for each octet; UTF-8 is read as such
     * @throws TooHardException this cannot be told within the bounds
     */
    boolean isFoundIn(String line, Steps steps) {
        String start = line.substring(0, Math.min(line.length(), LINE_CHARS_MAX));
        Matcher matcher = pattern.matcher(new Counted(OctetText.readable(start), steps));
        try {
            return matcher.find();
        } catch (StackOverflowError _) {
            // A repeated group takes stack for each repetition.
            throw new TooHardException();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Expression it && it.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** As in the script. */
    @Override
    public String toString() {
        return "/" + pattern.pattern() + "/";
    }

    /** The matcher looks at each character through here. */
    private record Counted(String text, Steps steps) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--steps.left < 0) {
                throw new TooHardException();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
