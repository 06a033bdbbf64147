package org.restante.client;

import java.io.IOException;

/**
 * The server and this side have no way to log in that will do. Nothing secret was sent, and the
 * connection is usable: another login may be tried.
 */
public final class NoMechanismException extends IOException {
    private static final long serialVersionUID = 1;

    NoMechanismException(String message) {
        super(message);
    }
}
