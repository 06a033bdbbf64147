package org.restante.store;

import java.time.Instant;

/** Which messages have been kept for as long as was promised (RFC 2449 §6.7). */
public sealed interface Expiry {
    /** Those that arrived before this time. */
    record Arrived(Instant before) implements Expiry {}

    /** Those that were first retrieved before this time. */
    record Retrieved(Instant before) implements Expiry {}
}
