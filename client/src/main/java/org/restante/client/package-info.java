/**
 * POP3 from the client's side (RFC 1939 and what was added to it): {@link
 * org.restante.client.Pop3Client} connects and logs in, {@link org.restante.client.RemoteMaildrop}
 * is what is open then. Start reading there.
 *
 * <p>Blocking calls, to be made on a virtual thread where there are many. Every wait is bounded
 * ({@link org.restante.client.Timeouts}); an interrupt, or {@code close()} by another thread, ends
 * it at once. An object belongs to one thread at a time; only {@code close()} may be called by any.
 *
 * <p>Three kinds of failure: {@link org.restante.client.CommandFailedException} if the server
 * refused (the connection is fine), {@link org.restante.client.ProtocolException} if its answer was
 * not understood (it is not), any other {@link java.io.IOException} if the world failed. Nothing
 * but {@link org.restante.client.RemoteMaildrop#quit} removes mail.
 */
@NullMarked
package org.restante.client;

import org.jspecify.annotations.NullMarked;
