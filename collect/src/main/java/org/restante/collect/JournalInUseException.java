package org.restante.collect;

import java.io.IOException;

/** Another process, or another thread of this one, runs the same collection. */
final class JournalInUseException extends IOException {
    private static final long serialVersionUID = 1;

    JournalInUseException(String collection) {
        super("another run of " + collection + " is still going on");
    }
}
