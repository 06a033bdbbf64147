package org.restante.accounts.password;

/**
 * Text that is no verifier of a known scheme, or one that would cost absurdly much to check. The
 * message says why and never holds the text itself.
 */
public final class BadVerifierException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    BadVerifierException(String message) {
        super(message);
        this.reason = message;
    }

    /** The message. */
    public String reason() {
        return reason;
    }
}
