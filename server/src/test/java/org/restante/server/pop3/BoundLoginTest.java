package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.server.TestPostOffice;
import org.restante.server.TestTls;
import org.restante.server.event.Event;
import org.restante.server.login.sasl.CertificateName;
import org.restante.server.login.sasl.Mechanism;
import org.restante.server.login.sasl.MechanismChoice;
import org.restante.server.login.sasl.SaslSettings;
import org.restante.server.net.ClientCertificates;
import org.restante.server.net.Tls;
import org.restante.server.net.TlsIdentity;
import org.restante.server.net.TlsOffer;
import org.restante.server.net.TlsPolicy;
import org.restante.server.net.TlsVersion;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;

/** Logins that rest on the TLS connection around them, over one, with each provider. */
@ParameterizedClass
@ValueSource(strings = {"jsse", "mixed", "conscrypt"})
final class BoundLoginTest {
    private static TlsIdentity server;
    private static TlsIdentity owner;

    private final Tls tls;

    BoundLoginTest(String provider) throws IOException {
        tls =
                new Tls(
                        TestTls.provider(provider),
                        new TlsPolicy(
                                TlsVersion.TLS_1_2,
                                TlsPolicy.ALLOWED_SUITES,
                                List.of(owner.chain().getFirst())),
                        List.of(server));
    }

    @BeforeAll
    static void makeCertificates(@TempDir Path folder) throws Exception {
        server = TestTls.identity(folder, "EC");
        owner = TestTls.identity(folder, "EC");
    }

    private TestPostOffice office() throws IOException {
        return office(Set.of(Mechanism.values()));
    }

    private TestPostOffice office(Set<Mechanism> mechanisms) throws IOException {
        SaslSettings all =
                new SaslSettings(
                        new MechanismChoice.Named(mechanisms),
                        Optional.of(CertificateName.COMMON_NAME),
                        Optional.empty(),
                        Set.of());
        TestPostOffice office =
                Scene.octets(120)
                        .with(o ->
                                o.withSasl(all)
                                        .withTls(
                                                new TlsOffer(
                                                        tls,
                                                        "pop3",
                                                        () -> ClientCertificates.OPTIONAL)))
                        .open();
        // The name in the certificates is an account's.
        office.accounts()
                .putWithScram("alice", Scene.PASSWORD)
                .put("mail.example.org", "not needed");
        return office;
    }

    private static Client greeted(SSLSocket socket) throws IOException {
        Client client = new Client(socket);
        assertThat(client.line()).isEqualTo("+OK mail.example.org POP3 ready");
        return client;
    }

    /** RFC 9266 §4.2. */
    private static Optional<byte[]> exported(Client client) throws Exception {
        ExtendedSSLSession session =
                (ExtendedSSLSession) ((SSLSocket) client.socket()).getSession();
        return Optional.of(
                session.exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"})
    @Spec({"SA-013", "SA-019", "SA-027", "SA-034"})
    void aClientOfOthersLogsInByScram(String mechanism) throws Exception {
        for (boolean initialResponse : new boolean[] {true, false}) {
            try (TestPostOffice office = office();
                    Client client = greeted(TestTls.client(office.pop3s(), "TLSv1.3"))) {
                Optional<byte[]> binding =
                        mechanism.endsWith("-PLUS") ? exported(client) : Optional.empty();
                ScramPeer peer = new ScramPeer(client, mechanism, Scene.PASSWORD, binding);
                assertThat(peer.login(initialResponse)).isEqualTo("+OK 1 message (120 octets)");
                assertThat(client.command("STAT")).isEqualTo("+OK 1 120");
                assertThat(office.await(Event.LoggedIn.class, _ -> true).mechanism())
                        .isEqualTo(mechanism);
            }
        }
    }

    @Test
    @Spec("SA-013")
    void anEqualsSignIsNoEmptyResponseWithinAnExchange() throws Exception {
        try (TestPostOffice office = office();
                Client client = greeted(TestTls.client(office.pop3s(), "TLSv1.3"))) {
            ScramPeer peer =
                    new ScramPeer(client, "SCRAM-SHA-256", Scene.PASSWORD, Optional.empty());
            assertThat(peer.prove(peer.begin(false))).startsWith("+ ");
            assertThat(client.command("=")).isEqualTo("-ERR malformed response");
            assertThat(client.command("STAT")).isEqualTo("-ERR log in first");
        }
    }

    @Test
    @Spec({"SA-029", "SA-034"})
    void aClientOfAnotherConnectionIsDenied() throws Exception {
        try (TestPostOffice office = office();
                Client client = greeted(TestTls.client(office.pop3s(), "TLSv1.3"));
                Client other = greeted(TestTls.client(office.pop3s(), "TLSv1.3"))) {
            ScramPeer between =
                    new ScramPeer(client, "SCRAM-SHA-256-PLUS", Scene.PASSWORD, exported(other));
            assertThat(between.login(true)).isEqualTo("-ERR [AUTH] wrong name or password");
            assertThat(office.await(Event.LoginFailed.class, _ -> true).reason())
                    .isEqualTo("the channel binding is another one");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", "*"})
    @Spec("SA-035")
    void aChannelBindingServesOneAttempt(String end) throws Exception {
        try (TestPostOffice office = office();
                Client client = greeted(TestTls.client(office.pop3s(), "TLSv1.3"))) {
            String mechanism = "SCRAM-SHA-256-PLUS";
            assertThat(client.multiLine("CAPA")).contains(" " + mechanism + " ");
            if (end.equals("*")) {
                assertThat(client.command("AUTH " + mechanism)).isEqualTo("+ ");
                assertThat(client.command("*")).isEqualTo("-ERR cancelled");
            } else {
                assertThat(new ScramPeer(client, mechanism, end, exported(client)).login(true))
                        .isEqualTo("-ERR [AUTH] wrong name or password");
            }
            for (String again : List.of(mechanism, "SCRAM-SHA-1-PLUS")) {
                ScramPeer peer = new ScramPeer(client, again, Scene.PASSWORD, exported(client));
                assertThat(peer.login(true)).isEqualTo("-ERR no such mechanism: CAPA lists them");
            }
            assertThat(client.multiLine("CAPA")).doesNotContain("-PLUS");
            // Without it the right password still serves.
            ScramPeer unbound =
                    new ScramPeer(client, "SCRAM-SHA-256", Scene.PASSWORD, Optional.empty());
            assertThat(unbound.login(true)).isEqualTo("+OK 1 message (120 octets)");
        }
    }

    /** It says that it could bind, and that it saw no such mechanism (RFC 5802 §6). */
    @Test
    @Spec("SA-029")
    void aClientThatCouldBindIsLetInWhereNoSuchMechanismIsOffered() throws Exception {
        String first =
                "AUTH SCRAM-SHA-256 "
                        + Base64.getEncoder()
                                .encodeToString("y,,n=alice,r=nonce".getBytes(US_ASCII));
        try (TestPostOffice office = office(Set.of(Mechanism.SCRAM_SHA_256));
                Client client = greeted(TestTls.client(office.pop3s(), "TLSv1.3"))) {
            assertThat(client.command(first)).startsWith("+ ");
        }
        try (TestPostOffice office = office();
                Client client = greeted(TestTls.client(office.pop3s(), "TLSv1.3"))) {
            assertThat(client.command(first)).isEqualTo("-ERR [AUTH] wrong name or password");
        }
    }

    @Test
    @Spec("TL-024")
    void externalIsOfferedToWhoeverHasACertificate() throws Exception {
        try (TestPostOffice office = office();
                Client nobody = greeted(TestTls.client(office.pop3s(), "TLSv1.3"));
                Client client = greeted(TestTls.client(office.pop3s(), owner));
                Client another = greeted(TestTls.client(office.pop3s(), owner))) {
            assertThat(nobody.multiLine("CAPA")).doesNotContain("EXTERNAL");
            assertThat(nobody.command("AUTH EXTERNAL ="))
                    .isEqualTo("-ERR no such mechanism: CAPA lists them");
            assertThat(client.multiLine("CAPA")).contains(" EXTERNAL ");
            assertThat(client.command("AUTH EXTERNAL =")).isEqualTo("+OK 0 messages (0 octets)");
            assertThat(client.command("QUIT")).startsWith("+OK");
            assertThat(another.command("AUTH EXTERNAL")).isEqualTo("+ ");
            assertThat(another.command("")).isEqualTo("+OK 0 messages (0 octets)");
        }
    }
}
