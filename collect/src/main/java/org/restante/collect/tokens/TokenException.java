package org.restante.collect.tokens;

import java.io.IOException;

/**
 * There is no token, and trying again will not change that: somebody has something to do, which the
 * message says. What may pass by itself is a plain {@link IOException}.
 */
public final class TokenException extends IOException {
    private static final long serialVersionUID = 1;

    /** Who has to do something. */
    public enum Kind {
        /** The account's owner, who has to log in (again). */
        LOGIN,
        /** Whoever wrote the configuration, or registered the client with the provider. */
        CONFIGURATION
    }

    private final Kind kind;

    TokenException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
