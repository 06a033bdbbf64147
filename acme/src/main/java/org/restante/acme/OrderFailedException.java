package org.restante.acme;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** No certificate was had; the message says why, in the authority's words if it had any. */
final class OrderFailedException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Optional<Instant> retryAfter;

    OrderFailedException(String reason, Optional<Instant> retryAfter, Throwable cause) {
        super(reason, cause);
        this.retryAfter = retryAfter;
    }

    /** Until when the authority asks to be left in peace, if it does. */
    Optional<Instant> retryAfter() {
        return retryAfter;
    }
}
