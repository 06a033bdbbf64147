/**
 * The server as a real process, and other people's programs on its other side: POP3 clients that
 * fetch, Postfix that delivers by LMTP, Maildirs that Postfix and Dovecot filled.
 *
 * <p>All tests here are tagged {@code interop} and run with {@code mvn verify -Pinterop} only; a
 * program that is not installed is a failure. Everything listens on 127.0.0.1 and lives in the
 * test's own folder, and whatever a test starts it also ends. Start reading at {@code FetchTest};
 * what came out stands in {@code docs/interoperability.md} and {@code docs/rfc/quirks.md}.
 */
@NullMarked
package org.restante.cli.interop;

import org.jspecify.annotations.NullMarked;
