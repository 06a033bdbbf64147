package org.restante.cli.maildrop;

import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that makes one octet after the other. That of the JDK takes an error in the middle for
 * the end of what there is for now, and what is read on has a gap; here it is an error.
 */
abstract class OctetStream extends InputStream {
    /** The next octet, from 0 to 255, or -1 at the end. */
    abstract int next() throws IOException;

    @Override
    public final int read() throws IOException {
        return next();
    }

    @Override
    public final int read(byte[] target, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int octet = next();
            if (octet < 0) {
                return count == 0 ? -1 : count;
            }
            target[offset + count++] = (byte) octet;
        }
        return count;
    }
}
