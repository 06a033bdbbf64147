package org.restante.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.cli.Outcome;
import org.restante.server.net.PemCertificates;
import org.restante.server.net.TlsIdentity;
import org.restante.spec.Spec;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** The configuration of TLS in a whole server. */
final class PostOfficeTlsTest {
    private static final Duration LONG = Duration.ofDays(100);
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir Path folder;
    private Path file;
    private PemFiles one;
    private PemFiles two;

    @BeforeEach
    void makeCertificates() throws Exception {
        file = folder.resolve("restante.toml");
        one = PemFiles.make(folder, "one.example.org", LONG);
        two = PemFiles.make(folder, "two.example.net", LONG);
    }

    private void configure(List<PemFiles> identities, String... lines) throws Exception {
        String certificates =
                identities.stream()
                        .map(it -> '"' + it.certificate().toString() + '"')
                        .collect(Collectors.joining(", ", "tls.certificate = [", "]\n"));
        String keys =
                identities.stream()
                        .map(it -> '"' + it.key().toString() + '"')
                        .collect(Collectors.joining(", ", "tls.key = [", "]\n"));
        RunningServer.configure(file, certificates + keys + String.join("\n", lines));
    }

    private Outcome reload() {
        return Outcome.of("config", "reload", "--config", file.toString());
    }

    /** The certificate that a new client gets to see when it asks for this name. */
    private Certificate presented(RunningServer server, String name) throws Exception {
        return presented(server, name, Optional.empty());
    }

    private Certificate presented(RunningServer server, String name, Optional<PemFiles> own)
            throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (PemFiles each : List.of(one, two)) {
            store.setCertificateEntry(
                    each.toString(), PemCertificates.read(each.certificate()).getFirst());
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        if (own.isPresent()) {
            TlsIdentity identity = TlsIdentity.read(own.get().certificate(), own.get().key());
            store.setKeyEntry(
                    "own",
                    identity.key(),
                    PASSWORD,
                    identity.chain().toArray(X509Certificate[]::new));
        }
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        try (SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        InetAddress.getLoopbackAddress(), server.port("pop3s"))) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            parameters.setApplicationProtocols(new String[] {"pop3"});
            socket.setSSLParameters(parameters);
            if (socket.getInputStream().read() != '+') {
                throw new IOException("no greeting");
            }
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static Certificate in(PemFiles files) throws IOException {
        return PemCertificates.read(files.certificate()).getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsse", "mixed", "conscrypt"})
    @Spec({"TL-025", "TL-026"})
    void eachNameHasItsCertificateAndAReloadAddsOne(String provider) throws Exception {
        String setting = "tls.provider = \"" + provider + "\"";
        configure(List.of(one), setting);
        try (RunningServer server = RunningServer.start(file)) {
            assertThat(presented(server, "one.example.org")).isEqualTo(in(one));
            assertThat(presented(server, "two.example.net")).isEqualTo(in(one));
            configure(List.of(one, two), setting);
            assertThat(reload().out()).contains("tls.certificate, tls.key");
            assertThat(presented(server, "one.example.org")).isEqualTo(in(one));
            assertThat(presented(server, "two.example.net")).isEqualTo(in(two));
            Files.writeString(two.key(), Files.readString(one.key()));
            Outcome refused = reload();
            assertThat(refused.exitCode()).isEqualTo(78);
            assertThat(refused.err()).contains("two.key does not belong", "two.pem");
            assertThat(presented(server, "two.example.net")).isEqualTo(in(two));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsse", "mixed", "conscrypt"})
    @Spec("TL-023")
    void certificatesOfClientsAreRequiredFromAReloadOn(String provider) throws Exception {
        String setting = "tls.provider = \"" + provider + "\"";
        configure(List.of(one), setting);
        try (RunningServer server = RunningServer.start(file)) {
            assertThat(presented(server, "one.example.org")).isEqualTo(in(one));
            configure(
                    List.of(one),
                    setting,
                    "tls.client-authorities = \"" + two.certificate() + "\"",
                    "listen.pop3s.client-certificates = \"required\"");
            assertThat(reload().exitCode()).isZero();
            assertThatThrownBy(() -> presented(server, "one.example.org"))
                    .isInstanceOf(IOException.class);
            assertThat(presented(server, "one.example.org", Optional.of(two))).isEqualTo(in(one));
            Files.writeString(two.certificate(), "nothing");
            assertThat(reload().err()).contains("two.pem does not hold certificates");
        }
    }

    @Test
    void everyCertificateThatExpiresSoonIsAWarning() throws Exception {
        one = PemFiles.make(folder, "one.example.org", Duration.ofDays(3));
        PemFiles over = PemFiles.make(folder, "over.example.org", Duration.ofHours(-1));
        configure(List.of(two, one, over));
        try (RunningServer _ = RunningServer.start(file)) {
            String status = Outcome.of("status", "--config", file.toString()).out();
            assertThat(status)
                    .contains(
                            "warning: the certificate for one.example.org expires at ",
                            "warning: the certificate for over.example.org expired at ")
                    .doesNotContain("two.example.net");
        }
    }

    @Test
    void whatTheProviderCannotDoStopsTheStartAndNotAReload() throws Exception {
        String partly = "tls.suites = [\"TLS_AES_128_GCM_SHA256\"]";
        configure(List.of(one), "tls.provider = \"conscrypt\"", partly);
        assertThatThrownBy(() -> RunningServer.start(file))
                .hasMessageContainingAll("tls.provider: ", "all suites of TLS 1.3 or none");
        configure(List.of(one), "tls.provider = \"conscrypt\"");
        try (RunningServer server = RunningServer.start(file)) {
            configure(List.of(one), "tls.provider = \"conscrypt\"", partly);
            assertThat(reload().err())
                    .contains("nothing was changed", "all suites of TLS 1.3 or none");
            assertThat(presented(server, "one.example.org")).isEqualTo(in(one));
        }
    }

    @Test
    void aFailedHandshakeIsALineOfTheLogAndCounted() throws Exception {
        configure(List.of(one));
        try (RunningServer server = RunningServer.start(file)) {
            try (Talk talk = Talk.to(server.port("pop3"))) {
                assertThat(talk.say("STLS")).startsWith("+OK");
                talk.say("this is no handshake");
            } catch (IOException _) {
                // It may be cut at once.
            }
            // The socket closes before the failure is told: a stop must not come between the two.
            server.awaitLog(" tls-failed ");
            server.stop();
            assertThat(server.log().lines())
                    .anyMatch(line -> line.contains("tls-failed") && line.contains("listener=pop3"))
                    .filteredOn(line -> line.contains("tls-failed"))
                    .allMatch(line -> Arrays.stream(line.split(" ")).count() < 40);
        }
    }
}
