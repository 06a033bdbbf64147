package org.restante.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts octets into lines as they are, line ends included; a long line comes in several pieces. What
 * it has read and not handed out stays in it. Confined to one thread.
 */
final class PieceReader {
    private static final int PIECE_OCTETS_MAX = 8 * 1024;

    private final InputStream in;
    private final byte[] block = new byte[16 * 1024];
    private int next;
    private int limit;

    PieceReader(InputStream in) {
        this.in = in;
    }

    /** Whether octets that were received have not been handed out yet. */
    boolean hasBuffered() {
        return next < limit;
    }

    /** The next octet, or −1 at the end. */
    int read() throws IOException {
        if (next == limit) {
            int count = in.read(block, 0, block.length);
            if (count <= 0) {
                return -1;
            }
            next = 0;
            limit = count;
        }
        return block[next++] & 0xFF;
    }

    /** Up to and with the next LF, or a part of a long line that does not end in CR; empty: end. */
    byte[] piece() throws IOException {
        return piece(PIECE_OCTETS_MAX);
    }

    /** The same, with a length of its own. */
    byte[] piece(int octetsMax) throws IOException {
        ByteArrayOutputStream piece = new ByteArrayOutputStream(128);
        int octet = 0;
        while (octet != '\n' && (piece.size() < octetsMax || octet == '\r')) {
            octet = read();
            if (octet < 0) {
                break;
            }
            piece.write(octet);
        }
        return piece.toByteArray();
    }

    /** Reads and forgets until the peer closes. */
    void skipToEnd() throws IOException {
        next = limit;
        while (in.read(block, 0, block.length) > 0) {
            // What comes now is nobody's any more.
        }
    }

    static boolean endsLine(byte[] piece) {
        return piece.length > 0 && piece[piece.length - 1] == '\n';
    }
}
