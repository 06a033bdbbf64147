package org.restante.shell.mail;

import org.restante.shell.text.Visible;

import java.io.IOException;

/**
 * What a person is shown of a message: lines, indented where a message stands in another, each
 * ended by LF, with nothing in them that drives a terminal.
 */
final class Page {
    private static final String INDENT = "    ";

    private final Appendable out;
    private int depth;
    private boolean lineBegun;
    private boolean lastIsBlank = true;
    private boolean afterCr;
    private char high;

    Page(Appendable out) {
        this.out = out;
    }

    void indent() {
        depth++;
    }

    void outdent() {
        depth--;
    }

    /** A piece of a stranger's text with any line ends; a piece may end within a character. */
    void text(CharSequence piece) throws IOException {
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            if (high != 0 && Character.isLowSurrogate(c)) {
                int whole = Character.toCodePoint(high, c);
                high = 0;
                put(whole);
                continue;
            }
            endCharacter();
            if (Character.isHighSurrogate(c)) {
                high = c;
            } else {
                put(c);
            }
        }
    }

    private void endCharacter() throws IOException {
        if (high != 0) {
            int lone = high;
            high = 0;
            put(lone);
        }
    }

    private void put(int c) throws IOException {
        boolean ended = afterCr && c == '\n';
        afterCr = c == '\r';
        if (ended) {
            return;
        }
        if (c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029) {
            lastIsBlank = !lineBegun;
            lineBegun = false;
            out.append('\n');
            return;
        }
        if (!lineBegun) {
            lineBegun = true;
            out.append(INDENT.repeat(depth));
        }
        Visible.append(c, out);
    }

    /** Ends the line that has begun, if any. */
    void endLine() throws IOException {
        endCharacter();
        afterCr = false;
        if (lineBegun) {
            put('\n');
        }
    }

    /** A line of its own. */
    void line(String text) throws IOException {
        endLine();
        text(Visible.oneLine(text));
        endLine();
    }

    /** An empty line, unless there is one, or nothing yet. */
    void blank() throws IOException {
        endLine();
        if (!lastIsBlank) {
            put('\n');
        }
    }
}
