/**
 * What the sessions of all versions of POP have in common, whatever is said in them.
 *
 * <p>{@link org.restante.server.session.Visit} is one peer's visit: it takes the door's verdict on
 * a login, opens a maildrop and owns it, removes mail when the protocol says so and never else, and
 * tells the log. What is said to the peer is the protocol's: everything here is answered by a
 * value. {@link org.restante.server.session.PopProtocol} makes them at one listener. A visit
 * belongs to its connection's thread; only {@code stop} and {@code account} may be called from
 * others. Start reading at {@code Visit.run}.
 */
@NullMarked
package org.restante.server.session;

import org.jspecify.annotations.NullMarked;
