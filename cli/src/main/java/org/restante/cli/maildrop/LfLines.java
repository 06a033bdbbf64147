package org.restante.cli.maildrop;

import java.io.IOException;
import java.io.InputStream;

/**
 * A message in canonical form with its lines ending LF, as files of messages have them. A line that
 * ends CR CR LF keeps all three: cut down to CR LF it would be read as a line end, one octet short.
 */
final class LfLines extends OctetStream {
    private final InputStream in;
    private int ahead = NONE;
    private int last = NONE;

    private static final int NONE = -2;

    LfLines(InputStream in) {
        this.in = in;
    }

    @Override
    int next() throws IOException {
        int octet = unread();
        if (octet == '\r') {
            ahead = in.read();
            if (ahead == '\n' && last != '\r') {
                octet = unread();
            }
        }
        last = octet;
        return octet;
    }

    private int unread() throws IOException {
        int octet = ahead == NONE ? in.read() : ahead;
        ahead = NONE;
        return octet;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
