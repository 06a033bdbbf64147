package org.restante.protocol.wire;

import org.restante.protocol.Content;

import java.io.IOException;
import java.io.InputStream;

/**
 * The canonical form of stored octets as a stream: a bare LF becomes CRLF and a last line without
 * line end gets one; see {@link CanonicalForm} for the rule. Closing it closes what it reads from.
 */
public final class CanonicalInputStream extends BlockInputStream {
    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private final InputStream stored;
    private final byte[] block = new byte[16 * 1024];
    private int next;
    private int limit;
    private boolean ended;
    private boolean completing;

    /** The last octet handed out; LF at the start, so that an empty message stays empty. */
    private byte last = LF;

    public CanonicalInputStream(InputStream stored) {
        this.stored = stored;
    }

    /** A content that was not read yet; closing the stream closes it. */
    public static InputStream of(Content content) {
        return switch (content) {
            case Content.WireFile(var channel, long offset, long octets, var beginning) ->
                    new FileInput(channel, offset, octets, beginning);
            case Content.LocalFile(var channel, long stored, _, var beginning) ->
                    new CanonicalInputStream(new FileInput(channel, 0, stored, beginning));
            case Content.Stream(var stream, _) -> stream;
        };
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int at = offset;
        int end = offset + length;
        while (at == offset) {
            if (next == limit && !fill()) {
                at = finish(target, at);
                return at == offset ? -1 : at - offset;
            }
            while (at < end && next < limit) {
                int run = Math.min(LineFeeds.next(block, next, limit) - next, end - at);
                if (run > 0) {
                    System.arraycopy(block, next, target, at, run);
                    next += run;
                    at += run;
                    last = block[next - 1];
                } else if (last == CR) {
                    target[at++] = LF;
                    next++;
                    last = LF;
                } else {
                    // The LF comes next.
                    target[at++] = CR;
                    last = CR;
                }
            }
        }
        return at - offset;
    }

    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        next = 0;
        limit = Math.max(0, stored.read(block, 0, block.length));
        ended = limit == 0;
        return !ended;
    }

    /** Completes a last line that has no line end, one octet a call: CR, then LF. */
    private int finish(byte[] target, int at) {
        if (completing) {
            completing = false;
            last = LF;
        } else if (last != LF) {
            completing = true;
            last = CR;
        } else {
            return at;
        }
        target[at] = last;
        return at + 1;
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }
}
