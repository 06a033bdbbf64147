package org.restante.shell.mail;

import java.io.InputStream;
import java.util.Arrays;

/** One octet many times, which takes no memory. */
final class Repeated extends InputStream {
    private final byte octet;
    private long left;

    Repeated(char octet, long count) {
        this.octet = (byte) octet;
        this.left = count;
    }

    @Override
    public int read() {
        if (left == 0) {
            return -1;
        }
        left--;
        return octet & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length > 0 && left == 0) {
            return -1;
        }
        int count = (int) Math.min(length, left);
        Arrays.fill(target, offset, offset + count, octet);
        left -= count;
        return count;
    }
}
