/**
 * POP1 sessions (RFC 918), for museums and classrooms: the same maildrops, logins and locks as
 * POP3's, all messages of a mailbox at once.
 *
 * <p>{@link org.restante.server.pop1.Pop1Session} is the loop; what it shares with the other
 * versions is in its {@link org.restante.server.session.Visit}. Start reading at {@code
 * Pop1Session.run}.
 */
@NullMarked
package org.restante.server.pop1;

import org.jspecify.annotations.NullMarked;
