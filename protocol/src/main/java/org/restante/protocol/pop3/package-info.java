/**
 * POP3 as data (RFC 1939, 2449, 2595, 3206, 5034): a line becomes a {@link
 * org.restante.protocol.pop3.Command}, a {@link org.restante.protocol.pop3.Reply} becomes octets.
 *
 * <p>All are immutable, except that a reply with a message owns that message until the {@link
 * org.restante.protocol.pop3.ReplyWriter} has closed it. Start reading at {@code Command}.
 */
@NullMarked
package org.restante.protocol.pop3;

import org.jspecify.annotations.NullMarked;
