package org.restante.collect.imap;

import org.restante.collect.transfer.Wire;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Looks for the sizes of literals in what a server says: whoever reads them makes room for as much
 * as is announced, before it has come.
 */
final class LiteralGuard extends FilterInputStream {
    /** A piece of a message, and more than any other string. */
    private static final int LITERAL_OCTETS_MAX = 1024 * 1024;

    private final Wire wire;

    /** What is announced by what stands here, as far as it goes; -1: by nothing. */
    private long announced = -1;

    /** How much of a literal is still to come. */
    private long left;

    private byte last;

    LiteralGuard(InputStream in, Wire wire) {
        super(in);
        this.wire = wire;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        for (int i = offset; i < offset + count; i++) {
            look(target[i]);
        }
        return count;
    }

    /**
     * Only a number in braces right before CRLF counts, as for who reads behind this: what the two
     * see differently hides the next one. That CRLF does not lie in a literal; what is before it
     * may.
     */
    private void look(byte octet) throws IOException {
        boolean inLiteral = left > 0;
        left -= inLiteral ? 1 : 0;
        boolean closed = last == '}' || last == '\r';
        if (octet == '{') {
            announced = 0;
        } else if (octet >= '0' && octet <= '9' && announced >= 0 && !closed) {
            announced = Math.min(announced * 10 + octet - '0', Integer.MAX_VALUE);
        } else if (octet == '\n' && last == '\r' && announced >= 0 && !inLiteral) {
            if (announced > LITERAL_OCTETS_MAX) {
                throw wire.server("announces a string of " + announced + " octets");
            }
            left = announced;
            announced = -1;
        } else if (octet == '}' ? closed : octet != '\r' || last != '}') {
            announced = -1;
        }
        last = octet;
    }
}
