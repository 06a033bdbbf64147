/**
 * Load for a POP3 server and what it came to. {@link org.restante.bench.Load} says what is asked
 * for, {@link org.restante.bench.LoadGenerator} does it, {@link org.restante.bench.Figures} is the
 * outcome.
 *
 * <p>It is light so that the server is what is measured: each connection is a virtual thread
 * ({@code Slot}) which runs sessions one after the other ({@code Session}) with blocking calls and
 * one buffer that it keeps ({@code Peer}); messages are looked at where they lie and kept nowhere.
 * It is strict so that the figures are of right answers: every terminator is looked for, and
 * numbers and sizes are compared with what STAT announced. One thread bounds all waits.
 *
 * <p>Start reading at {@code Session}.
 */
@NullMarked
package org.restante.bench;

import org.jspecify.annotations.NullMarked;
