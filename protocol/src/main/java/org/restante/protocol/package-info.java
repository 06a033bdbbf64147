/**
 * The words that every part of Restante shares: a message's unique-id, a secret, a message's
 * content on its way to the wire.
 *
 * <p>The store makes them, the sessions hand them on, the writers of {@code protocol.wire} turn
 * them into octets. All are values or owned by one thread. Start reading at {@link
 * org.restante.protocol.Content}.
 */
@NullMarked
package org.restante.protocol;

import org.jspecify.annotations.NullMarked;
