/**
 * POP2 sessions (RFC 937), for museums and classrooms: the same maildrops, logins and locks as
 * POP3's, said in other words.
 *
 * <p>{@link org.restante.server.pop2.Pop2Session} is the loop; what it shares with the other
 * versions is in its {@link org.restante.server.session.Visit}. One basic rule of the protocol is
 * "if anything goes wrong close the connection". Start reading at {@code Pop2Session.run}.
 */
@NullMarked
package org.restante.server.pop2;

import org.jspecify.annotations.NullMarked;
