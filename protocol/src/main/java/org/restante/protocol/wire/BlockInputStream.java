package org.restante.protocol.wire;

import java.io.IOException;
import java.io.InputStream;

/** An input stream whose octets come in blocks: one alone is a block of one. */
public abstract class BlockInputStream extends InputStream {
    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** As {@link InputStream#read(byte[], int, int)}; answers 0 only where 0 octets are wanted. */
    @Override
    public abstract int read(byte[] target, int offset, int length) throws IOException;
}
