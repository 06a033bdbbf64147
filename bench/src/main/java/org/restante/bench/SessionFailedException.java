package org.restante.bench;

import java.io.IOException;
import java.io.Serial;

/** A session came to nothing; the message says where, with the server's words. */
public final class SessionFailedException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    private final Failure failure;

    SessionFailedException(Failure failure, String message) {
        super(message);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
