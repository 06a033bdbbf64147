package org.restante.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.acme.TestAuthority;
import org.restante.cli.Outcome;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.function.Predicate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A whole server that has its certificate of an authority on loopback. */
final class AcmeTlsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir Path folder;
    private Path file;
    private TestAuthority authority;

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("restante.toml");
        authority = TestAuthority.startInTls(InstantSource.system());
        Files.writeString(
                folder.resolve("root.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(authority.root().getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        configure();
    }

    @AfterEach
    void stop() {
        authority.close();
    }

    private void configure(String... lines) throws Exception {
        RunningServer.configure(
                file,
                "listen.acme.address = \"127.0.0.1:0\"",
                "[tls.acme]",
                "directory = \"" + authority.directory() + "\"",
                "agree-to-terms = true",
                "names = [\"mail.example.org\", \"POP.example.org\"]",
                "contact = \"postmaster@example.org\"",
                "authorities = \"root.pem\"",
                String.join("\n", lines));
    }

    /** A client that trusts everybody and tells whom it met. */
    private static X509Certificate met(RunningServer server) throws Exception {
        TrustManager everybody =
                new X509TrustManager() {
                    @Override
                    public void checkClientTrusted(
                            X509Certificate @Nullable [] chain, @Nullable String type) {}

                    @Override
                    public void checkServerTrusted(
                            X509Certificate @Nullable [] chain, @Nullable String type) {}

                    @Override
                    public X509Certificate[] getAcceptedIssuers() {
                        return new X509Certificate[0];
                    }
                };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {everybody}, null);
        return met(server, context, "");
    }

    private static X509Certificate met(RunningServer server, SSLContext context, String algorithm)
            throws Exception {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port("pop3s"));
                SSLSocket socket =
                        (SSLSocket)
                                context.getSocketFactory()
                                        .createSocket(plain, "mail.example.org", 995, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm(algorithm);
            socket.setSSLParameters(parameters);
            if (socket.getInputStream().read() != '+') {
                throw new IOException("no greeting");
            }
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    /** A client that trusts the authority alone and checks the name. */
    private X509Certificate metStrictly(RunningServer server) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", authority.root());
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return met(server, context, "HTTPS");
    }

    private X509Certificate awaitMet(RunningServer server, Predicate<X509Certificate> wanted)
            throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            X509Certificate met = met(server);
            if (wanted.test(met)) {
                return met;
            }
        }
        throw new AssertionError("another certificate is served: " + server.log());
    }

    private boolean isSigned(X509Certificate certificate) {
        return certificate
                .getIssuerX500Principal()
                .equals(authority.root().getSubjectX500Principal());
    }

    private String status() {
        return Outcome.of("status", "--config", file.toString()).out();
    }

    private RunningServer serve() throws Exception {
        authority.asksAt(0);
        return RunningServer.start(file);
    }

    @Test
    void aServerStartsWithItsOwnCertificateAndChangesToTheAuthoritysWhileItRuns() throws Exception {
        try (RunningServer server = serve()) {
            assertThat(isSigned(met(server))).isFalse();
            authority.asksAt(server.port("acme"));
            X509Certificate served = awaitMet(server, this::isSigned);
            assertThat(metStrictly(server)).isEqualTo(served);
            assertThat(status()).doesNotContain("warning: no new", "self-signed");
            assertThat(server.welcome()).contains("challenges of the certificate authority");
            configure("[limits]", "login-timeout = \"90s\"");
            assertThat(Outcome.of("config", "reload", "--config", file.toString()).out())
                    .contains("limits.login-timeout");
            assertThat(met(server)).isEqualTo(served);
        }
    }

    @Test
    void aRestartServesWhatIsThereAndOrdersForOtherNames() throws Exception {
        X509Certificate first;
        try (RunningServer server = serve()) {
            authority.asksAt(server.port("acme"));
            first = awaitMet(server, this::isSigned);
            server.stop();
        }
        authority.asked().clear();
        try (RunningServer server = serve()) {
            assertThat(met(server)).isEqualTo(first);
            server.stop();
        }
        assertThat(authority.asked()).isEmpty();
        Files.writeString(file, Files.readString(file).replace(", \"POP.example.org\"", ""));
        try (RunningServer server = serve()) {
            assertThat(met(server)).isEqualTo(first);
            authority.asksAt(server.port("acme"));
            awaitMet(server, it -> isSigned(it) && !it.equals(first));
        }
    }

    @Test
    void whatIsDueIsServedAtAStartAndThenRenewed() throws Exception {
        authority.signs(DAY.multipliedBy(80), DAY.multipliedBy(10));
        X509Certificate first;
        try (RunningServer server = serve()) {
            authority.asksAt(server.port("acme"));
            first = awaitMet(server, this::isSigned);
        }
        try (RunningServer server = serve()) {
            assertThat(met(server)).isEqualTo(first);
            authority.asksAt(server.port("acme"));
            awaitMet(server, it -> isSigned(it) && !it.equals(first));
            assertThat(status()).doesNotContain("expires at");
        }
    }

    @Test
    void anAuthorityThatRefusesIsAWarningAndTheServerServes() throws Exception {
        authority.failsAt(
                "/new-order",
                TestAuthority.problem(429, "rateLimited", "come again", "Retry-After", "86400"));
        try (RunningServer server = serve()) {
            String status = status();
            for (long end = System.nanoTime() + PATIENCE.toNanos();
                    !status.contains("warning: no new") && System.nanoTime() < end;
                    status = status()) {
                Thread.onSpinWait();
            }
            assertThat(status)
                    .contains(
                            "warning: no new certificate for mail.example.org, pop.example.org from"
                                    + " https://127.0.0.1:",
                            ": come again; next try at ");
            assertThat(isSigned(met(server))).isFalse();
            assertThat(authority.asked("/new-order")).isEqualTo(1);
        }
    }

    @Test
    void theChallengesListenerAnswersNothingElse() throws Exception {
        try (RunningServer server = serve();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port("acme"))) {
            socket.getOutputStream()
                    .write("GET /status HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(
                            new String(
                                    socket.getInputStream().readAllBytes(),
                                    StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 404 Not Found\r\n");
        }
    }

    @Test
    void withoutADirectoryNothingListensForAnAuthority() throws Exception {
        RunningServer.configure(file, "listen.acme.address = \"127.0.0.1:0\"");
        try (RunningServer server = RunningServer.start(file)) {
            assertThat(status()).contains("pop3s").doesNotContain("acme");
            assertThatThrownBy(() -> server.port("acme")).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void aBadFileOfAnExternalAccountStopsTheStartAndIsNotQuoted() throws Exception {
        Files.writeString(folder.resolve("mac"), "this is no key\n");
        configure("external-account-id = \"me\"", "external-account-key-file = \"mac\"");
        assertThatThrownBy(this::serve)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("tls.acme.external-account-key-file: ", "base64url")
                .hasMessageNotContaining("no key");
    }

    @Test
    void theAuthorityIsNotChangedWhileTheServerRuns() throws Exception {
        try (RunningServer _ = serve()) {
            configure("external-account-id = \"me\"", "external-account-key-file = \"root.pem\"");
            assertThat(Outcome.of("config", "reload", "--config", file.toString()).err())
                    .contains(
                            "a restart is needed for tls.acme.external-account-id,"
                                    + " tls.acme.external-account-key-file");
        }
    }
}
