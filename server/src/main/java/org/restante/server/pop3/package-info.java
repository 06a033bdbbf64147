/**
 * POP3 sessions: octets become a line, a line a command, a command in a state a reply and the next
 * state, a reply octets.
 *
 * <p>{@link org.restante.server.pop3.Pop3Session} is the loop; all its decisions are in the methods
 * it calls. A session belongs to its connection's thread; it owns the maildrop it opened and closes
 * it on every path. Start reading at {@code Pop3Session.run}.
 */
@NullMarked
package org.restante.server.pop3;

import org.jspecify.annotations.NullMarked;
