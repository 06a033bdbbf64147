/**
 * Sockets: listeners, connections in the clear or inside TLS, the watchdog that bounds every wait,
 * and who is admitted.
 *
 * <p>A {@link org.restante.server.net.Listener} accepts and gives each {@link
 * org.restante.server.net.Connection} a virtual thread of its own; the session on it blocks on
 * reads and writes, and the {@link org.restante.server.net.Watchdog} closes what waits too long.
 * One that is quiet has no thread; the watchdog starts the next when its peer says something.
 * Nothing here knows a protocol, but for the header with which a proxy says for whom it connects:
 * it is read first, and whom it names is the {@link org.restante.server.net.Peer} to all else.
 */
@NullMarked
package org.restante.server.net;

import org.jspecify.annotations.NullMarked;
