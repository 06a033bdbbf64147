package org.restante.cli.collect;

import org.restante.cli.config.CollectionSettings.Oauth;
import org.restante.cli.config.CommandException;
import org.restante.collect.tokens.AccountTokens;
import org.restante.collect.tokens.AuthorizationServer;
import org.restante.collect.tokens.OauthClient;
import org.restante.collect.tokens.TokenFolder;
import org.restante.protocol.Secret;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What gets and keeps the tokens of a collection, made from its settings. */
final class TokensOf {
    private TokensOf() {}

    static AuthorizationServer server(Oauth oauth) {
        return new AuthorizationServer(
                oauth.provider(),
                new OauthClient(oauth.clientId(), () -> secret(oauth.clientSecretCommand())),
                oauth.scope(),
                InstantSource.system(),
                new SecureRandom());
    }

    /**
     * Those of a collection.
     *
     * @param folder of all that is kept for collections
     */
    static AccountTokens account(
            Path folder, String collection, Oauth oauth, AuthorizationServer server) {
        return new AccountTokens(
                collection,
                server,
                oauth.grant(),
                new TokenFolder(
                        folder.resolve("tokens"),
                        oauth.tokenKey(),
                        new SecureRandom(),
                        time -> Thread.sleep(time)),
                InstantSource.system());
    }

    private static Optional<Secret> secret(Optional<List<String>> command) throws IOException {
        if (command.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Passwords.byCommand("client-secret-command", command.get()));
        } catch (CommandException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
