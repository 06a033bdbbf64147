/**
 * What happens, told as values: a session's start, login and end, a delivery, a refusal, a failure
 * of the disk.
 *
 * <p>Sessions hand each {@link org.restante.server.event.Event} to the one {@link
 * org.restante.server.event.Events} they were built with, from their own threads; whoever listens
 * writes a log, counts, or does nothing. No event holds a secret.
 */
@NullMarked
package org.restante.server.event;

import org.jspecify.annotations.NullMarked;
