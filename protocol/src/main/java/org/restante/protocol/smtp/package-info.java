/**
 * SMTP and LMTP as data (RFC 5321, RFC 2033): a line becomes an {@link
 * org.restante.protocol.smtp.SmtpCommand}, an {@link org.restante.protocol.smtp.SmtpReply} becomes
 * lines.
 *
 * <p>All are immutable. Which commands a service has, and when, its session decides. Start reading
 * at {@code SmtpCommand}.
 */
@NullMarked
package org.restante.protocol.smtp;

import org.jspecify.annotations.NullMarked;
