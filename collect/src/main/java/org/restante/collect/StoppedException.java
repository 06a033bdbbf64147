package org.restante.collect;

import java.io.IOException;

/** Somebody wants the run to end. */
final class StoppedException extends IOException {
    private static final long serialVersionUID = 1;

    StoppedException() {
        super("stopped; the next run goes on");
    }
}
