/**
 * Three servers for tests of code that speaks POP3, all on free ports of 127.0.0.1.
 *
 * <p>{@link org.restante.testkit.PostOffice} is a whole server with accounts and mail; {@link
 * org.restante.testkit.Fault} is one way in which it goes wrong when it is told to; and {@link
 * org.restante.testkit.ScriptedServer} has no maildrop but plays a dialogue. What comes in is a
 * client's connection; what goes out to the test is a {@link org.restante.testkit.Dialogue}, with
 * no secret in it. Every wait is bounded, and whatever closes does not wait for a client.
 *
 * <p>A client's lines pass {@code RelaySession}, which stands between it and the server and makes
 * the faults: start reading there.
 */
@NullMarked
package org.restante.testkit;

import org.jspecify.annotations.NullMarked;
