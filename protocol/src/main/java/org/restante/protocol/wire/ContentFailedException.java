package org.restante.protocol.wire;

import java.io.IOException;

/**
 * A message failed while it was being sent: its storage, not the peer. What was sent of it is not a
 * whole reply, so the connection has to end.
 */
public final class ContentFailedException extends IOException {
    private static final long serialVersionUID = 1;

    ContentFailedException(String message) {
        super(message);
    }

    /** What reading the message failed with. */
    public ContentFailedException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
