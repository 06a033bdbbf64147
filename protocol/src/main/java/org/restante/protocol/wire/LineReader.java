package org.restante.protocol.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a peer's octets into lines. What it has read and not yet handed out stays in its one buffer,
 * which {@link DotReader} shares, so that nothing is lost between commands and message data.
 */
public final class LineReader {
    /** Room for nearly any command of POP: what a waiting session holds. */
    private static final int COMMAND_OCTETS = 128;

    private static final byte CR = '\r';

    /** Which octets end a line. */
    public enum Ends {
        /** CRLF, and a bare LF as people with netcat and old scripts send it. */
        CRLF_OR_LF,
        /** CRLF only: a bare LF is an octet of the line. */
        CRLF
    }

    private final InputStream in;
    private final Ends ends;
    private final int waitingOctets;
    private final int blockOctets;

    // The octets from next (inclusive) to limit (exclusive) have been read and not handed out.
    byte[] buffer;
    int next;
    int limit;

    private boolean endedInBareLf;

    /**
     * @param blockOctets how much to ask the peer's stream for at a time; a waiting session holds
     *     this much memory
     */
    public LineReader(InputStream in, Ends ends, int blockOctets) {
        this(in, ends, blockOctets, blockOctets);
    }

    /**
     * The same for a peer that mostly sends little, and is waited for by many at once.
     *
     * @param waitingOctets how much to ask for, and to hold, until as much has come at once
     */
    LineReader(InputStream in, Ends ends, int waitingOctets, int blockOctets) {
        this.in = in;
        this.ends = ends;
        this.waitingOctets = waitingOctets;
        this.blockOctets = blockOctets;
        this.buffer = new byte[waitingOctets];
    }

    /**
     * Of a client's commands: CRLF or a bare LF ends one, and whoever waits for one holds little.
     */
    public static LineReader ofCommands(InputStream in, int blockOctets) {
        return new LineReader(in, Ends.CRLF_OR_LF, COMMAND_OCTETS, blockOctets);
    }

    /** Whether octets that were received have not been handed out yet. */
    public boolean hasBuffered() {
        return next < limit;
    }

    /**
     * An octet that stays; waits for it. −1 if the peer sends nothing more.
     *
     * @param ahead 0 for the next octet, 1 for the one behind it, and so on
     */
    public int peek(int ahead) throws IOException {
        while (limit - next <= ahead) {
            if (!fill()) {
                return -1;
            }
        }
        return buffer[next + ahead] & 0xFF;
    }

    /** Whether {@link #next} would answer without waiting for the peer. */
    public boolean hasLine() {
        return lineEnd(next) >= 0;
    }

    /** Whether the last line that was handed out ended in LF without CR. */
    public boolean endedInBareLf() {
        return endedInBareLf;
    }

    /**
     * The next line; waits for it.
     *
     * @param octetsMax the longest line to hand out, its line end included
     */
    public Line next(int octetsMax) throws IOException {
        return next(octetsMax, true);
    }

    /**
     * The same for a peer that is left when its line is too long: nothing of that is skipped, and
     * the reader is of no use afterwards.
     */
    public Line nextOrLast(int octetsMax) throws IOException {
        return next(octetsMax, false);
    }

    private Line next(int octetsMax, boolean skipsTooLong) throws IOException {
        int from = next;
        while (true) {
            int end = lineEnd(from);
            if (end >= 0) {
                return take(end, octetsMax);
            }
            if (limit - next > octetsMax) {
                return skipsTooLong ? skip() : new Line.TooLong();
            }
            // The last octet may be the CR of a CRLF that is still to come.
            int seen = Math.max(next, limit - 1) - next;
            if (!fill()) {
                next = limit;
                return new Line.End();
            }
            from = next + seen;
        }
    }

    private Line take(int end, int octetsMax) {
        int start = next;
        next = end + 1;
        if (next - start > octetsMax) {
            return new Line.TooLong();
        }
        endedInBareLf = end == start || buffer[end - 1] != CR;
        int stop = endedInBareLf ? end : end - 1;
        return new Line.Text(new String(buffer, start, stop - start, StandardCharsets.ISO_8859_1));
    }

    private Line skip() throws IOException {
        while (true) {
            int end = lineEnd(next);
            if (end >= 0) {
                next = end + 1;
                return new Line.TooLong();
            }
            boolean cr = buffer[limit - 1] == CR;
            next = cr ? limit - 1 : limit;
            if (!fill()) {
                next = limit;
                return new Line.End();
            }
        }
    }

    /** Where the LF of the first line end at or behind an index stands, or −1. */
    private int lineEnd(int from) {
        for (int i = LineFeeds.next(buffer, from, limit);
                i < limit;
                i = LineFeeds.next(buffer, i + 1, limit)) {
            if (ends == Ends.CRLF_OR_LF || (i > next && buffer[i - 1] == CR)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Reads more octets behind those that are buffered; waits for at least one.
     *
     * @return false if the peer sends nothing more
     */
    boolean fill() throws IOException {
        if (next == limit) {
            // A token may have needed much; a session that waits for commands does not.
            return refill(limit == buffer.length ? blockOctets : waitingOctets);
        }
        boolean full = limit == buffer.length;
        if (full) {
            if (next == 0 || buffer.length < blockOctets) {
                int octets = Math.max(next == 0 ? buffer.length * 2 : 0, blockOctets);
                buffer = Arrays.copyOfRange(buffer, next, next + octets);
            } else {
                System.arraycopy(buffer, next, buffer, 0, limit - next);
            }
            limit -= next;
            next = 0;
        }
        return read();
    }

    /** The same when all was handed out, in a buffer of so many octets. */
    boolean refill(int octets) throws IOException {
        next = 0;
        limit = 0;
        if (buffer.length != octets) {
            buffer = new byte[octets];
        }
        return read();
    }

    private boolean read() throws IOException {
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            return false;
        }
        limit += count;
        return true;
    }
}
