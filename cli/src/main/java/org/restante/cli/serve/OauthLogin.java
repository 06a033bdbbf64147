package org.restante.cli.serve;

import org.restante.cli.config.Configuration;
import org.restante.oauth.BearerTokens;
import org.restante.oauth.Introspection;
import org.restante.oauth.Issuer;
import org.restante.oauth.Place;
import org.restante.oauth.Rules;
import org.restante.server.login.TokenVerifier;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes what checks bearer tokens from the configuration. */
final class OauthLogin {
    private OauthLogin() {}

    /**
     * What checks the tokens of the issuer that is configured; none: no tokens are taken. Asks
     * nobody yet, so that a server starts without its issuer.
     *
     * @throws IOException if the client's secret cannot be read, with the key's name
     */
    static Optional<TokenVerifier> tokens(Configuration configuration) throws IOException {
        Configuration.Oauth oauth = configuration.oauth();
        if (oauth.issuer().isEmpty() && oauth.introspection().isEmpty()) {
            return Optional.empty();
        }
        Optional<Place> keys =
                oauth.jwks()
                        .<Place>map(Place.At::new)
                        .or(() ->
                                oauth.introspection().isPresent()
                                        ? Optional.empty()
                                        : Optional.of(new Place.Discovered()));
        Optional<Introspection> introspection = Optional.empty();
        if (oauth.client().isPresent()) {
            Configuration.Oauth.Client client = oauth.client().get();
            introspection =
                    Optional.of(
                            new Introspection(
                                    oauth.introspection()
                                            .<Place>map(Place.At::new)
                                            .orElseGet(Place.Discovered::new),
                                    client.id(),
                                    SecretFile.read(
                                            "login.oauth.client-secret-file", client.secretFile()),
                                    oauth.remember()));
        }
        Rules rules =
                new Rules(
                        Set.copyOf(oauth.audience()),
                        Set.copyOf(oauth.scope()),
                        oauth.type(),
                        oauth.nameClaim(),
                        oauth.leeway());
        return Optional.of(
                new BearerTokens(
                        List.of(new Issuer(oauth.issuer(), keys, introspection, rules)),
                        InstantSource.system(),
                        new SecureRandom()));
    }
}
