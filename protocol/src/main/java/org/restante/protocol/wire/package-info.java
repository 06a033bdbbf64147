/**
 * Octets and lines: what comes from a socket becomes lines, what goes to it is framed and stuffed.
 *
 * <p>{@link org.restante.protocol.wire.LineReader} cuts the input, {@link
 * org.restante.protocol.wire.DotReader} reads a message that is being sent in, {@link
 * org.restante.protocol.wire.CanonicalForm} and {@link
 * org.restante.protocol.wire.CanonicalInputStream} are the one rule that turns stored octets into
 * wire lines. Nothing here knows sockets, sessions or files; each object is confined to one thread,
 * but for {@link org.restante.protocol.wire.Watchdog}, which ends waits that are too long.
 */
@NullMarked
package org.restante.protocol.wire;

import org.jspecify.annotations.NullMarked;
