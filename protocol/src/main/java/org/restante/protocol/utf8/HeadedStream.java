package org.restante.protocol.utf8;

import org.restante.protocol.wire.BlockInputStream;

import java.io.IOException;
import java.io.InputStream;

/** Octets from memory, then a stream up to a limit; its closing closes the stream. */
final class HeadedStream extends BlockInputStream {
    private static final byte[] NONE = {};

    private byte[] head;
    private int next;
    private final int limit;
    private final InputStream rest;
    private long restLeft;

    HeadedStream(byte[] head, int next, int limit, InputStream rest, long restOctetsMax) {
        this.head = head;
        this.next = next;
        this.limit = limit;
        this.rest = rest;
        this.restLeft = restOctetsMax;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (next < limit) {
            int count = Math.min(length, limit - next);
            System.arraycopy(head, next, target, offset, count);
            next += count;
            return count;
        }
        // A long body is not to keep its header in memory.
        head = NONE;
        if (restLeft == 0) {
            return -1;
        }
        int count = rest.read(target, offset, (int) Math.min(length, restLeft));
        restLeft -= Math.max(0, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        rest.close();
    }
}
