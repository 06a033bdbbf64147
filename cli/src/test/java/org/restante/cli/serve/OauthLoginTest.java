package org.restante.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ConfigurationReader;
import org.restante.cli.config.Request;
import org.restante.cli.config.Search;
import org.restante.protocol.Secret;
import org.restante.server.login.TokenVerdict;
import org.restante.server.login.TokenVerifier;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the table login.oauth makes, seen by what it asks of an issuer. */
final class OauthLoginTest {
    @TempDir Path folder;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer issuer;

    @BeforeEach
    void start() throws Exception {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext(
                "/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    asked.add(path);
                    String answer =
                            path.equals("/ask")
                                    ? "{\"active\":true,\"scope\":\"pop\",\"username\":\"alice\"}"
                                    : "{\"issuer\":\""
                                            + name()
                                            + "\",\"jwks_uri\":\""
                                            + name()
                                            + "/keys\",\"introspection_endpoint\":\""
                                            + name()
                                            + "/ask\",\"keys\":[]}";
                    byte[] octets = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, octets.length);
                    exchange.getResponseBody().write(octets);
                    exchange.close();
                });
        issuer.start();
        Files.writeString(folder.resolve("secret"), "s3cret\n");
    }

    @AfterEach
    void stop() {
        issuer.stop(0);
    }

    private String name() {
        return "http://127.0.0.1:" + issuer.getAddress().getPort();
    }

    private Optional<TokenVerifier> tokens(String text) throws Exception {
        Path file = folder.resolve("restante.toml");
        Files.writeString(file, text.replace("ISSUER", name()));
        Configuration configuration =
                ConfigurationReader.read(
                                new Request(Optional.of(file), Optional.empty(), List.of()),
                                new Search(folder, folder, folder))
                        .configuration();
        return OauthLogin.tokens(configuration);
    }

    @Test
    void withoutATableNoTokensAreTaken() throws Exception {
        assertThat(tokens("")).isEmpty();
    }

    @Test
    void introspectionAloneIsAskedAboutEveryToken() throws Exception {
        TokenVerifier tokens =
                tokens(
                                """
                                [login.oauth]
                                introspection = "ISSUER/ask"
                                client-id = "restante"
                                client-secret-file = "secret"
                                scope = "pop"
                                name-claim = "username"
                                """)
                        .orElseThrow();
        assertThat(tokens.verify(new Secret("opaque")))
                .isInstanceOfSatisfying(
                        TokenVerdict.Valid.class,
                        it -> assertThat(it.loginName()).isEqualTo("alice"));
        assertThat(asked).containsExactly("/ask");
    }

    @Test
    void anIssuerAloneIsDiscoveredAndNotAskedBeforeATokenComes() throws Exception {
        TokenVerifier tokens =
                tokens(
                                """
                                [login.oauth]
                                issuer = "ISSUER"
                                audience = "pop.example.org"
                                """)
                        .orElseThrow();
        assertThat(asked).isEmpty();
        assertThat(tokens.verify(new Secret("opaque"))).isInstanceOf(TokenVerdict.Invalid.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void withAClientTheEndpointForOpaqueTokensIsDiscoveredToo() throws Exception {
        TokenVerifier tokens =
                tokens(
                                """
                                [login.oauth]
                                issuer = "ISSUER"
                                audience = "pop.example.org"
                                client-id = "restante"
                                client-secret-file = "secret"
                                """)
                        .orElseThrow();
        assertThat(tokens.verify(new Secret("opaque"))).isInstanceOf(TokenVerdict.Invalid.class);
        assertThat(asked).containsExactly("/.well-known/openid-configuration", "/ask");
    }

    @Test
    void aSecretFileWithoutASecretStopsTheStart() throws Exception {
        Files.writeString(folder.resolve("secret"), "\nx");
        assertThatThrownBy(() ->
                        tokens(
                                """
                                [login.oauth]
                                introspection = "ISSUER/ask"
                                client-id = "restante"
                                client-secret-file = "secret"
                                scope = "pop"
                                """))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "login.oauth.client-secret-file: "
                                + folder.resolve("secret")
                                + " has no first line");
    }
}
