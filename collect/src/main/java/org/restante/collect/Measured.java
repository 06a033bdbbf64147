package org.restante.collect;

import org.restante.protocol.wire.BlockInputStream;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Octets on their way, counted and hashed; remembers whether it is they that failed. */
final class Measured extends BlockInputStream {
    private static final int BLOCK_OCTETS = 64 * 1024;

    private final InputStream in;
    private final MessageDigest digest = Fingerprint.sha256();
    private long count;
    private boolean failed;

    Measured(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        failed = true;
        int read = in.read(target, offset, length);
        failed = false;
        if (read > 0) {
            digest.update(target, offset, read);
            count += read;
        }
        return read;
    }

    /** A destination that knows a message already need not read it. */
    void readRest() throws IOException {
        byte[] block = new byte[BLOCK_OCTETS];
        while (read(block, 0, block.length) >= 0) {
            // It is the digest that reads.
        }
    }

    boolean failed() {
        return failed;
    }

    long count() {
        return count;
    }

    Fingerprint print() {
        return Fingerprint.of(digest);
    }
}
