package org.restante.server.pop3;

import org.restante.protocol.Content;
import org.restante.protocol.wire.BlockInputStream;
import org.restante.protocol.wire.CanonicalInputStream;

import java.io.IOException;
import java.io.InputStream;

/**
 * A message's octets with 0x80 in place of each NUL, for clients that hang at one (old Outlook).
 * There are as many octets as before, so that all sizes stay right.
 */
final class WithoutNul extends BlockInputStream {
    private static final byte INSTEAD = (byte) 0x80;

    private final Content content;
    private final InputStream in;

    /** How much of the message is still to come; its file may go on behind it. */
    private long left;

    private WithoutNul(Content content, InputStream in) {
        this.content = content;
        this.in = in;
        this.left = content.octets();
    }

    /**
     * A view of a message.
     *
     * @param content not read yet; taken over: closed with the view
     */
    static Content of(Content content) {
        return new Content.Stream(
                new WithoutNul(content, CanonicalInputStream.of(content)), content.octets());
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        if (left == 0 && length > 0) {
            return -1;
        }
        int count = in.read(octets, offset, (int) Math.min(length, left));
        for (int i = offset; i < offset + count; i++) {
            if (octets[i] == 0) {
                octets[i] = INSTEAD;
            }
        }
        left -= Math.max(0, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
