package org.restante.server;

import java.io.IOException;
import java.util.Locale;

/** What kind of trouble an {@link IOException} of the store is: told apart in this one place. */
public enum Failures {
    /** The disk or the quota of the file system is full. */
    NO_SPACE,
    /** Something that may pass by itself. */
    PASSING,
    /** Something that a person has to mend. */
    LASTING;

    /**
     * Judges by the kind of the exception and by what the system said: in English, as the launcher
     * has it.
     */
    public static Failures of(IOException cause) {
        String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (said.contains("no space left") || said.contains("quota exceeded")) {
            return NO_SPACE;
        }
        return cause instanceof java.nio.file.AccessDeniedException
                        || cause instanceof java.nio.file.NotDirectoryException
                        || said.contains("read-only file system")
                ? LASTING
                : PASSING;
    }
}
