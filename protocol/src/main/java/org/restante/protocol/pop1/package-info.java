/**
 * POP1 as data (RFC 918): a line becomes a {@link org.restante.protocol.pop1.Pop1Command}, and
 * {@link org.restante.protocol.pop1.MailFile} joins the messages of a mailbox into one stream.
 */
@NullMarked
package org.restante.protocol.pop1;

import org.jspecify.annotations.NullMarked;
