package org.restante.collect.tokens;

import java.time.Duration;

/** How time is let pass: the command sleeps, a test moves its clock. */
@FunctionalInterface
public interface Pause {
    /** Comes back when this time has passed. */
    void take(Duration time) throws InterruptedException;
}
