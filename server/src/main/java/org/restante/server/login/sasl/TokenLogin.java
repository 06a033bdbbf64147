package org.restante.server.login.sasl;

import org.restante.protocol.Secret;
import org.restante.server.login.Account;
import org.restante.server.login.Authenticator;
import org.restante.server.login.Login;
import org.restante.server.login.TokenVerdict;
import org.restante.server.login.TokenVerifier;

import java.io.IOException;
import java.util.Optional;

/** What OAUTHBEARER and XOAUTH2 do alike: whose a bearer token is, and whether that is the user. */
final class TokenLogin {
    private static final String INVALID_TOKEN = "invalid_token";

    private final Authenticator authenticator;
    private final Gate gate;
    private final TokenVerifier tokens;

    TokenLogin(Authenticator authenticator, Gate gate, TokenVerifier tokens) {
        this.authenticator = authenticator;
        this.gate = gate;
        this.tokens = tokens;
    }

    sealed interface Outcome {
        /** The exchange is over. */
        record Ended(Exchange.Progress end) implements Outcome {}

        /**
         * The client is told why in a challenge first.
         *
         * @param status for the client (RFC 6750 §3.1)
         * @param end what comes behind the client's answer
         */
        record Refused(String status, Exchange.Progress.Denied end) implements Outcome {}
    }

    /**
     * Checks a token.
     *
     * @param user who logs in, as the client says; empty means whoever the token is for
     */
    Outcome check(String user, Optional<Secret> token) throws InterruptedException {
        // Without a user it is the token that says whose it is.
        Optional<Login.Entry.Refused> refusal =
                user.isEmpty() ? Optional.empty() : gate.refusal(user);
        if (refusal.isPresent()) {
            return new Outcome.Ended(new Exchange.Progress.Refused(refusal.get()));
        }
        if (token.isEmpty()) {
            return refused("invalid_request", user, "no bearer token");
        }
        return switch (tokens.verify(token.get())) {
            case TokenVerdict.Valid valid -> owned(user, valid.loginName());
            case TokenVerdict.Invalid(String status, String reason) ->
                    refused(status, user, reason);
            case TokenVerdict.Unavailable(IOException cause) ->
                    new Outcome.Ended(new Exchange.Progress.Unavailable(user, cause));
        };
    }

    private Outcome owned(String user, String bearer) {
        String name = user.isEmpty() ? bearer : user;
        Identity identity = new Identity(authenticator);
        Optional<Account> account;
        try {
            account = authenticator.find(bearer);
            if (account.isEmpty()) {
                return refused(INVALID_TOKEN, name, "the token is for nobody who has an account");
            }
            account = identity.acting(account.get(), user);
            if (account.isEmpty()) {
                return refused(INVALID_TOKEN, name, "the token is for another");
            }
        } catch (IOException e) {
            return new Outcome.Ended(new Exchange.Progress.Unavailable(name, e));
        }
        return account.get().enabled()
                ? new Outcome.Ended(new Exchange.Progress.Proven(name, account.get()))
                : refused(INVALID_TOKEN, name, "the account is disabled");
    }

    /** The token is not taken; who is refused is not told why, nor that it was looked at. */
    Outcome refused(String status, String name, String reason) {
        Optional<Login.Entry.Refused> refusal = gate.refusal(name);
        return refusal.isPresent()
                ? new Outcome.Ended(new Exchange.Progress.Refused(refusal.get()))
                : new Outcome.Refused(status, new Exchange.Progress.Denied(name, reason));
    }
}
