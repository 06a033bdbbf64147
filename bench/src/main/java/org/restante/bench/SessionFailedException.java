package org.restante.bench;

import java.io.IOException;
import java.io.Serial;

/** A session came to nothing; the message says where, with the server's words. */
public final class SessionFailedException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    private final Failure failure;
    private final String words;

    SessionFailedException(Failure failure, String words) {
        super(words);
        this.failure = failure;
        this.words = words;
    }

    /** The message. */
    public String words() {
        return words;
    }

    public Failure failure() {
        return failure;
    }
}
