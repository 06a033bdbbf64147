/**
 * POP3 sessions: octets become a line, a line a command, a command in a state a reply and the next
 * state, a reply octets.
 *
 * <p>{@link org.restante.server.pop3.Pop3Session} is the loop; all its decisions are in the methods
 * it calls. What all versions of POP need, such as the maildrop's release on every path, is in its
 * {@link org.restante.server.session.Visit}. A session belongs to its connection's thread. Start
 * reading at {@code Pop3Session.run}.
 */
@NullMarked
package org.restante.server.pop3;

import org.jspecify.annotations.NullMarked;
