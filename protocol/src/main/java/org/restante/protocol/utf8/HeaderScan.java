package org.restante.protocol.utf8;

import org.restante.protocol.wire.LineFeeds;

/**
 * Finds a header's end, in canonical form or as another program stores it, and whether it holds an
 * octet that is not ASCII.
 */
final class HeaderScan {
    static final int BLOCK_OCTETS = 8 * 1024;

    private long octets;
    private long lineOctets;
    private byte last;
    private boolean ended;
    private boolean internationalized;

    /** Takes the next octets; those behind the header's end are left alone. */
    void update(byte[] block, int offset, int length) {
        int end = offset + length;
        for (int at = offset; at < end && !ended; ) {
            int lf = LineFeeds.next(block, at, end);
            internationalized |= !isAscii(block, at, lf);
            lineOctets += lf - at;
            last = lf > at ? block[lf - 1] : last;
            int next = Math.min(lf + 1, end);
            octets += next - at;
            at = next;
            if (lf < end) {
                ended = lineOctets == 0 || (lineOctets == 1 && last == '\r');
                lineOctets = 0;
            }
        }
    }

    private static boolean isAscii(byte[] block, int from, int to) {
        int all = 0;
        for (int i = from; i < to; i++) {
            all |= block[i];
        }
        return all >= 0;
    }

    /** The header's octets so far, the empty line included. */
    long octets() {
        return octets;
    }

    boolean ended() {
        return ended;
    }

    boolean internationalized() {
        return internationalized;
    }
}
