package org.restante.server.pop3;

import org.restante.server.login.ClearTextLogin;
import org.restante.server.login.OnDelete;
import org.restante.server.login.Retention;
import org.restante.server.text.Language;

import java.time.Duration;
import java.util.Optional;

/** Settings with one thing changed. */
public final class Settings {
    private String hostname;
    private ClearTextLogin clearTextLogin;
    private Optional<String> implementation;
    private boolean apop;
    private Language language;
    private Duration loginDelay;
    private Retention retention;
    private OnDelete onDelete;
    private boolean nulReplaced;
    private Duration loginTimeout;
    private Duration idleTimeout;
    private int commandsInErrorMax;
    private int failedLoginsMax;

    private Settings(Pop3Settings s) {
        hostname = s.hostname();
        clearTextLogin = s.clearTextLogin();
        implementation = s.implementation();
        apop = s.apop();
        language = s.language();
        loginDelay = s.loginDelay();
        retention = s.retention();
        onDelete = s.onDelete();
        nulReplaced = s.nulReplaced();
        loginTimeout = s.loginTimeout();
        idleTimeout = s.idleTimeout();
        commandsInErrorMax = s.commandsInErrorMax();
        failedLoginsMax = s.failedLoginsMax();
    }

    private Pop3Settings made() {
        return new Pop3Settings(
                hostname,
                clearTextLogin,
                implementation,
                apop,
                language,
                loginDelay,
                retention,
                onDelete,
                nulReplaced,
                loginTimeout,
                idleTimeout,
                commandsInErrorMax,
                failedLoginsMax);
    }

    static Pop3Settings withoutErrorLimit(Pop3Settings s) {
        return withErrorLimits(s, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    static Pop3Settings withErrorLimits(
            Pop3Settings s, int commandsInErrorMax, int failedLoginsMax) {
        Settings changed = new Settings(s);
        changed.commandsInErrorMax = commandsInErrorMax;
        changed.failedLoginsMax = failedLoginsMax;
        return changed.made();
    }

    public static Pop3Settings with(Pop3Settings s, ClearTextLogin clearTextLogin) {
        Settings changed = new Settings(s);
        changed.clearTextLogin = clearTextLogin;
        return changed.made();
    }

    static Pop3Settings withoutImplementation(Pop3Settings s) {
        Settings changed = new Settings(s);
        changed.implementation = Optional.empty();
        return changed.made();
    }

    static Pop3Settings withApop(Pop3Settings s) {
        Settings changed = new Settings(s);
        changed.apop = true;
        return changed.made();
    }

    static Pop3Settings withLanguage(Pop3Settings s, Language language) {
        Settings changed = new Settings(s);
        changed.language = language;
        return changed.made();
    }

    static Pop3Settings withLoginDelay(Pop3Settings s, Duration loginDelay) {
        Settings changed = new Settings(s);
        changed.loginDelay = loginDelay;
        return changed.made();
    }

    static Pop3Settings withNulReplaced(Pop3Settings s) {
        Settings changed = new Settings(s);
        changed.nulReplaced = true;
        return changed.made();
    }

    public static Pop3Settings withRetention(Pop3Settings s, Retention retention) {
        Settings changed = new Settings(s);
        changed.retention = retention;
        return changed.made();
    }

    public static Pop3Settings withOnDelete(Pop3Settings s, OnDelete onDelete) {
        Settings changed = new Settings(s);
        changed.onDelete = onDelete;
        return changed.made();
    }
}
