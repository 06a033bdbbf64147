package org.restante.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.server.TestTls;
import org.restante.server.net.TlsClient.Hello;
import org.restante.spec.Spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;

/** What every provider of TLS does for a listener. */
@ParameterizedClass
@ValueSource(strings = {"jsse", "mixed", "conscrypt"})
final class TlsProviderTest {
    private static final int HANDSHAKE = 22;

    private static TlsIdentity mail;
    private static TlsIdentity mailRsa;
    private static TlsIdentity wildcard;
    private static TlsIdentity exact;
    private static TlsIdentity stranger;

    private final TlsProvider provider;

    TlsProviderTest(String provider) throws IOException {
        this.provider = TestTls.provider(provider);
    }

    @BeforeAll
    static void makeIdentities(@TempDir Path folder) throws Exception {
        List<String> names = List.of("mail.example.org", "pop.example.org");
        mail = TestTls.identity(folder, "EC", names);
        mailRsa = TestTls.identity(folder, "RSA", names);
        wildcard = TestTls.identity(folder, "EC", List.of("*.example.net"));
        exact = TestTls.identity(folder, "EC", List.of("pop.example.net"));
        stranger = TestTls.identity(folder, "EC");
    }

    private Tls tls(TlsIdentity... identities) {
        return tls(TlsPolicy.standard(), identities);
    }

    private Tls tls(TlsPolicy policy, TlsIdentity... identities) {
        return new Tls(provider, policy, List.of(identities));
    }

    private static TlsRig rig(Tls tls) throws IOException {
        return new TlsRig(new TlsOffer(tls, "pop3"));
    }

    @Test
    @Spec("TL-025")
    void theCertificateIsChosenByTheNameThatIsAskedFor() throws Exception {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (TlsRig rig = rig(tls(mail, wildcard, exact))) {
                Hello none = new Hello().version(version);
                assertThat(TlsClient.certificate(rig, none)).isEqualTo(mail.certificate());
                for (var expected :
                        List.of(
                                new Choice("mail.example.org", mail),
                                new Choice("POP.example.org", mail),
                                new Choice("pop.example.net", exact),
                                new Choice("Any.Example.net", wildcard),
                                new Choice("a.b.example.net", mail),
                                new Choice("example.net", mail),
                                new Choice("elsewhere.example.com", mail))) {
                    Hello hello = new Hello().version(version).name(expected.name);
                    assertThat(TlsClient.certificate(rig, hello))
                            .as(expected.name)
                            .isEqualTo(expected.identity.certificate());
                }
            }
        }
    }

    private record Choice(String name, TlsIdentity identity) {}

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, rsa_pss_rsae_sha256;rsa_pkcs1_sha384, RSA",
        "TLSv1.2, ecdsa_secp256r1_sha256;ecdsa_secp384r1_sha384, EC",
        "TLSv1.2, ecdsa_secp256r1_sha256;ecdsa_secp384r1_sha384;rsa_pss_rsae_sha256, EC",
        "TLSv1.3, rsa_pss_rsae_sha256;rsa_pkcs1_sha384, RSA",
        "TLSv1.3, ecdsa_secp256r1_sha256;ecdsa_secp384r1_sha384, EC",
        "TLSv1.3, ecdsa_secp256r1_sha256;ecdsa_secp384r1_sha384;rsa_pss_rsae_sha256, EC"
    })
    @Spec("TL-025")
    void theKindOfKeyIsChosenByWhatTheClientCanUse(String version, String schemes, String kind)
            throws Exception {
        try (TlsRig rig = rig(tls(wildcard, mailRsa, mail))) {
            Hello hello =
                    new Hello()
                            .version(version)
                            .name("pop.example.org")
                            .signatures(schemes.split(";"));
            assertThat(TlsClient.certificate(rig, hello).getPublicKey().getAlgorithm())
                    .isEqualTo(kind);
        }
    }

    @Test
    @Spec("TL-025")
    void theKindOfKeyIsChosenByTheSuitesToo() throws Exception {
        try (TlsRig rig = rig(tls(mail, mailRsa))) {
            Hello hello =
                    new Hello().version("TLSv1.2").suites("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
            assertThat(TlsClient.certificate(rig, hello)).isEqualTo(mailRsa.certificate());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Spec("TL-026")
    void aClientThatOffersOtherProtocolsOnlyIsRefused(String version) throws Exception {
        try (TlsRig rig = rig(tls(mail))) {
            TlsClient client = new TlsClient();
            for (Hello other :
                    List.of(
                            new Hello().protocols("http/1.1"),
                            new Hello().protocols("imap", "pop", "h2"))) {
                assertThatThrownBy(() -> client.connect(rig, other.version(version)))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("no_application_protocol");
                assertThat(rig.seen().failure()).isPresent();
            }
            for (Hello fitting :
                    List.of(new Hello().protocols("pop3"), new Hello().protocols("h2", "pop3"))) {
                try (SSLSocket socket = client.connect(rig, fitting.version(version))) {
                    assertThat(socket.getApplicationProtocol()).isEqualTo("pop3");
                }
            }
            try (SSLSocket socket = client.connect(rig, new Hello().version(version))) {
                assertThat(socket.getApplicationProtocol()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientThatComesAgainResumesItsSessionUntilTheStateIsReplaced(String version)
            throws Exception {
        Tls tls = tls(mail);
        try (TlsRig rig = rig(tls)) {
            TlsClient client = new TlsClient();
            Hello hello = new Hello().version(version);
            for (int i = 0; i < 3; i++) {
                client.connect(rig, hello).close();
            }
            assertThat(client.certificatesSeen()).isEqualTo(1);
            tls.replace(List.of(exact));
            try (SSLSocket socket = client.connect(rig, hello)) {
                assertThat(socket.getSession().getPeerCertificates()[0])
                        .isEqualTo(exact.certificate());
            }
        }
    }

    @Test
    void oneIdentityIsAddedOrReplacedAndTheOthersStay() throws Exception {
        Tls tls = tls(mail, mailRsa);
        tls.put(wildcard);
        assertThat(tls.identities()).containsExactly(mail, mailRsa, wildcard);
        tls.put(exact);
        tls.put(wildcard);
        assertThat(tls.identities()).containsExactly(mail, mailRsa, wildcard, exact);
        try (TlsRig rig = rig(tls)) {
            assertThat(TlsClient.certificate(rig, new Hello().name("pop.example.net")))
                    .isEqualTo(exact.certificate());
        }
    }

    @Test
    void bothEndsOfATls13ConnectionHaveTheSameChannelBinding() throws Exception {
        try (TlsRig rig = rig(tls(mail))) {
            TlsClient client = new TlsClient();
            byte[] last = new byte[0];
            // The second time the session is resumed.
            for (int i = 0; i < 2; i++) {
                try (SSLSocket socket = client.connect(rig, new Hello().version("TLSv1.3"))) {
                    byte[] here =
                            ((ExtendedSSLSession) socket.getSession())
                                    .exportKeyingMaterialData(
                                            "EXPORTER-Channel-Binding", new byte[0], 32);
                    assertThat(rig.seen().binding().orElseThrow())
                            .hasSize(32)
                            .isEqualTo(here)
                            .isNotEqualTo(last);
                    last = here;
                }
            }
        }
    }

    @Test
    void withTls12ThereIsNoChannelBinding() throws Exception {
        try (TlsRig rig = rig(tls(mail));
                SSLSocket _ = new TlsClient().connect(rig, new Hello().version("TLSv1.2"))) {
            TlsRig.Seen seen = rig.seen();
            assertThat(seen.tls().orElseThrow().version()).isEqualTo("TLSv1.2");
            assertThat(seen.binding()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Spec("TL-023")
    void aCertificateOfAClientIsVerifiedWhereOneIsAskedFor(String version) throws Exception {
        Hello hello = new Hello().version(version);
        assertThat(certificate(ClientCertificates.OFF, new TlsClient(exact), hello)).isEmpty();
        assertThat(certificate(ClientCertificates.OPTIONAL, new TlsClient(), hello)).isEmpty();
        for (ClientCertificates asked :
                List.of(ClientCertificates.OPTIONAL, ClientCertificates.REQUIRED)) {
            assertThat(certificate(asked, new TlsClient(exact), hello))
                    .contains(exact.certificate());
            assertThatThrownBy(() -> certificate(asked, new TlsClient(stranger), hello))
                    .isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> certificate(ClientCertificates.REQUIRED, new TlsClient(), hello))
                .isInstanceOf(IOException.class);
    }

    /** What the server knows of the client, the same in a full and a resumed handshake. */
    private Optional<X509Certificate> certificate(
            ClientCertificates asked, TlsClient client, Hello hello) throws Exception {
        TlsPolicy policy =
                new TlsPolicy(
                        TlsVersion.TLS_1_2, TlsPolicy.ALLOWED_SUITES, List.of(exact.certificate()));
        try (TlsRig rig = new TlsRig(new TlsOffer(tls(policy, mail), "pop3", () -> asked))) {
            client.connect(rig, hello).close();
            Optional<X509Certificate> first = rig.seen().certificate();
            client.connect(rig, hello).close();
            assertThat(rig.seen().certificate()).isEqualTo(first);
            return first;
        }
    }

    @Test
    void aSessionWithoutACertificateIsNotResumedWhereOneIsRequired() throws Exception {
        TlsPolicy policy =
                new TlsPolicy(
                        TlsVersion.TLS_1_2, TlsPolicy.ALLOWED_SUITES, List.of(exact.certificate()));
        Tls tls = tls(policy, mail);
        ClientCertificates[] asked = {ClientCertificates.OPTIONAL};
        try (TlsRig rig = new TlsRig(new TlsOffer(tls, "pop3", () -> asked[0]))) {
            TlsClient client = new TlsClient();
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                Hello hello = new Hello().version(version);
                asked[0] = ClientCertificates.OPTIONAL;
                client.connect(rig, hello).close();
                asked[0] = ClientCertificates.REQUIRED;
                assertThatThrownBy(() -> client.connect(rig, hello))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    @Spec({"TL-020", "TL-021"})
    void theMinimumAndTheSuitesArePolicy() throws Exception {
        Tls tls = tls(new TlsPolicy(TlsVersion.TLS_1_3, TlsPolicy.ALLOWED_SUITES, List.of()), mail);
        try (TlsRig rig = rig(tls)) {
            TlsClient client = new TlsClient();
            client.connect(rig, new Hello().version("TLSv1.3")).close();
            assertThatThrownBy(() -> client.connect(rig, new Hello().version("TLSv1.2")))
                    .isInstanceOf(IOException.class);
            String suite = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256";
            tls.replace(
                    new TlsPolicy(TlsVersion.TLS_1_2, List.of(suite), List.of()), List.of(mail));
            assertThatThrownBy(() -> client.connect(rig, new Hello().version("TLSv1.3")))
                    .isInstanceOf(IOException.class);
            try (SSLSocket socket = client.connect(rig, new Hello())) {
                assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
            }
        }
    }

    @Test
    void theServersOrderOfSuitesCounts() throws Exception {
        String[] ours = {
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
        };
        TlsPolicy policy = new TlsPolicy(TlsVersion.TLS_1_2, List.of(ours), List.of());
        try (TlsRig rig = rig(tls(policy, mail));
                SSLSocket socket =
                        new TlsClient().connect(rig, new Hello().suites(ours[1], ours[0]))) {
            assertThat(socket.getSession().getCipherSuite()).isEqualTo(ours[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void muchDataPassesUnchangedInBothDirections(String version) throws Exception {
        byte[] sent = new byte[3 * 1024 * 1024 + 1];
        new Random(1).nextBytes(sent);
        try (TlsRig rig = rig(tls(mail));
                SSLSocket socket = new TlsClient().connect(rig, new Hello().version(version))) {
            CompletableFuture<Void> writing =
                    CompletableFuture.runAsync(() -> {
                        try {
                            socket.getOutputStream().write(sent);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
            writing.join();
        }
    }

    @Test
    void aHelloThatComesOctetByOctetIsAnswered() throws Exception {
        try (TlsRig rig = rig(tls(mail));
                Socket socket = rig.connect()) {
            for (byte octet : TestTls.clientHello(0x0303, 0xC02B, 0x00FF)) {
                socket.getOutputStream().write(octet);
            }
            assertThat(TestTls.record(socket.getInputStream())).startsWith(HANDSHAKE, 2);
        }
    }

    @Test
    void aSpoiltHelloEndsThatConnectionOnly() throws Exception {
        Random random = new Random(7);
        try (TlsRig rig = rig(tls(mail, mailRsa))) {
            for (int run = 0; run < 200; run++) {
                byte[] hello = TestTls.clientHello(0x0303, 0xC02B, 0xC02F, 0x00FF);
                for (int i = 0; i < 3; i++) {
                    hello[random.nextInt(hello.length)] = (byte) random.nextInt();
                }
                try (Socket socket = rig.connect()) {
                    socket.getOutputStream().write(hello, 0, 1 + random.nextInt(hello.length));
                    socket.shutdownOutput();
                    assertThat(rig.seen().failure()).isPresent();
                }
            }
            new TlsClient().connect(rig, new Hello()).close();
        }
    }
}
