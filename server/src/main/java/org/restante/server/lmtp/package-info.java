/**
 * LMTP sessions (RFC 2033): mail from our own mail server, streamed into maildrops, one verdict for
 * each recipient.
 *
 * <p>{@link org.restante.server.lmtp.LmtpSession} is the loop; an {@link
 * org.restante.server.lmtp.Intake} takes one message to all its maildrops block by block. A session
 * belongs to its connection's thread. Start reading at {@code LmtpSession.run}.
 */
@NullMarked
package org.restante.server.lmtp;

import org.jspecify.annotations.NullMarked;
