package org.restante.server.login.sasl;

import org.restante.protocol.Secret;
import org.restante.server.login.Account;
import org.restante.server.login.Authenticator;

import java.io.IOException;
import java.util.Optional;

/**
 * Whom a client may act for: itself (RFC 4422 §3.4.1). There is no account that may act for
 * another, so an authorization id is empty or another name of the one who logs in.
 */
final class Identity {
    private final Authenticator authenticator;

    Identity(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /**
     * The account as what it asks to be: with the view of either name; empty if it asks to act for
     * another.
     */
    Optional<Account> acting(Account account, String authorizationId) throws IOException {
        return authorizationId.isEmpty()
                ? Optional.of(account)
                : authenticator
                        .find(authorizationId)
                        .filter(other -> other.name().equals(account.name()))
                        .map(other -> other.view().isPresent() ? other : account);
    }

    /**
     * Who proved to be that account, if nothing but the proof was missing.
     *
     * @param password that was sent, if the mechanism sends it
     */
    Exchange.Progress proven(
            String name, Account account, String authorizationId, Optional<Secret> password) {
        Optional<Account> acting;
        try {
            acting = acting(account, authorizationId);
        } catch (IOException e) {
            return new Exchange.Progress.Unavailable(name, e);
        }
        if (acting.isEmpty()) {
            return new Exchange.Progress.Denied(name, "asked to act for another", password);
        }
        return account.enabled()
                ? new Exchange.Progress.Proven(name, acting.get(), password)
                : new Exchange.Progress.Denied(name, "the account is disabled", password);
    }
}
