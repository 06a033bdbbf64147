package org.restante.cli.config;

import org.restante.cli.config.CollectionSettings.Oauth;
import org.restante.collect.tokens.AccountTokens;
import org.restante.collect.tokens.AuthorizationServer;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The keys of a table that say who gives access tokens, and to whom. */
final class OauthKeys {
    private final String prefix;
    private final Key<Optional<String>> provider;
    private final Key<Optional<String>> clientId;
    private final Key<Optional<List<String>>> clientSecretCommand;
    private final Key<List<String>> scope;
    private final Key<AccountTokens.Grant> grant;
    private final Key<Optional<String>> redirect;
    private final Key<Path> tokenKey;

    /**
     * Keys of a table.
     *
     * @param prefix of their names
     */
    OauthKeys(TableKeys keys, String prefix) {
        this.prefix = prefix;
        provider =
                keys.nothing(
                        prefix + "oauth2",
                        Type.text(
                                        "string",
                                        "\"google\", \"microsoft\", \"yahoo\" or an issuer's https URL",
                                        AuthorizationServer::requireName)
                                .optional(),
                        "google",
                        "Who gives the access tokens to log in with, instead of a password, after one \"restante collect login\"; see collect-oauth.md.");
        clientId =
                keys.nothing(
                        prefix + "client-id",
                        Type.text("string", "", TableKeys::some).optional(),
                        "1234.apps.example.org",
                        "What the provider calls the client that you registered with it.");
        clientSecretCommand =
                keys.nothing(
                        prefix + "client-secret-command",
                        CollectionKeys.command().optional(),
                        List.of("secret-tool", "lookup", "service", "mail-client"),
                        "A program and its arguments that prints the client's secret as its first line; without it the client has none.");
        scope =
                keys.fixed(
                        prefix + "scope",
                        Type.text("string", "", TableKeys::some).list(),
                        List.of(),
                        "What the tokens are to allow; [] is what the provider has for mail, or an issuer's openid and offline_access.");
        grant =
                keys.fixed(
                        prefix + "grant",
                        Type.choice(AccountTokens.Grant.class),
                        "person",
                        "Whether a person logs in, or the client itself with its secret (client credentials).");
        redirect =
                keys.nothing(
                        prefix + "redirect",
                        Type.text("string", "", TableKeys::some).optional(),
                        "https://localhost/restante",
                        "The redirect address that is registered, if it cannot be this machine at any port; then its address is pasted after a login.");
        tokenKey =
                keys.fixed(
                        prefix + "token-key",
                        Type.path(),
                        "{data}/keys/collect",
                        "The file of the key that the tokens are encrypted with, made at the first login.");
    }

    List<Key<?>> all() {
        return List.of(provider, clientId, clientSecretCommand, scope, grant, redirect, tokenKey);
    }

    /** Whether the table has tokens. */
    boolean isSet(Values values) {
        return values.find(provider).flatMap(it -> it).isPresent();
    }

    /** What a table that has them says of them. */
    Oauth oauth(Values values) {
        return new Oauth(
                values.get(provider).orElseThrow(),
                values.get(clientId).orElseThrow(),
                values.get(clientSecretCommand),
                values.get(scope),
                values.get(grant),
                values.get(redirect),
                values.get(tokenKey));
    }

    /** What a table lacks although each of its keys is good by itself. */
    Optional<String> lack(Values values) {
        return isSet(values) == values.find(clientId).flatMap(it -> it).isPresent()
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "needs both %1$soauth2 and %1$sclient-id, or neither",
                                prefix));
    }
}
