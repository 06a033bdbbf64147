package org.restante.testkit;

import java.io.IOException;

/** The connection is to end here and now, because a fault or a script says so. */
final class PlannedEndException extends IOException {
    private static final long serialVersionUID = 1;

    PlannedEndException(String what) {
        super(what);
    }
}
