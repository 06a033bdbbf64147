package org.restante.cli.serve;

import org.restante.cli.config.Configuration;
import org.restante.oauth.BearerTokens;
import org.restante.oauth.Introspection;
import org.restante.oauth.Issuer;
import org.restante.oauth.Place;
import org.restante.oauth.Rules;
import org.restante.protocol.Secret;
import org.restante.server.login.TokenVerifier;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes what checks bearer tokens from the configuration. */
final class OauthLogin {
    /** Of the secret's file: a longer one is another file. */
    private static final int SECRET_OCTETS_MAX = 4096;

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
                                    secret(client.secretFile()),
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

    private static Secret secret(Path file) throws IOException {
        if (Files.size(file) > SECRET_OCTETS_MAX) {
            throw new IOException(bad(file, "is longer than " + SECRET_OCTETS_MAX + " octets"));
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String line = lines.readLine();
            if (line == null || line.isEmpty()) {
                throw new IOException(bad(file, "has no first line"));
            }
            return new Secret(line);
        }
    }

    private static String bad(Path file, String why) {
        return "login.oauth.client-secret-file: " + file + " " + why;
    }
}
