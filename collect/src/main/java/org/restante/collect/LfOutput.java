package org.restante.collect;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Messages in canonical form on their way into files of this system: CRLF becomes LF, all else
 * stays. A line that ends CR CR LF keeps all three: cut down to CR LF it would be read as a line
 * end, one octet short. {@link #finish} ends a message.
 */
final class LfOutput extends OutputStream {
    private static final int BLOCK_OCTETS = 64 * 1024;

    private final OutputStream out;
    private final byte[] block = new byte[BLOCK_OCTETS];
    private int length;
    private boolean heldCr;
    private boolean crBefore;

    LfOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        if (heldCr) {
            heldCr = false;
            if (octet == '\n' && !crBefore) {
                put('\n');
                return;
            }
            put('\r');
            crBefore = true;
        } else {
            crBefore = false;
        }
        if (octet == '\r') {
            heldCr = true;
        } else {
            put(octet);
        }
    }

    @Override
    public void write(byte[] octets, int offset, int count) throws IOException {
        for (int i = offset; i < offset + count; i++) {
            write(octets[i]);
        }
    }

    private void put(int octet) throws IOException {
        if (length == block.length) {
            flush();
        }
        block[length++] = (byte) octet;
    }

    @Override
    public void flush() throws IOException {
        out.write(block, 0, length);
        length = 0;
    }

    /** Writes what was held back. */
    void finish() throws IOException {
        if (heldCr) {
            put('\r');
        }
        flush();
    }
}
