package org.restante.store.adopt;

import java.io.IOException;

/** Another server's list is not what it should be; the message says where and what. */
public final class UnreadableListException extends IOException {
    private static final long serialVersionUID = 1;

    private final String reason;

    public UnreadableListException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** Where and what, for the person who named the list. */
    public String reason() {
        return reason;
    }
}
