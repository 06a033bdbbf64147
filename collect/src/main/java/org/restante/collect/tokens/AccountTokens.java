package org.restante.collect.tokens;

import org.restante.client.Credentials;
import org.restante.collect.tokens.TokenException.Kind;
import org.restante.protocol.Secret;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The tokens of one account: kept in a {@link TokenFolder}, renewed when they are due, and when a
 * server refuses one that should be good. Only one thread of one process renews them at a time, and
 * whoever waited for it takes what it got. Thread-safe.
 */
public final class AccountTokens {
    /** Whom the tokens are given for. */
    public enum Grant {
        /** A person, who logs in first. */
        PERSON,
        /** The client itself (RFC 6749 §4.4), for accounts that it was given the right to read. */
        CLIENT
    }

    private static final System.Logger LOG = System.getLogger(AccountTokens.class.getName());

    private final String account;
    private final String login;
    private final AuthorizationServer server;
    private final Grant grant;
    private final TokenFolder folder;
    private final InstantSource clock;

    /**
     * Those of an account. Nothing is read or asked for yet.
     *
     * @param account what its file is called: letters, digits and {@code . _ - @}
     * @param login the command by which a person logs in, for messages
     */
    public AccountTokens(
            String account,
            String login,
            AuthorizationServer server,
            Grant grant,
            TokenFolder folder,
            InstantSource clock) {
        this.account = account;
        this.login = login;
        this.server = server;
        this.grant = grant;
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * What logs in with them, for one login at a time. It throws {@link TokenException} if somebody
     * has to do something first, and another {@link IOException} if there is no token now.
     *
     * @param user the login name at the mail server
     */
    public Credentials.Token credentials(String user) {
        return new Credentials.Token(user, new Source());
    }

    private final class Source implements Credentials.TokenSource {
        private Optional<Secret> given = Optional.empty();

        @Override
        public Secret token(boolean another) throws IOException {
            Secret token = AccountTokens.this.token(another ? given : Optional.empty());
            given = Optional.of(token);
            return token;
        }
    }

    /**
     * Keeps what a login came to, in place of what was there.
     *
     * @throws TokenException if a person's tokens could not be renewed
     */
    public void keep(Tokens tokens) throws IOException {
        if (grant == Grant.PERSON && tokens.refresh().isEmpty()) {
            throw new TokenException(
                    Kind.CONFIGURATION,
                    server.name()
                            + " gives no refresh token, so the login would last for an hour: allow"
                            + " offline access where the client is registered, or see scope");
        }
        try (TokenLock _ = folder.lock(account);
                TokenFolder.Room room = folder.room(account)) {
            room.keep(new KeptTokens(server.name(), server.clientId(), tokens));
        }
    }

    /**
     * A token that should be good.
     *
     * @param refused one that was not
     */
    private Secret token(Optional<Secret> refused) throws IOException {
        try {
            Optional<Secret> token = fresh(kept(), refused);
            if (token.isPresent()) {
                return token.get();
            }
            try (TokenLock _ = folder.lock(account)) {
                // Whoever had the lock may have renewed them.
                Optional<Tokens> kept = kept();
                token = fresh(kept, refused);
                return token.isPresent() ? token.get() : renewed(kept, refused);
            }
        } catch (TokenException e) {
            throw e.kind() == Kind.LOGIN ? withAdvice(e) : e;
        }
    }

    private Optional<Secret> fresh(Optional<Tokens> kept, Optional<Secret> refused) {
        return kept.filter(it -> clock.instant().isBefore(it.due()))
                .map(Tokens::access)
                .filter(it -> !refused.equals(Optional.of(it)));
    }

    private Secret renewed(Optional<Tokens> kept, Optional<Secret> refused) throws IOException {
        try (TokenFolder.Room room = folder.room(account)) {
            Tokens tokens =
                    switch (grant) {
                        case CLIENT -> server.clientCredentials();
                        case PERSON -> server.refresh(refreshToken(kept));
                    };
            room.keep(new KeptTokens(server.name(), server.clientId(), tokens));
            return tokens.access();
        } catch (TokenException e) {
            throw e;
        } catch (IOException e) {
            // It was to be renewed ahead of its end, which leaves time to try again.
            Secret old =
                    kept.filter(it -> clock.instant().isBefore(it.expires()))
                            .map(Tokens::access)
                            .filter(it -> !refused.equals(Optional.of(it)))
                            .orElseThrow(() -> e);
            LOG.log(Level.WARNING, "the tokens of {0} cannot be renewed now: {1}", account, e);
            return old;
        }
    }

    private static Secret refreshToken(Optional<Tokens> kept) throws TokenException {
        return kept.flatMap(Tokens::refresh)
                .orElseThrow(() -> new TokenException(Kind.LOGIN, "nobody has logged in yet"));
    }

    /** What is kept, if it is this server's and this client's: nobody else may see it. */
    private Optional<Tokens> kept() throws IOException {
        Optional<KeptTokens> kept = folder.read(account);
        if (kept.isPresent()
                && !(kept.get().server().equals(server.name())
                        && kept.get().client().equals(server.clientId()))) {
            throw new TokenException(
                    Kind.LOGIN,
                    "the login was with "
                            + kept.get().server()
                            + " as the client "
                            + kept.get().client()
                            + ", and the configuration has others now");
        }
        return kept.map(KeptTokens::tokens);
    }

    private TokenException withAdvice(TokenException e) {
        TokenException advice =
                new TokenException(Kind.LOGIN, e.getMessage() + "; log in with: " + login);
        advice.initCause(e);
        return advice;
    }
}
