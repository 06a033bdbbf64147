package org.restante.protocol.wire;

/**
 * Measures the canonical form of stored octets: every LF without a CR in front counts as CRLF, a
 * last line without line end gets one, every other octet (a lone CR and NUL included) counts as it
 * is (RFC 1939 §11). Fed block by block; the result does not depend on how the blocks are cut.
 *
 * <p>The rule stands here and in {@link CanonicalInputStream}, which sends what this measures.
 */
public final class CanonicalForm {
    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private long octets;
    private boolean bareLf;
    private boolean leadingDot;
    private byte last = LF;

    /** Takes the next octets as they are stored. */
    public void update(byte[] block, int offset, int length) {
        if (length == 0) {
            return;
        }
        int end = offset + length;
        int added = 0;
        leadingDot |= last == LF && block[offset] == '.';
        for (int lf = LineFeeds.next(block, offset, end);
                lf < end;
                lf = LineFeeds.next(block, lf + 1, end)) {
            if ((lf == offset ? last : block[lf - 1]) != CR) {
                added++;
            }
            leadingDot |= lf + 1 < end && block[lf + 1] == '.';
        }
        bareLf |= added > 0;
        last = block[end - 1];
        octets += (long) length + added;
    }

    /** The canonical form's size if the stored octets end here. */
    public long octets() {
        return octets == 0 || last == LF ? octets : octets + 2;
    }

    /**
     * Whether what is stored is what goes over the wire: canonical already, and without a line that
     * starts with a full stop.
     */
    public boolean isWireForm() {
        return !bareLf && !leadingDot && (octets == 0 || last == LF);
    }

    /** Whether the octets so far end with a line end, or there are none. */
    public boolean endsWithLine() {
        return octets == 0 || last == LF;
    }
}
