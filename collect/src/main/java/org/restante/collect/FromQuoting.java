package org.restante.collect;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The quoting of mboxrd: a line that is {@code From } behind any number of {@code >} gets one
 * {@code >} more, so that none passes for the start of the next message. Lines end LF. {@link
 * #finish} ends a message.
 */
final class FromQuoting extends OutputStream {
    private static final String FROM = "From ";

    private final OutputStream out;

    /** Whether what was read of this line may be the start of such a line; it is held back then. */
    private boolean undecided = true;

    private long quotes;
    private int matched;

    FromQuoting(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        if (undecided) {
            if (octet == '>' && matched == 0) {
                quotes++;
                return;
            }
            if (octet == FROM.charAt(matched)) {
                if (++matched == FROM.length()) {
                    quotes++;
                    release();
                }
                return;
            }
            release();
        }
        out.write(octet);
        undecided = octet == '\n';
    }

    private void release() throws IOException {
        for (; quotes > 0; quotes--) {
            out.write('>');
        }
        for (int i = 0; i < matched; i++) {
            out.write(FROM.charAt(i));
        }
        matched = 0;
        undecided = false;
    }

    /** Writes what was held back. */
    void finish() throws IOException {
        release();
        out.flush();
    }
}
