/**
 * Mail to another server by SMTP or LMTP: one message at a time into a {@linkplain
 * org.restante.collect.transfer.TransferDestination destination}. {@link
 * org.restante.collect.transfer.Wire} is the one place that waits for a peer; decision 32 tells
 * what is in doubt when one hangs up. {@link org.restante.collect.transfer.TokenMessage} logs in
 * with an access token, at IMAP servers, too.
 */
@NullMarked
package org.restante.collect.transfer;

import org.jspecify.annotations.NullMarked;
