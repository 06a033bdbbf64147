package org.restante.collect;

import java.time.Instant;
import java.util.Optional;

/**
 * A message on its way in, as a destination knows it.
 *
 * @param id 64 hexadecimal digits: the same for the same message of the same remote maildrop, in
 *     every run, and no other's
 * @param seen when the collector saw it first, to the second; the same in every run
 * @param uniqueId what the server calls it; empty if that does not tell it from others
 */
public record Incoming(String id, Instant seen, Optional<String> uniqueId) {}
