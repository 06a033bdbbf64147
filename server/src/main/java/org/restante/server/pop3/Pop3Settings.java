package org.restante.server.pop3;

import org.restante.server.login.ClearTextLogin;
import org.restante.server.login.OnDelete;
import org.restante.server.login.Retention;
import org.restante.server.text.Language;

import java.time.Duration;
import java.util.Optional;

/**
 * What a POP3 listener's sessions go by; checked here.
 *
 * @param hostname shown in the greeting
 * @param clearTextLogin where a password may be sent without TLS
 * @param implementation what IMPLEMENTATION announces; empty for nothing
 * @param apop whether the greeting offers APOP (RFC 1939 §7)
 * @param language what {@code LANG *} chooses
 * @param loginDelay the least time between two logins to an account that has none of its own; zero
 *     is none
 * @param retention how long messages of accounts are kept that do not say so themselves
 * @param onDelete what becomes of what is deleted, for accounts that do not say so themselves
 * @param nulReplaced whether 0x80 is sent for each NUL in a message
 * @param loginTimeout how long a client may take to log in, from connecting
 * @param idleTimeout how long a client that logged in may send nothing; ten minutes at least
 * @param commandsInErrorMax so many commands in a row without success end the session
 * @param failedLoginsMax so many failed logins end the session
 */
public record Pop3Settings(
        String hostname,
        ClearTextLogin clearTextLogin,
        Optional<String> implementation,
        boolean apop,
        Language language,
        Duration loginDelay,
        Retention retention,
        OnDelete onDelete,
        boolean nulReplaced,
        Duration loginTimeout,
        Duration idleTimeout,
        int commandsInErrorMax,
        int failedLoginsMax) {
    public Pop3Settings {
        if (hostname.isEmpty()
                || hostname.chars().anyMatch(c -> c <= 0x20 || c > 0x7E || c == '<')) {
            throw new IllegalArgumentException("hostname is \"" + hostname + "\"");
        }
        // RFC 1939 §3: an inactivity timer is at least ten minutes.
        if (idleTimeout.compareTo(Duration.ofMinutes(10)) < 0) {
            throw new IllegalArgumentException(
                    "idle-timeout is " + idleTimeout + ", must be 10m or more");
        }
        if (commandsInErrorMax < 1 || failedLoginsMax < 1) {
            throw new IllegalArgumentException("limits on errors must be 1 or more");
        }
    }
}
