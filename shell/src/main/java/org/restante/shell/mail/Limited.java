package org.restante.shell.mail;

import java.io.IOException;
import java.io.InputStream;

/** The start of a stream. Does not close it. */
final class Limited extends InputStream {
    private final InputStream in;
    private final long octetsMax;
    private long octets;

    Limited(InputStream in, long octetsMax) {
        this.in = in;
        this.octetsMax = octetsMax;
    }

    /** How many were read. */
    long octets() {
        return octets;
    }

    /** Reads what is left, within the limit and behind it, and says how much that was. */
    long skipRest() throws IOException {
        return count(in);
    }

    /** Reads a stream to its end. */
    static long count(InputStream in) throws IOException {
        byte[] block = new byte[8 * 1024];
        long count = 0;
        for (int read; (read = in.read(block)) >= 0; ) {
            count += read;
        }
        return count;
    }

    @Override
    public int read() throws IOException {
        if (octets == octetsMax) {
            return -1;
        }
        int octet = in.read();
        if (octet >= 0) {
            octets++;
        }
        return octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length > 0 && octets == octetsMax) {
            return -1;
        }
        int read = in.read(target, offset, (int) Math.min(length, octetsMax - octets));
        octets += Math.max(0, read);
        return read;
    }
}
