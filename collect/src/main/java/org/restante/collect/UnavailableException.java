package org.restante.collect;

import org.restante.collect.Report.Failure;

import java.io.IOException;

/**
 * What is to get the mail does not let this side do so: a server cannot be reached, hung up, wants
 * another password; a mailbox is locked. No message is to blame; the run ends, and all mail stays
 * where it is.
 */
public final class UnavailableException extends IOException {
    private static final long serialVersionUID = 1;

    private final Failure.Kind kind;

    /**
     * A failure.
     *
     * @param kind what there is to be done about it
     * @param message which it is, and what it did
     */
    public UnavailableException(Failure.Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** The same, with what lies behind it. */
    public UnavailableException(Failure.Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What there is to be done about it. */
    public Failure.Kind kind() {
        return kind;
    }
}
