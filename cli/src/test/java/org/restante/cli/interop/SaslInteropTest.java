package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.restante.accounts.password.PasswordScheme;
import org.restante.cli.interop.Client.Fetched;
import org.restante.cli.interop.Client.Login;
import org.restante.cli.serve.PemFiles;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Each way to log in by a password or a certificate, with each program that knows it. */
@Tag("interop")
final class SaslInteropTest {
    private static final String MESSAGE = "Subject: for %s\r\n\r\nHello.\r\n";
    private static final String OWNER = "owner.example.org";

    @TempDir private static Path folder;
    private static ServerProcess server;
    private static PemFiles certificate;
    private static int accounts;

    @BeforeAll
    static void startWithEveryMechanism() throws Exception {
        certificate = PemFiles.make(folder, OWNER, Duration.ofDays(30));
        server =
                ServerProcess.start(
                        Files.createDirectory(folder.resolve("server")),
                        "login.mechanisms = [\"SCRAM-SHA-256-PLUS\", \"SCRAM-SHA-256\","
                                + " \"SCRAM-SHA-1-PLUS\", \"SCRAM-SHA-1\", \"EXTERNAL\","
                                + " \"CRAM-MD5\", \"PLAIN\", \"LOGIN\"]",
                        "login.apop = true",
                        "login.certificate-name = \"common-name\"",
                        "tls.client-authorities = \"" + certificate.certificate() + "\"",
                        "listen.pop3.client-certificates = \"optional\"",
                        "listen.pop3s.client-certificates = \"optional\"",
                        "limits.failed-login-delay = \"0s\"");
        account(OWNER);
    }

    @AfterAll
    static void stop() throws IOException {
        // It is null when the server did not start.
        try (ServerProcess _ = server) {
            assertThat(folder).exists();
        }
    }

    /**
     * A way to log in.
     *
     * @param mechanism what the server calls it in its log
     */
    private record Way(Client client, String mechanism) {}

    private static final List<Way> BY_PASSWORD =
            List.of(
                    new Way(curl("PLAIN"), "PLAIN"),
                    new Way(curl("PLAIN", "--sasl-ir"), "PLAIN"),
                    new Way(curl("LOGIN"), "LOGIN"),
                    new Way(curl("CRAM-MD5"), "CRAM-MD5"),
                    new Way(curl("+APOP"), "APOP"),
                    new Way(new Curl("--login-options", "AUTH=*"), "CRAM-MD5"),
                    new Way(new Mpop("user"), "USER"),
                    new Way(new Mpop("plain"), "PLAIN"),
                    new Way(new Mpop("login"), "LOGIN"),
                    new Way(new Mpop("scram-sha-256"), "SCRAM-SHA-256"),
                    new Way(new Mpop("scram-sha-1"), "SCRAM-SHA-1"),
                    new Way(new Mpop("cram-md5"), "CRAM-MD5"),
                    new Way(new Mpop("apop"), "APOP"),
                    new Way(new Fetchmail("pop3"), "CRAM-MD5"),
                    new Way(new Fetchmail("pop3 auth cram-md5"), "CRAM-MD5"),
                    new Way(new Fetchmail("pop3 auth password"), "USER"),
                    new Way(new Fetchmail("apop"), "APOP"),
                    new Way(new Getmail(true), "APOP"),
                    new Way(new NetPop3(true), "APOP"),
                    new Way(new Poplib(true), "APOP"));

    private static Client curl(String method, String... more) {
        return new Curl(
                Stream.concat(Stream.of("--login-options", "AUTH=" + method), Stream.of(more))
                        .toArray(String[]::new));
    }

    static Stream<Arguments> waysByPassword() {
        return BY_PASSWORD.stream()
                .flatMap(way ->
                        way.client.securities().stream()
                                .map(security ->
                                        Arguments.of(way.client, way.mechanism, security)));
    }

    @ParameterizedTest
    @MethodSource("waysByPassword")
    @Spec({"P3-106", "SA-021", "SA-027", "SA-043"})
    void whoHasThePasswordFetches(Client client, String mechanism, Security security)
            throws Exception {
        String account = "user" + accounts++;
        account(account);
        fetches(client, mechanism, security, Login.of(account));
    }

    @ParameterizedTest
    @MethodSource("waysByPassword")
    void whoHasAnotherIsToldSo(Client client, String mechanism, Security security)
            throws Exception {
        String account = "user" + accounts++;
        account(account);
        isRefused(client, mechanism, security, new Login(account, "wrong-horse"));
    }

    static Stream<Arguments> waysByCertificate() {
        Client curl =
                curl(
                        "EXTERNAL",
                        "--cert",
                        certificate.certificate().toString(),
                        "--key",
                        certificate.key().toString());
        return Stream.of(curl)
                .flatMap(client ->
                        EnumSet.of(Security.STLS, Security.POP3S).stream()
                                .map(security -> Arguments.of(client, security)));
    }

    @ParameterizedTest
    @MethodSource("waysByCertificate")
    void whoseNameIsInTheCertificateFetches(Client client, Security security) throws Exception {
        fetches(client, "EXTERNAL", security, new Login(OWNER, ""));
    }

    @ParameterizedTest
    @MethodSource("waysByCertificate")
    void whoseNameIsAnotherIsRefused(Client client, Security security) throws Exception {
        String account = "user" + accounts++;
        account(account);
        isRefused(client, "EXTERNAL", security, new Login(account, ""));
    }

    private static void account(String name) throws Exception {
        Path maildir = Folders.maildir(folder.resolve(name));
        Files.writeString(maildir.resolve("new/1.M1P1.host"), MESSAGE.formatted(name));
        server.account(
                name,
                Optional.of(maildir),
                List.of(
                        PasswordScheme.SCRAM_SHA_256,
                        PasswordScheme.SCRAM_SHA_1,
                        PasswordScheme.PLAIN));
    }

    private static void fetches(Client client, String mechanism, Security security, Login login)
            throws Exception {
        int before = server.log().length();
        Fetched fetched = client.fetch(server, security, login, own());
        String log = server.log().substring(before);
        assertThat(fetched.messages().stream().map(Sample::canonical))
                .as(fetched.said() + log)
                .containsExactly(MESSAGE.formatted(login.account()));
        assertThat(fetched.exit()).isZero();
        assertThat(log)
                .contains("account=" + login.account() + " mechanism=" + mechanism + " ")
                .doesNotContain("login-failed");
    }

    private static void isRefused(Client client, String mechanism, Security security, Login login)
            throws Exception {
        int before = server.log().length();
        Fetched fetched = client.fetch(server, security, login, own());
        String log = server.log().substring(before);
        assertThat(fetched.messages()).isEmpty();
        assertThat(fetched.exit()).as(fetched.said() + log).isNotZero();
        assertThat(fetched.said())
                .as(log)
                .containsPattern("(?i)auth|denied|login|credentials|password");
        assertThat(log)
                .contains("login-failed")
                .contains(" mechanism=" + mechanism + " ")
                .doesNotContain("account=" + login.account() + " mechanism");
    }

    private static Path own() throws IOException {
        return Files.createTempDirectory(folder, "client");
    }
}
