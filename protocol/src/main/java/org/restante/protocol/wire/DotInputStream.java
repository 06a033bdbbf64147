package org.restante.protocol.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
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
public final class DotInputStream extends InputStream {
    private static final byte DOT = '.';
    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private final LineReader reader;
    private final boolean bareLineEnds;
    private boolean lineStart = true;
    private boolean afterCr;
    private boolean ended;
    private long octets;

    /**
     * @param reader has handed out the status line
     */
    public DotInputStream(LineReader reader) {
        this.reader = reader;
        this.bareLineEnds = reader.endedInBareLf();
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
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
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
        int count = copy(target, offset, length);
        octets += count;
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
            // The one place where every octet is looked at.
            while (i < limit && buffer[i] != LF) {
                i++;
            }
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
            reader.next += 2;
            ended = true;
        } else if (second == CR && at(2) == LF) {
            reader.next += 3;
            ended = true;
        } else {
            reader.next++;
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
