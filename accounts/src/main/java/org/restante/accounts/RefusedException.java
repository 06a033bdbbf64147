package org.restante.accounts;

/**
 * What was asked of the account file cannot be done: nothing was changed. The message tells the
 * person who asked what is in the way.
 */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    RefusedException(String message) {
        super(message);
        this.reason = message;
    }

    /** The message. */
    public String reason() {
        return reason;
    }
}
