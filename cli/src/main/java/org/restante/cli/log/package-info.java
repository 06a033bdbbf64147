/**
 * What the server, and a collector that goes on, write about themselves: one line for each event,
 * as text or as JSON.
 *
 * <p>{@link org.restante.cli.log.LogWriter} is the one place that writes; {@link
 * org.restante.cli.log.EventLog} hands it the sessions' events, {@link
 * org.restante.cli.log.SystemLog} what the modules log by {@link java.lang.System.Logger}. No
 * secret gets here: events hold none. Thread-safe.
 */
@NullMarked
package org.restante.cli.log;

import org.jspecify.annotations.NullMarked;
