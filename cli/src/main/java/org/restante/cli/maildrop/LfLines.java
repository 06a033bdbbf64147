package org.restante.cli.maildrop;

import java.io.IOException;
import java.io.InputStream;

/**
 * A message in canonical form with its lines ending LF, as files of messages have them. A line that
 * ends CR CR LF keeps all three: cut down to CR LF it would be read as a line end, one octet short.
 */
final class LfLines extends InputStream {
    private final InputStream in;
    private int ahead = NONE;
    private int last = NONE;

    private static final int NONE = -2;

    LfLines(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        int octet = next();
        if (octet == '\r') {
            ahead = in.read();
            if (ahead == '\n' && last != '\r') {
                octet = next();
            }
        }
        last = octet;
        return octet;
    }

    private int next() throws IOException {
        int octet = ahead == NONE ? in.read() : ahead;
        ahead = NONE;
        return octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int octet = read();
            if (octet < 0) {
                return count == 0 ? -1 : count;
            }
            target[offset + count++] = (byte) octet;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
