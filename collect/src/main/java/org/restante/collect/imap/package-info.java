/**
 * Mail into a folder of an IMAP server: a {@linkplain org.restante.collect.imap.ImapDestination
 * destination} that can be asked what it has. Angus Mail forms commands and reads responses; the
 * connection is {@link org.restante.collect.transfer.Wire}, which bounds what it waits for.
 */
@NullMarked
package org.restante.collect.imap;

import org.jspecify.annotations.NullMarked;
