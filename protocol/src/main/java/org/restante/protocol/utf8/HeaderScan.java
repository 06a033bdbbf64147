package org.restante.protocol.utf8;

/** Finds a header's end in canonical form, and whether it holds an octet that is not ASCII. */
final class HeaderScan {
    static final int BLOCK_OCTETS = 8 * 1024;

    private long octets;
    private long lineOctets;
    private boolean ended;
    private boolean internationalized;

    /** Takes the next octets; those behind the header's end are left alone. */
    void update(byte[] block, int offset, int length) {
        int end = offset + length;
        for (int i = offset; i < end && !ended; i++) {
            byte octet = block[i];
            octets++;
            if (octet == '\n') {
                // The empty line is the CR alone, in front of this LF.
                ended = lineOctets == 1;
                lineOctets = 0;
            } else {
                lineOctets++;
                internationalized |= octet < 0;
            }
        }
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
