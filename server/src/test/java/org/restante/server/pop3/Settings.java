package org.restante.server.pop3;

import org.restante.server.login.ClearTextLogin;

import java.time.Duration;
import java.util.Optional;

/** Settings with one thing changed. */
final class Settings {
    private Settings() {}

    static Pop3Settings withoutErrorLimit(Pop3Settings s) {
        return withErrorLimits(s, Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ZERO);
    }

    static Pop3Settings withErrorLimits(
            Pop3Settings s, int commandsInErrorMax, int failedLoginsMax, Duration delay) {
        return new Pop3Settings(
                s.hostname(),
                s.clearTextLogin(),
                s.implementation(),
                s.loginTimeout(),
                s.idleTimeout(),
                commandsInErrorMax,
                failedLoginsMax,
                delay);
    }

    static Pop3Settings with(Pop3Settings s, ClearTextLogin clearTextLogin) {
        return new Pop3Settings(
                s.hostname(),
                clearTextLogin,
                s.implementation(),
                s.loginTimeout(),
                s.idleTimeout(),
                s.commandsInErrorMax(),
                s.failedLoginsMax(),
                s.failedLoginDelay());
    }

    static Pop3Settings withoutImplementation(Pop3Settings s) {
        return new Pop3Settings(
                s.hostname(),
                s.clearTextLogin(),
                Optional.empty(),
                s.loginTimeout(),
                s.idleTimeout(),
                s.commandsInErrorMax(),
                s.failedLoginsMax(),
                s.failedLoginDelay());
    }
}
