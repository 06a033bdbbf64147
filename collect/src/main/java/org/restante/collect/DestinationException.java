package org.restante.collect;

import org.restante.collect.Report.Failure;

import java.io.IOException;

/** Not the server failed but what keeps its mail here: the destination, or the journal. */
final class DestinationException extends IOException {
    private static final long serialVersionUID = 1;

    DestinationException(IOException cause) {
        super(
                "cannot be stored: "
                        + (cause.getClass() == IOException.class
                                        || cause instanceof UnavailableException
                                ? cause.getMessage()
                                : cause.getClass().getSimpleName() + ": " + cause.getMessage()),
                cause);
    }

    /** What there is to be done about it. */
    Failure.Kind kind() {
        return getCause() instanceof UnavailableException server
                ? server.kind()
                : Failure.Kind.DISK;
    }
}
