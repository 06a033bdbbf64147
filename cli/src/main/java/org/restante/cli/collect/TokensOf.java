package org.restante.cli.collect;

import org.restante.cli.config.CollectionSettings;
import org.restante.cli.config.CollectionSettings.Oauth;
import org.restante.cli.config.CollectionSettings.Peer;
import org.restante.cli.config.CollectionSettings.Target;
import org.restante.cli.config.CommandException;
import org.restante.collect.tokens.AccountTokens;
import org.restante.collect.tokens.AuthorizationServer;
import org.restante.collect.tokens.MailProtocol;
import org.restante.collect.tokens.OauthClient;
import org.restante.collect.tokens.TokenFolder;
import org.restante.protocol.Secret;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Tokens of a collection, of where its mail goes, or of a destination with a name, made from the
 * settings.
 *
 * @param file what their file is called; no name of a collection has an @
 * @param login the arguments of {@code restante collect login}
 * @param protocol what they are for
 */
record TokensOf(String file, String login, Oauth oauth, MailProtocol protocol) {
    /** Of a collection, if its server wants any. */
    static Optional<TokensOf> source(CollectionSettings settings) {
        return settings.proof() instanceof Oauth oauth
                ? Optional.of(
                        new TokensOf(settings.name(), settings.name(), oauth, MailProtocol.POP))
                : Optional.empty();
    }

    /** Of where a collection's mail goes, if that is one server that wants any. */
    static Optional<TokensOf> target(CollectionSettings settings) {
        return of(settings.target(), settings.name() + "@", settings.name() + " --to");
    }

    /** Of a destination with a name, which several collections may have. */
    static Optional<TokensOf> destination(String name, Target target) {
        return of(target, "@" + name, name + " --destination");
    }

    private static Optional<TokensOf> of(Target target, String file, String login) {
        return switch (target) {
            case Target.Imap it -> of(it.peer(), file, login, MailProtocol.IMAP);
            case Target.Transfer it -> of(it.peer(), file, login, MailProtocol.SMTP);
            case Target.Maildir _,
                    Target.Mbox _,
                    Target.Account _,
                    Target.Command _,
                    Target.Several _ ->
                    Optional.empty();
        };
    }

    private static Optional<TokensOf> of(
            Peer peer, String file, String login, MailProtocol protocol) {
        return peer.login().map(Peer.Login::proof).orElse(null) instanceof Oauth oauth
                ? Optional.of(new TokensOf(file, login, oauth, protocol))
                : Optional.empty();
    }

    AuthorizationServer server() {
        return new AuthorizationServer(
                oauth.provider(),
                new OauthClient(oauth.clientId(), () -> secret(oauth.clientSecretCommand())),
                protocol,
                oauth.scope(),
                InstantSource.system(),
                new SecureRandom());
    }

    /**
     * What gets and keeps them.
     *
     * @param folder of all that is kept for collections
     */
    AccountTokens account(Path folder, AuthorizationServer server) {
        return new AccountTokens(
                file,
                "restante collect login " + login,
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
