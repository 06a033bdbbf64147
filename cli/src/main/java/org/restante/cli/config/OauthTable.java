package org.restante.cli.config;

import org.restante.protocol.WebAddress;

import java.util.Optional;

/** What the keys of {@code login.oauth} mean together. */
final class OauthTable {
    private static final String OTHERWISE =
            "; otherwise a token made for any other service would open the maildrop";

    private OauthTable() {}

    /** The first thing that is wrong with them, each of which is right by itself. */
    static Optional<Wrong> check(Values values) {
        Optional<String> issuer = values.get(Keys.OAUTH_ISSUER);
        boolean jwks = values.get(Keys.OAUTH_JWKS).isPresent();
        boolean introspection = values.get(Keys.OAUTH_INTROSPECTION).isPresent();
        boolean client = values.get(Keys.OAUTH_CLIENT_ID).isPresent();
        boolean secret = values.get(Keys.OAUTH_CLIENT_SECRET_FILE).isPresent();
        boolean audience = !values.get(Keys.OAUTH_AUDIENCE).isEmpty();
        boolean scope = !values.get(Keys.OAUTH_SCOPE).isEmpty();
        if (jwks && issuer.isEmpty()) {
            return needs(Keys.OAUTH_JWKS, Keys.OAUTH_ISSUER.name());
        }
        if (introspection && !client) {
            return needs(Keys.OAUTH_INTROSPECTION, Keys.OAUTH_CLIENT_ID.name());
        }
        if (client && !secret) {
            return needs(Keys.OAUTH_CLIENT_ID, Keys.OAUTH_CLIENT_SECRET_FILE.name());
        }
        if (secret && !client) {
            return needs(Keys.OAUTH_CLIENT_SECRET_FILE, Keys.OAUTH_CLIENT_ID.name());
        }
        if (issuer.isEmpty() && !introspection) {
            String either = Keys.OAUTH_ISSUER.name() + " or " + Keys.OAUTH_INTROSPECTION.name();
            if (client) {
                return needs(Keys.OAUTH_CLIENT_ID, either);
            }
            if (audience) {
                return needs(Keys.OAUTH_AUDIENCE, either);
            }
            return scope ? needs(Keys.OAUTH_SCOPE, either) : Optional.empty();
        }
        boolean signed = issuer.isPresent() && (jwks || !introspection);
        if (signed && !audience) {
            return Wrong.needs(Keys.OAUTH_ISSUER, Keys.OAUTH_AUDIENCE.name(), OTHERWISE);
        }
        if (!audience && !scope) {
            return Wrong.needs(
                    Keys.OAUTH_INTROSPECTION,
                    Keys.OAUTH_AUDIENCE.name() + " or " + Keys.OAUTH_SCOPE.name(),
                    OTHERWISE);
        }
        boolean discovers = (signed && !jwks) || (client && !introspection);
        return discovers ? issuer.flatMap(OauthTable::checkUrl) : Optional.empty();
    }

    private static Optional<Wrong> needs(Key<?> key, String other) {
        return Wrong.needs(key, other, "");
    }

    private static Optional<Wrong> checkUrl(String issuer) {
        try {
            WebAddress.parse(issuer);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(
                    new Wrong(
                            Keys.OAUTH_ISSUER,
                            e.getMessage() + ", as it is asked where its endpoints are"));
        }
    }

    /** All of them together; nothing is wrong with them. */
    static Configuration.Oauth assemble(Values values) {
        return new Configuration.Oauth(
                values.get(Keys.OAUTH_ISSUER),
                values.get(Keys.OAUTH_JWKS),
                values.get(Keys.OAUTH_INTROSPECTION),
                values.get(Keys.OAUTH_CLIENT_ID)
                        .flatMap(id ->
                                values.get(Keys.OAUTH_CLIENT_SECRET_FILE)
                                        .map(file -> new Configuration.Oauth.Client(id, file))),
                values.get(Keys.OAUTH_AUDIENCE),
                values.get(Keys.OAUTH_SCOPE),
                values.get(Keys.OAUTH_TYPE),
                values.get(Keys.OAUTH_NAME_CLAIM),
                values.get(Keys.OAUTH_LEEWAY),
                values.get(Keys.OAUTH_REMEMBER));
    }
}
