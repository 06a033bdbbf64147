package org.restante.protocol.wire;

import java.io.IOException;

/**
 * Reads message data that a peer sends after {@code DATA}: removes the stuffing, finds the one true
 * end, and makes every line end CRLF.
 *
 * <p>Only CR LF full stop CR LF ends the data, where the first pair may be the end of the command
 * line (RFC 5321 §4.1.1.4). A bare CR or a bare LF ends no line for this purpose and for stuffing:
 * two programs that disagree about that are how mail is smuggled. It becomes CRLF in what is handed
 * on, and {@link #bareLineEnds} tells that there was one, so that the session can refuse the
 * message after its end.
 */
public final class DotReader {
    private static final byte CR = '\r';
    private static final byte LF = '\n';
    private static final byte DOT = '.';
    private static final byte[] CRLF = {CR, LF};
    private static final int BLOCK_OCTETS = 64 * 1024;

    /** Takes the message as it is read, block by block. */
    @FunctionalInterface
    public interface Target {
        /** May keep the octets only during the call. */
        void write(byte[] octets, int offset, int length) throws IOException;
    }

    private enum At {
        /** Behind a true CRLF, or at the very start. */
        LINE_START,
        /** A full stop at a line's start is held back. */
        DOT,
        /** Such a full stop, and CR behind it, are held back. */
        DOT_CR,
        TEXT,
        /** A CR is held back: the next octet tells whether it is bare. */
        CR
    }

    private final LineReader reader;
    private At at = At.LINE_START;
    private long bareLineEnds;

    public DotReader(LineReader reader) {
        this.reader = reader;
    }

    /**
     * Reads up to the end of the data.
     *
     * @return false if the peer hung up before the end: what the target got is not a message
     * @throws IOException from the peer or the target
     */
    public boolean copy(Target target) throws IOException {
        while (true) {
            if (reader.next == reader.limit && !reader.refill(BLOCK_OCTETS)) {
                return false;
            }
            if (block(target)) {
                return true;
            }
        }
    }

    /** How many bare CRs and bare LFs were in the data. */
    public long bareLineEnds() {
        return bareLineEnds;
    }

    /** Handles what is buffered; returns true at the end of the data. */
    private boolean block(Target target) throws IOException {
        byte[] octets = reader.buffer;
        int i = reader.next;
        int limit = reader.limit;
        // Octets from run to i are text that goes to the target as it is.
        int run = i;
        At state = at;
        while (i < limit) {
            byte octet = octets[i];
            switch (state) {
                case TEXT -> {
                    if (octet == CR) {
                        target.write(octets, run, i - run);
                        state = At.CR;
                        run = ++i;
                    } else if (octet == LF) {
                        target.write(octets, run, i - run);
                        bareLineEnd(target);
                        run = ++i;
                    } else {
                        i++;
                    }
                }
                case CR -> {
                    if (octet == LF) {
                        target.write(CRLF, 0, 2);
                        state = At.LINE_START;
                        run = ++i;
                    } else {
                        bareLineEnd(target);
                        state = At.TEXT;
                        run = i;
                    }
                }
                case LINE_START -> {
                    if (octet == DOT) {
                        state = At.DOT;
                        run = ++i;
                    } else {
                        state = At.TEXT;
                        run = i;
                    }
                }
                case DOT -> {
                    if (octet == CR) {
                        state = At.DOT_CR;
                        run = ++i;
                    } else {
                        // Something follows the full stop before CRLF: it was stuffing.
                        state = At.TEXT;
                        run = i;
                    }
                }
                case DOT_CR -> {
                    if (octet == LF) {
                        reader.next = i + 1;
                        at = At.LINE_START;
                        return true;
                    }
                    bareLineEnd(target);
                    state = At.TEXT;
                    run = i;
                }
            }
        }
        if (state == At.TEXT) {
            target.write(octets, run, i - run);
        }
        reader.next = i;
        at = state;
        return false;
    }

    private void bareLineEnd(Target target) throws IOException {
        bareLineEnds++;
        target.write(CRLF, 0, 2);
    }
}
