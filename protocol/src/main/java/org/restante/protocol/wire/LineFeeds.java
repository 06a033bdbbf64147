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
            long found = among((long) EIGHT.get(octets, i));
            if (found != 0) {
                return i + first(found);
            }
        }
        while (i < to && octets[i] != LF) {
            i++;
        }
        return Math.max(i, from);
    }

    /**
     * Copies what is before the first LF at or behind an index, while it looks for it: to find it
     * and copy then takes twice as long where lines are short.
     *
     * @param to where to stop
     * @param target has room for what is copied and {@value Long#BYTES} octets more; what these
     *     were is lost
     * @param place where in there the copy begins
     * @return the index of the LF, or {@code to} if there is none
     */
    static int copyBefore(byte[] octets, int from, int to, byte[] target, int place) {
        int shift = place - from;
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long eight = (long) EIGHT.get(octets, i);
            EIGHT.set(target, i + shift, eight);
            long found = among(eight);
            if (found != 0) {
                return i + first(found);
            }
        }
        for (; i < to && octets[i] != LF; i++) {
            target[i + shift] = octets[i];
        }
        return i;
    }

    /** Has the high bit of the first octet that is LF, and of none before. */
    private static long among(long eight) {
        // An octet that is LF becomes zero, and subtracting one borrows from its high bit; what
        // that does to octets behind it does not matter.
        long zeros = eight ^ (LF * ONES);
        return (zeros - ONES) & ~zeros & HIGH_BITS;
    }

    private static int first(long found) {
        return Long.numberOfTrailingZeros(found) / Byte.SIZE;
    }
}
