package org.restante.collect;

import org.restante.collect.Report.Failure;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

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

    /** That of a file of the collector's own. */
    static DestinationException of(Path file, IOException cause) {
        return new DestinationException(
                cause instanceof FileSystemException it
                        ? Disk.words(it)
                        : file + ": " + text(cause),
                cause);
    }

    /** The same of one of several, for whoever has them all to say where. */
    public static IOException ofPart(String where, IOException cause) {
        return cause instanceof UnavailableException
                ? cause
                : new IOException(where + ": " + text(cause), cause);
    }

    /** That of one that cannot be opened. */
    static DestinationException unopened(IOException cause) {
        return new DestinationException("the destination cannot be opened: " + text(cause), cause);
    }

    private static String text(IOException cause) {
        if (cause instanceof FileSystemException file) {
            return Disk.words(file);
        }
        return cause.getClass() == IOException.class || cause instanceof UnavailableException
                ? String.valueOf(cause.getMessage())
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    /** What there is to be done about it. */
    Failure.Kind kind() {
        return switch (getCause()) {
            case UnavailableException server -> server.kind();
            case FileSystemException file -> Disk.kind(file);
            case null, default -> Failure.Kind.DISK;
        };
    }
}
