package org.restante.server.net;

import java.io.IOException;

/**
 * Nothing came for so long that the session should not keep a thread for it. Nothing is lost, and
 * nothing is wrong: see {@link Connection#restWhenQuiet}.
 */
public final class QuietException extends IOException {
    private static final long serialVersionUID = 1;

    QuietException() {
        super("quiet");
    }

    /** Nobody looks at it, and each session that rests throws one. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
