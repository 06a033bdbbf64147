package org.restante.cli.maildrop;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;

/**
 * The quoting of mboxrd: in a mailbox a line of a message that is {@code From } behind any number
 * of {@code >} has one {@code >} more, so that none passes for the start of the next message. Lines
 * end LF or CRLF.
 */
final class FromLines extends OctetStream {
    private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};

    private final PushbackInputStream in;
    private final boolean quote;
    private boolean lineStart = true;
    private long owed;

    private FromLines(InputStream in, boolean quote) {
        this.in = new PushbackInputStream(in, FROM.length);
        this.quote = quote;
    }

    /** The lines of a message as they stand in a mailbox. */
    static InputStream quoted(InputStream message) {
        return new FromLines(message, true);
    }

    /** The lines of a message that stand so in a mailbox. */
    static InputStream unquoted(InputStream mailbox) {
        return new FromLines(mailbox, false);
    }

    @Override
    int next() throws IOException {
        if (lineStart) {
            lineStart = false;
            int octet = in.read();
            for (; octet == '>'; octet = in.read()) {
                owed++;
            }
            if (octet >= 0) {
                in.unread(octet);
            }
            if (isFrom()) {
                owed = Math.max(0, quote ? owed + 1 : owed - 1);
            }
        }
        if (owed > 0) {
            owed--;
            return '>';
        }
        int octet = in.read();
        lineStart = octet == '\n';
        return octet;
    }

    private boolean isFrom() throws IOException {
        byte[] ahead = in.readNBytes(FROM.length);
        in.unread(ahead);
        return Arrays.equals(ahead, FROM);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
