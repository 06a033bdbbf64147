package org.restante.shell.mail;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A message whose header ends at a bound: further octets of it are dropped up to the empty line,
 * and the body follows. Line ends may be CRLF or LF. Does not close what it reads.
 */
final class HeaderLimit extends InputStream {
    private final InputStream in;
    private final int octetsMax;
    private long octets;
    private boolean lineIsEmpty = true;
    private boolean inBody;

    /** Line ends that take the place of what was dropped. */
    private int lineEnds;

    HeaderLimit(InputStream in, int octetsMax) {
        this.in = new BufferedInputStream(in);
        this.octetsMax = octetsMax;
    }

    /** Whether something was dropped. */
    boolean cut() {
        return octets > octetsMax;
    }

    @Override
    public int read() throws IOException {
        if (lineEnds > 0) {
            lineEnds--;
            return '\n';
        }
        if (inBody) {
            return in.read();
        }
        int octet = header();
        if (octet < 0 || !cut()) {
            return octet;
        }
        while (!inBody && octet >= 0) {
            octet = header();
        }
        if (octet < 0) {
            return octet;
        }
        // One ends the line that was cut, one the header.
        lineEnds = 1;
        return '\n';
    }

    private int header() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            return octet;
        }
        octets++;
        if (octet == '\n') {
            inBody = lineIsEmpty;
            lineIsEmpty = true;
        } else if (octet != '\r') {
            lineIsEmpty = false;
        }
        return octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (inBody && lineEnds == 0) {
            return in.read(target, offset, length);
        }
        int count = 0;
        while (count < length && !(inBody && lineEnds == 0)) {
            int octet = read();
            if (octet < 0) {
                return count == 0 ? -1 : count;
            }
            target[offset + count++] = (byte) octet;
        }
        return count;
    }
}
