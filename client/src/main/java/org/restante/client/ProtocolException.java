package org.restante.client;

import java.io.IOException;

/**
 * The server's answer was not understood, or breaks the protocol. The connection is closed: what
 * comes next on it could belong to anything.
 */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    ProtocolException(String message) {
        super(message);
    }
}
