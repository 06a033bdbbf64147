package org.restante.server.pop3;

import org.restante.server.login.Retention;
import org.restante.server.login.sasl.Mechanism;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What decides about capabilities, as it is at one moment of a session.
 *
 * @param loggedIn whether the session is in TRANSACTION
 * @param passwordAllowed whether a password may be sent on this connection now
 * @param mechanisms those that may be used on this connection now; asked where it matters
 * @param stlsPossible whether there is a certificate and no TLS yet
 * @param loginDelay between two logins; empty if no account has one
 * @param retention of messages
 * @param implementation what IMPLEMENTATION says; empty for nothing
 */
record Facts(
        boolean loggedIn,
        boolean passwordAllowed,
        Supplier<List<Mechanism>> mechanisms,
        boolean stlsPossible,
        Optional<Value<Duration>> loginDelay,
        Value<Retention> retention,
        Optional<String> implementation) {
    /** A value that depends on the account; {@code mayDiffer} while it is not known which. */
    record Value<T>(T value, boolean mayDiffer) {}
}
