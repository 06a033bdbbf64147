package org.restante.server.session;

import org.restante.server.login.ClearTextLogin;
import org.restante.server.login.OnDelete;
import org.restante.server.login.Retention;

import java.time.Duration;

/**
 * What the sessions of POP2 and POP1 go by, which know neither TLS nor any way to log in but a
 * password in the clear; checked here.
 *
 * @param hostname shown in the greeting
 * @param clearTextLogin who is served
 * @param retention how long messages of accounts are kept that do not say so themselves
 * @param onDelete what becomes of what is deleted, for accounts that do not say so themselves
 * @param loginTimeout how long a client may take to log in, from connecting
 * @param idleTimeout how long a client that logged in may send nothing (RFC 937, Timeouts: T2)
 * @param commandsInErrorMax so many commands in a row without success end a session of POP1
 * @param failedLoginsMax so many failed logins end a session of POP1
 */
public record PlainPopSettings(
        String hostname,
        ClearTextLogin clearTextLogin,
        Retention retention,
        OnDelete onDelete,
        Duration loginTimeout,
        Duration idleTimeout,
        int commandsInErrorMax,
        int failedLoginsMax) {
    public PlainPopSettings {
        if (!hostname.matches("[A-Za-z0-9.-]{1,255}")) {
            throw new IllegalArgumentException("hostname is \"" + hostname + "\"");
        }
        if (commandsInErrorMax < 1 || failedLoginsMax < 1) {
            throw new IllegalArgumentException("limits on errors must be 1 or more");
        }
    }
}
