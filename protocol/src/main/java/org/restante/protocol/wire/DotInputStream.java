package org.restante.protocol.wire;

import java.io.EOFException;
import java.io.IOException;
import java.util.Objects;

/**
 * The body of a multi-line reply, read by the side that asked: without the stuffing, up to the
 * terminator and no further (RFC 1939 §3). All other octets come through as they are, bare CR and
 * bare LF too, and lines of any length take no more memory than the reader's one buffer.
 *
 * <p>Only CR LF full stop CR LF ends it. A server whose status line ended in a bare LF ends all its
 * lines so; then, and only then, LF full stop LF is an end as well, and LF a line's end.
 *
 * <p>The end of the peer's octets before the terminator is an {@link EOFException}: what was read
 * is not a message. Confined to one thread.
 */
public final class DotInputStream extends BlockInputStream {
    private static final byte DOT = '.';
    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private final LineReader reader;
    private final boolean asOnTheWire;
    private final boolean bareLineEnds;
    private boolean lineStart = true;
    private boolean afterCr;
    private boolean ended;
    private long octets;

    /** How much of a terminator, which is in the buffer, is still to be handed out. */
    private int terminator;

    /**
     * @param reader has handed out the status line
     */
    public DotInputStream(LineReader reader) {
        this(reader, false);
    }

    private DotInputStream(LineReader reader, boolean asOnTheWire) {
        this.reader = reader;
        this.asOnTheWire = asOnTheWire;
        this.bareLineEnds = reader.endedInBareLf();
    }

    /** The same with the stuffing and the terminator, for whoever shows what comes. */
    public static DotInputStream asOnTheWire(LineReader reader) {
        return new DotInputStream(reader, true);
    }

    /** Whether the terminator has been read. */
    public boolean ended() {
        return ended;
    }

    /** How many octets have been handed out. */
    public long octets() {
        return octets;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (lineStart && !ended) {
            startLine();
        }
        if (ended) {
            return -1;
        }
        if (reader.next == reader.limit) {
            fill();
        }
        int count =
                terminator > 0
                        ? copyTerminator(target, offset, length)
                        : copy(target, offset, length);
        octets += count;
        return count;
    }

    private int copyTerminator(byte[] target, int offset, int length) {
        int count = Math.min(terminator, length);
        System.arraycopy(reader.buffer, reader.next, target, offset, count);
        reader.next += count;
        terminator -= count;
        ended = terminator == 0;
        return count;
    }

    /** Copies whole lines and parts of one, up to a line that begins with a full stop. */
    private int copy(byte[] target, int offset, int length) {
        byte[] buffer = reader.buffer;
        int from = reader.next;
        int limit = Math.min(reader.limit, from + length);
        int i = from;
        boolean cr = afterCr;
        while (i < limit) {
            i = LineFeeds.next(buffer, i, limit);
            cr = i > from ? buffer[i - 1] == CR : cr;
            if (i == limit) {
                break;
            }
            i++;
            boolean ends = cr || bareLineEnds;
            cr = false;
            // A full stop that is not here yet is met by the next call.
            if (ends && (i == limit || buffer[i] == DOT)) {
                lineStart = true;
                break;
            }
        }
        afterCr = cr;
        reader.next = i;
        System.arraycopy(buffer, from, target, offset, i - from);
        return i - from;
    }

    /** At a line's start: takes the terminator, or a full stop that is stuffing. */
    private void startLine() throws IOException {
        lineStart = false;
        if (at(0) != DOT) {
            return;
        }
        byte second = at(1);
        if (bareLineEnds && second == LF) {
            end(2);
        } else if (second == CR && at(2) == LF) {
            end(3);
        } else if (!asOnTheWire) {
            reader.next++;
        }
    }

    private void end(int octetsOfTerminator) {
        if (asOnTheWire) {
            terminator = octetsOfTerminator;
        } else {
            reader.next += octetsOfTerminator;
            ended = true;
        }
    }

    /** An octet that is to be handed out, waiting for it. */
    private byte at(int ahead) throws IOException {
        while (reader.next + ahead >= reader.limit) {
            fill();
        }
        return reader.buffer[reader.next + ahead];
    }

    private void fill() throws IOException {
        if (!reader.fill()) {
            throw new EOFException("the peer hung up in the middle of a reply");
        }
    }
}
