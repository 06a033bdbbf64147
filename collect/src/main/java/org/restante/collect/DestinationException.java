package org.restante.collect;

import org.restante.collect.Report.Failure;

import java.io.IOException;

/** Not the server failed but what keeps its mail here: the destination, or the journal. */
public final class DestinationException extends IOException {
    private static final long serialVersionUID = 1;

    private DestinationException(String message, IOException cause) {
        super(message, cause);
    }

    /**
     * What a destination's failure is told as.
     *
     * @param where see {@link Destination#where}; a server that failed names itself
     */
    static DestinationException of(String where, IOException cause) {
        return new DestinationException(
                "cannot be stored"
                        + (cause instanceof UnavailableException ? ": " : " in " + where + ": ")
                        + text(cause),
                cause);
    }

    /** The same of one of several, for whoever has them all to say where. */
    public static IOException ofPart(String where, IOException cause) {
        return cause instanceof UnavailableException
                ? cause
                : new IOException(where + ": " + text(cause), cause);
    }

    /** The JDK's own kinds have no more in their text than a file. */
    private static String text(IOException cause) {
        return cause.getClass() == IOException.class || cause instanceof UnavailableException
                ? String.valueOf(cause.getMessage())
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    /** What there is to be done about it. */
    Failure.Kind kind() {
        return getCause() instanceof UnavailableException server
                ? server.kind()
                : Failure.Kind.DISK;
    }
}
