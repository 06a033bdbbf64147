package org.restante.protocol.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where lines end. Every octet of every message is looked at here, so it is done for eight at a
 * time.
 */
public final class LineFeeds {
    private static final VarHandle EIGHT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long LF = '\n';
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private LineFeeds() {}

    /**
     * The first LF at or behind an index.
     *
     * @param to where to stop
     * @return its index, or {@code to} if there is none
     */
    public static int next(byte[] octets, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            // An octet that is LF becomes zero, and subtracting one borrows from its high bit; what
            // that does to octets behind it does not matter.
            long zeros = (long) EIGHT.get(octets, i) ^ (LF * ONES);
            long found = (zeros - ONES) & ~zeros & HIGH_BITS;
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (i < to && octets[i] != LF) {
            i++;
        }
        return Math.max(i, from);
    }
}
