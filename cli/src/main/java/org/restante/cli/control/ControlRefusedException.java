package org.restante.cli.control;

import java.io.IOException;
import java.io.Serial;

/** The server answered that it does not do what it was asked. */
public final class ControlRefusedException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    private final String reason;

    ControlRefusedException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** The server's words. */
    public String reason() {
        return reason;
    }
}
