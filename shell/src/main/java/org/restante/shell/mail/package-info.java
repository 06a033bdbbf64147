/**
 * A message as a person reads it: the octets that RETR and TOP send come in, text for a terminal
 * goes out. {@link org.restante.shell.mail.MessageHead} is a line of a list, {@link
 * org.restante.shell.mail.MessageView} the whole message.
 *
 * <p>Mail is written by strangers. Everything here is bounded (each bound is a constant with its
 * reason), whatever is broken is told in a line and the rest is shown, and nothing that comes out
 * can drive a terminal. MIME is taken apart by mime4j's token stream, never into a tree. Each call
 * stays on its thread; I/O errors of the stream pass through. Start reading at {@code MessageWalk}.
 */
@NullMarked
package org.restante.shell.mail;

import org.jspecify.annotations.NullMarked;
