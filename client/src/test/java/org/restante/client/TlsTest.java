package org.restante.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.spec.Spec;
import org.restante.testkit.CertificateKind;
import org.restante.testkit.Fault;
import org.restante.testkit.PostOffice;
import org.restante.testkit.ScriptedServer;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import javax.net.ssl.SSLException;

/** TLS from the start and by STLS: who is trusted, and that nothing goes out before. */
final class TlsTest {
    private static final String GREETED = "S: <tls>\nS: +OK\nC: CAPA\nS: -ERR\nC: <closed>";

    @TempDir Path folder;

    private Pop3Server of(ScriptedServer peer, Trust trust, Security security) {
        return Pop3Server.of("localhost")
                .withTrust(trust)
                .withSecurity(security)
                .withPort(peer.address().getPort())
                .withTimeouts(Timeouts.all(Duration.ofSeconds(20)));
    }

    private static Pop3Server at(PostOffice office, Trust trust) {
        return Pop3Server.of("localhost").withTrust(trust).withPort(office.pop3s().getPort());
    }

    private static String fingerprint(Pop3Client client) throws Exception {
        X509Certificate shown = (X509Certificate) client.tls().get().getPeerCertificates()[0];
        return HexFormat.ofDelimiter(":")
                .formatHex(MessageDigest.getInstance("SHA-256").digest(shown.getEncoded()));
    }

    private Trust authority(ScriptedServer peer) throws Exception {
        return Trust.authorities(peer.trust().writePem(folder.resolve("ca.pem")));
    }

    @Test
    @Spec({"TL-012", "TL-014", "RW-053", "CA-009", "P3-113", "U8-013"})
    void stlsIsAloneInItsWriteAndCapabilitiesAreAskedAgainInside() throws Exception {
        Scripts.play(
                """
                S: +OK <1896.697170952@dbc.mtview.ca.us>
                C: CAPA
                S: +OK
                S: STLS
                S: SASL PLAIN
                S: UTF8
                S: .
                C: STLS
                S: +OK
                S: <tls>
                C: CAPA
                S: +OK
                S: USER
                S: .
                C: UTF8
                S: +OK
                C: USER alice
                S: +OK
                C: PASS secret
                S: +OK
                C: CAPA
                S: +OK
                S: .
                C: QUIT
                S: +OK
                """,
                server -> {
                    try (Pop3Client client = Pop3Client.connect(server)) {
                        // Nor does APOP go by the greeting, which anybody may have changed.
                        assertThat(client.capabilities().mechanisms()).isEmpty();
                        client.enableUtf8();
                        client.login(new Credentials.Password("alice", "secret")).quit();
                    }
                });
    }

    @Test
    @Spec({"TL-013", "RW-054"})
    void whatFollowsTheAnswerToStlsEndsIt() throws Exception {
        try (ScriptedServer peer =
                ScriptedServer.start(
                        """
                        S: +OK
                        C: CAPA
                        S: +OK
                        S: STLS
                        S: .
                        C: STLS
                        S: +OK\\r\\n+OK injected
                        C: <closed>
                        """)) {
            assertThatThrownBy(() -> Pop3Client.connect(of(peer, authority(peer), Security.STLS)))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("behind its answer to STLS");
            peer.check();
        }
    }

    @Test
    @Spec({"TL-015", "RW-052", "TL-038", "UR-006"})
    void withoutTlsNothingSecretIsSent() throws Exception {
        String capa = "S: +OK\nC: CAPA\nS: +OK\nS: USER\n";
        try (ScriptedServer peer =
                ScriptedServer.start(
                        capa + "S: .\nC: <closed>",
                        capa + "S: STLS\nS: .\nC: STLS\nS: -ERR not now\nC: <closed>",
                        "S: +OK\nC: CAPA\nS: -ERR\nC: STLS\nS: -ERR what\nC: <closed>",
                        capa + "S: STLS\nS: .\nC: STLS\nS: +OK\nS: plain nonsense\nS: <closed>")) {
            Pop3Server server = of(peer, authority(peer), Security.STLS);
            assertThatThrownBy(() -> Pop3Client.connect(server))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("offers no STLS");
            assertThatThrownBy(() -> Pop3Client.connect(server))
                    .isInstanceOf(CommandFailedException.class);
            assertThatThrownBy(() -> Pop3Client.connect(server))
                    .isInstanceOf(CommandFailedException.class);
            assertThatThrownBy(() -> Pop3Client.connect(server))
                    .isInstanceOfAny(SSLException.class, ProtocolException.class);
            peer.check();
        }
    }

    @Test
    @Spec("TL-030")
    void whatTheSystemDoesNotTrustIsRefusedByDefault() throws Exception {
        try (PostOffice office = PostOffice.builder().start()) {
            assertThatThrownBy(() -> Pop3Client.connect(at(office, Trust.system())))
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    @Spec("TL-034")
    void aPinnedCertificateIsEnoughAndAnotherIsNot() throws Exception {
        try (PostOffice office =
                PostOffice.builder().fault(Fault.certificate(CertificateKind.OTHER_NAME)).start()) {
            String wrong = "00".repeat(32);
            assertThatThrownBy(() -> Pop3Client.connect(at(office, Trust.pinned(wrong))))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("another than the pinned one");
            office.faults().clear();
            Trust authority = Trust.authorities(office.trust().writePem(folder.resolve("ca.pem")));
            String pin;
            try (Pop3Client client = Pop3Client.connect(at(office, authority))) {
                pin = fingerprint(client);
            }
            Pop3Client.connect(at(office, Trust.pinned(pin))).close();
            office.faults().add(Fault.certificate(CertificateKind.OTHER_NAME));
            assertThatThrownBy(() -> Pop3Client.connect(at(office, Trust.pinned(pin))))
                    .isInstanceOf(SSLException.class);
        }
        assertThatThrownBy(() -> Trust.pinned("12:34"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 hexadecimal digits");
    }

    @Test
    void aFileWithoutCertificatesIsRefusedByName() {
        assertThatThrownBy(() -> Trust.authorities(folder.resolve("nothing.pem")))
                .hasMessageContaining("nothing.pem");
        assertThatThrownBy(() ->
                        Trust.authorities(
                                java.nio.file.Files.writeString(folder.resolve("empty.pem"), "")))
                .hasMessageContaining("empty.pem holds no certificate");
    }

    @ParameterizedTest
    @CsvSource({
        "a.example.com, *.example.com, true",
        "A.Example.COM, a.example.com., true",
        "example.com, *.example.com, false",
        "a.b.example.com, *.example.com, false",
        "foo.example.com, f*.example.com, false",
        "foo.example.com, *oo.example.com, false",
        "a.example.com, *.*.com, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, *.0.0.1, false",
        "::1, *.1, false",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1, true",
        "2001:db8::1, 2001:db8:0:0:0:0:0:2, false"
    })
    @Spec({"TL-031", "TL-032"})
    void aNameIsMatchedByWholeLabels(String host, String name, boolean covered) {
        assertThat(ServerIdentity.covers(List.of(name), host)).isEqualTo(covered);
        assertThat(ServerIdentity.covers(List.of(), host)).isFalse();
    }

    @Test
    @Spec({"TL-020", "TL-026", "TL-025"})
    void oldVersionsAreNotSpoken() throws Exception {
        assertThat(Trust.system().versions()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(Trust.system().withTls13().versions()).containsExactly("TLSv1.3");
        try (ScriptedServer peer = ScriptedServer.start(GREETED);
                Pop3Client client =
                        Pop3Client.connect(of(peer, authority(peer).withTls13(), Security.TLS))) {
            assertThat(client.tls().get().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    @Spec({"TL-030", "TL-031"})
    void aJudgeHasTheLastWordAndHearsWhatIsWrong() throws Exception {
        List<String> objections = new ArrayList<>();
        Trust.Judge asks =
                (chain, objection) -> {
                    assertThat(chain).isNotEmpty();
                    objections.add(objection.map(Exception::getMessage).orElse("none"));
                };
        try (PostOffice office = PostOffice.builder().start()) {
            Trust authority = Trust.authorities(office.trust().writePem(folder.resolve("ca.pem")));
            Pop3Client.connect(at(office, authority.withJudge(asks))).close();
            Pop3Client.connect(at(office, Trust.system().withJudge(asks))).close();
            Trust strict =
                    Trust.system()
                            .withJudge((_, objection) -> {
                                if (objection.isPresent()) {
                                    throw objection.get();
                                }
                            });
            assertThatThrownBy(() -> Pop3Client.connect(at(office, strict)))
                    .isInstanceOf(SSLException.class);
            office.faults().add(Fault.certificate(CertificateKind.OTHER_NAME));
            Pop3Client.connect(at(office, authority.withJudge(asks))).close();
        }
        assertThat(objections).hasSize(3);
        assertThat(objections.get(0)).isEqualTo("none");
        assertThat(objections.get(1)).contains("path");
        assertThat(objections.get(2)).contains("not for localhost");
    }
}
