package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.restante.cli.interop.Client.Fetched;
import org.restante.cli.interop.Client.Login;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that log in with a bearer token: a signed one, and one that the issuer is asked of. */
@Tag("interop")
final class BearerTokenInteropTest {
    private static final String ACCOUNT = "alice";
    private static final String MESSAGE = "Subject: a\r\n\r\nHello.\r\n";
    private static final Duration LIFE = Duration.ofMinutes(5);

    @TempDir private static Path folder;
    private static TokenIssuer issuer;
    private static final Map<Way, ServerProcess> SERVERS = new LinkedHashMap<>();

    @BeforeAll
    static void start() throws Exception {
        issuer = new TokenIssuer();
        Path secret = Files.writeString(folder.resolve("secret"), TokenIssuer.SECRET + "\n");
        for (Kind kind : Kind.values()) {
            String[] lines =
                    switch (kind) {
                        case SIGNED -> new String[] {"issuer = \"" + issuer.name() + "\""};
                        case OPAQUE ->
                                new String[] {
                                    "introspection = \"" + issuer.name() + "/introspect\"",
                                    "client-id = \"" + TokenIssuer.CLIENT + "\"",
                                    "client-secret-file = \"" + secret + "\""
                                };
                    };
            for (String mechanism : List.of("OAUTHBEARER", "XOAUTH2")) {
                Way way = new Way(kind, mechanism);
                SERVERS.put(way, server(way, lines));
            }
        }
    }

    // With one mechanism: where there are both, curl takes OAUTHBEARER whatever it is told.
    private static ServerProcess server(Way way, String... lines) throws Exception {
        String name = way.kind + "-" + way.mechanism;
        ServerProcess server =
                ServerProcess.start(
                        Files.createDirectory(folder.resolve(name)),
                        "login.mechanisms = [\"" + way.mechanism + "\"]",
                        "login.oauth." + String.join("\nlogin.oauth.", lines),
                        "login.oauth.audience = \"" + TokenIssuer.AUDIENCE + "\"",
                        "login.oauth.name-claim = \"login\"",
                        "limits.failed-login-delay = \"0s\"");
        Path maildir = Folders.maildir(folder.resolve(name + "-maildir"));
        Files.writeString(maildir.resolve("new/1.M1P1.host"), MESSAGE);
        server.account(ACCOUNT, Optional.of(maildir));
        return server;
    }

    @AfterAll
    static void stop() throws Exception {
        for (ServerProcess server : SERVERS.values()) {
            server.close();
        }
        issuer.close();
    }

    private record Way(Kind kind, String mechanism) {
        ServerProcess server() {
            return Objects.requireNonNull(SERVERS.get(this));
        }

        String log() throws IOException {
            return server().log();
        }
    }

    /** How a server knows whether a token is good. */
    private enum Kind {
        SIGNED,
        OPAQUE;

        String token(String loginName, Instant expires) throws Exception {
            return this == SIGNED
                    ? issuer.signed(loginName, expires)
                    : issuer.opaque(loginName, expires);
        }
    }

    static Stream<Arguments> ways() {
        return Arrays.stream(Kind.values())
                .flatMap(kind ->
                        Stream.of("OAUTHBEARER", "XOAUTH2")
                                .flatMap(mechanism ->
                                        EnumSet.of(Security.STLS, Security.POP3S).stream()
                                                .flatMap(security ->
                                                        Stream.of("curl", "curl --sasl-ir", "mpop")
                                                                .map(program ->
                                                                        Arguments.of(
                                                                                kind, mechanism,
                                                                                security,
                                                                                program)))));
    }

    private static Fetched fetch(
            Kind kind, String mechanism, Security security, String program, String token)
            throws Exception {
        Client client =
                switch (program) {
                    case "mpop" -> new Mpop(mechanism.toLowerCase(Locale.ROOT));
                    case "curl" ->
                            new Curl(
                                    "--login-options",
                                    "AUTH=" + mechanism,
                                    "--oauth2-bearer",
                                    token);
                    default ->
                            new Curl(
                                    "--sasl-ir",
                                    "--login-options",
                                    "AUTH=" + mechanism,
                                    "--oauth2-bearer",
                                    token);
                };
        return client.fetch(
                new Way(kind, mechanism).server(),
                security,
                new Login(ACCOUNT, program.equals("mpop") ? token : ""),
                Files.createTempDirectory(folder, "client"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Spec({"SA-036", "SA-037", "SA-038"})
    void whoHasAGoodTokenFetches(Kind kind, String mechanism, Security security, String program)
            throws Exception {
        Way way = new Way(kind, mechanism);
        int before = way.log().length();
        Fetched fetched =
                fetch(
                        kind,
                        mechanism,
                        security,
                        program,
                        kind.token(ACCOUNT, Instant.now().plus(LIFE)));
        String log = way.log().substring(before);
        assertThat(fetched.messages().stream().map(Sample::canonical))
                .as(fetched.said() + log)
                .containsExactly(MESSAGE);
        assertThat(fetched.exit()).isZero();
        assertThat(log)
                .contains("account=alice mechanism=" + mechanism + " ")
                .doesNotContain("login-failed");
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Spec("SA-039")
    void whoseTokenHasExpiredIsToldSo(
            Kind kind, String mechanism, Security security, String program) throws Exception {
        isRefused(
                kind,
                mechanism,
                security,
                program,
                kind.token(ACCOUNT, Instant.now().minus(LIFE)),
                kind == Kind.SIGNED ? "expired" : "not active");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whoseTokenIsAnotherAccountsIsRefused(
            Kind kind, String mechanism, Security security, String program) throws Exception {
        isRefused(
                kind,
                mechanism,
                security,
                program,
                kind.token("bob", Instant.now().plus(LIFE)),
                "");
    }

    private static void isRefused(
            Kind kind,
            String mechanism,
            Security security,
            String program,
            String token,
            String reason)
            throws Exception {
        Way way = new Way(kind, mechanism);
        int before = way.log().length();
        Fetched fetched = fetch(kind, mechanism, security, program, token);
        // Some hang up when they hear of the failure: it is judged when the session ends.
        String log = way.server().awaitLog(before, " ended session=");
        assertThat(fetched.messages()).isEmpty();
        assertThat(fetched.exit()).as(fetched.said() + log).isNotZero();
        assertThat(fetched.said()).as(log).containsPattern("(?i)authentication failed|denied");
        assertThat(log)
                .contains("login-failed", " mechanism=" + mechanism + " ", reason)
                .doesNotContain(token);
    }
}
