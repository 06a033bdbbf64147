package org.restante.server.login.sasl;

import org.restante.server.login.Account;
import org.restante.server.login.Authenticator;

import java.io.IOException;

/**
 * Whom a client may act for: itself (RFC 4422 §3.4.1). There is no account that may act for
 * another, so an authorization id is empty or another name of the one who logs in.
 */
final class Identity {
    private final Authenticator authenticator;

    Identity(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    boolean mayAct(Account account, String authorizationId) throws IOException {
        return authorizationId.isEmpty()
                || authenticator
                        .find(authorizationId)
                        .filter(other -> other.name().equals(account.name()))
                        .isPresent();
    }

    /** Who proved to be that account, if nothing but the proof was missing. */
    Exchange.Progress proven(String name, Account account, String authorizationId) {
        try {
            if (!mayAct(account, authorizationId)) {
                return new Exchange.Progress.Denied(name, "asked to act for another");
            }
        } catch (IOException e) {
            return new Exchange.Progress.Unavailable(name, e);
        }
        return account.enabled()
                ? new Exchange.Progress.Proven(name, account)
                : new Exchange.Progress.Denied(name, "the account is disabled");
    }
}
