package org.restante.client;

import org.restante.protocol.wire.BlockInputStream;
import org.restante.protocol.wire.DotInputStream;

import java.io.IOException;

/** A message on its way in; its end is told when the answer to a further command follows it. */
final class MessageStream extends BlockInputStream {
    /** Makes sure of what follows the message. */
    @FunctionalInterface
    interface End {
        void check() throws IOException;
    }

    private final Dialogue dialogue;
    private final DotInputStream octets;
    private final End end;
    private boolean whole;
    private boolean closed;

    MessageStream(Dialogue dialogue, DotInputStream octets, End end) {
        this.dialogue = dialogue;
        this.octets = octets;
        this.end = end;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the message's stream is closed");
        }
        if (whole) {
            return -1;
        }
        dialogue.readOn(octets);
        boolean done = false;
        try {
            int count = octets.read(target, offset, length);
            if (count < 0) {
                // A server that does not stuff ends messages at a line of one full stop; the rest
                // of
                // the message stands where an answer should be.
                end.check();
                whole = true;
            }
            done = true;
            return count;
        } finally {
            if (!done) {
                dialogue.abandon();
            }
        }
    }

    /** Reads what is left. */
    @Override
    public void close() throws IOException {
        if (!closed && !whole) {
            dialogue.readOn(octets);
            dialogue.finishBody();
            end.check();
            whole = true;
        }
        closed = true;
    }
}
