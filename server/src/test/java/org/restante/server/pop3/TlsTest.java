package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.server.TestPostOffice;
import org.restante.server.TestTls;
import org.restante.server.event.Event;
import org.restante.server.login.ClearTextLogin;
import org.restante.server.net.EndReason;
import org.restante.server.net.Tls;
import org.restante.server.net.TlsIdentity;
import org.restante.server.net.TlsPolicy;
import org.restante.spec.Spec;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLSocket;

/** STLS (RFC 2595) and POP3 inside TLS from the start (RFC 8314), with each provider. */
@ParameterizedClass
@ValueSource(strings = {"jsse", "mixed", "conscrypt"})
final class TlsTest {
    private static final int PROTOCOL_VERSION = 70;
    private static final int HANDSHAKE_FAILURE = 40;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;

    private static TlsIdentity identity;
    private static TlsIdentity other;

    private final Tls tls;

    TlsTest(String provider) throws IOException {
        tls = new Tls(TestTls.provider(provider), TlsPolicy.standard(), List.of(identity));
    }

    @BeforeAll
    static void makeCertificates(@TempDir Path folder) throws Exception {
        identity = TestTls.identity(folder, "EC");
        other = TestTls.identity(folder, "EC");
    }

    private Scene scene() {
        return Scene.octets(120, 200).with(o -> o.withTls(tls));
    }

    /** Sends STLS and makes the handshake. */
    private static Client upgrade(Client client, String version) throws IOException {
        assertThat(client.command("STLS")).isEqualTo("+OK begin TLS now");
        SSLSocket socket = TestTls.client(client.socket(), version);
        socket.startHandshake();
        return new Client(socket);
    }

    private Client secure(TestPostOffice office) throws IOException {
        Client client = new Client(TestTls.client(office.pop3s(), "TLSv1.3"));
        assertThat(client.line()).isEqualTo("+OK mail.example.org POP3 ready");
        return client;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Spec({
        "TL-001", "TL-002", "TL-003", "TL-005", "TL-020", "TL-029", "CA-012", "P3-039", "P3-054",
        "RW-076"
    })
    void stlsStartsTlsAndTheSessionAnew(String version) throws Exception {
        try (TestPostOffice office =
                        scene().with(o -> o.withPop3(s -> Settings.with(s, ClearTextLogin.NEVER)))
                                .open();
                Client plain = Client.greeted(office)) {
            assertThat(plain.command("USER alice")).startsWith("-ERR a password needs TLS");
            Client client = upgrade(plain, version);
            // The first line inside TLS answers the first command: there was no greeting.
            assertThat(client.command("STAT")).isEqualTo("-ERR log in first");
            assertThat(client.command("STLS")).isEqualTo("-ERR TLS cannot be started here");
            assertThat(client.login()).isEqualTo("+OK 2 messages (320 octets)");
            assertThat(client.command("STLS")).isEqualTo("-ERR not after login");
            Event.LoggedIn event = office.await(Event.LoggedIn.class, _ -> true);
            assertThat(event.tls())
                    .hasValueSatisfying(parameters -> {
                        assertThat(parameters.version()).isEqualTo(version);
                        assertThat(parameters.suite()).contains("_GCM_");
                    });
        }
    }

    @Test
    @Spec("TL-004")
    void stlsIsRefusedAfterLogin() throws IOException {
        scene().plays(
                        """
                        C: STLS
                        S: -ERR not after login
                        C: STAT
                        S: +OK 2 320
                        """);
    }

    @Test
    @Spec("TL-009")
    void aPendingNameDoesNotSurviveTheHandshake() throws IOException {
        try (TestPostOffice office = scene().open();
                Client plain = Client.greeted(office)) {
            plain.command("USER alice");
            Client client = upgrade(plain, "TLSv1.3");
            assertThat(client.command("PASS " + Scene.PASSWORD)).isEqualTo("-ERR USER comes first");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STLS\r\nNOOP\r\n",
                "STLS\r\nX",
                "STLS\nNOOP\n",
                "STLS\r\n\n",
                "STLS\r\nCAPA\r\n",
                "STLS\r\nUSER alice\r\nPASS s3cret pw\r\nDELE 1\r\nQUIT\r\n"
            })
    @Spec({"TL-006", "TL-008", "SG-015", "RW-054"})
    void octetsInTheClearBehindStlsEndTheConnection(String octets) throws Exception {
        MemoryStore store = scene().store();
        try (TestPostOffice office = scene().open(store);
                Client client = Client.greeted(office)) {
            client.send(octets);
            assertThat(client.line()).isEqualTo("+OK begin TLS now");
            assertThatThrownBy(
                            () -> {
                                SSLSocket socket = TestTls.client(client.socket(), "TLSv1.3");
                                socket.startHandshake();
                                socket.getInputStream().readNBytes(1);
                            })
                    .isInstanceOf(IOException.class);
            assertThat(office.await(Event.PopEnded.class, _ -> true).reason())
                    .isEqualTo(EndReason.TLS_FAILED);
            assertThat(Scene.left(store)).containsExactly("a1", "b2");
        }
    }

    /** The second write arrives before, while or after the session looks at its buffer. */
    @Test
    @Spec({"TL-006", "TL-007", "SG-015", "RW-054"})
    void octetsThatArriveBehindStlsALittleLaterAreNeverAnswered() throws Exception {
        try (TestPostOffice office = scene().open()) {
            for (int run = 0; run < 500; run++) {
                try (Client client = Client.greeted(office)) {
                    client.send("STLS\r\n");
                    for (int spin = 0; spin < run * 50; spin++) {
                        Thread.onSpinWait();
                    }
                    client.send("CAPA\r\n");
                    assertThat(client.line()).isEqualTo("+OK begin TLS now");
                    assertThatThrownBy(
                                    () -> {
                                        SSLSocket socket =
                                                TestTls.client(client.socket(), "TLSv1.3");
                                        socket.startHandshake();
                                        throw new AssertionError("a handshake was made");
                                    })
                            .isInstanceOf(IOException.class);
                }
            }
        }
    }

    @Test
    @Spec({"TL-010", "RW-077", "LK-004"})
    void aFailedHandshakeEndsTheConnection() throws Exception {
        try (TestPostOffice office = scene().open();
                Client client = Client.greeted(office)) {
            client.command("STLS");
            client.send("This is no ClientHello\r\nCAPA\r\nQUIT\r\n");
            assertThat(client.rest()).doesNotContain("+OK", "-ERR");
            assertThat(office.await(Event.TlsFailed.class, _ -> true).reason())
                    .startsWith("SSL")
                    .hasSizeLessThanOrEqualTo(100);
            assertThat(office.await(Event.PopEnded.class, _ -> true).reason())
                    .isEqualTo(EndReason.TLS_FAILED);
        }
    }

    @Test
    @Spec({"TL-016", "TL-017", "TL-005", "SA-021", "CA-032"})
    void insideTlsFromTheStartTheGreetingComesBehindTheHandshake() throws Exception {
        try (TestPostOffice office = scene().open();
                Client client = secure(office)) {
            assertThat(client.command("STAT")).isEqualTo("-ERR log in first");
            assertThat(client.command("STLS")).isEqualTo("-ERR TLS cannot be started here");
            assertThat(client.multiLine("CAPA")).doesNotContain("STLS");
            assertThat(client.command("AUTH PLAIN AGFsaWNlAHMzY3JldCBwdw=="))
                    .isEqualTo("+OK 2 messages (320 octets)");
            assertThat(client.multiLine("RETR 1")).isEqualTo(Scene.message(120));
            assertThat(client.command("QUIT")).isEqualTo("+OK bye, 2 messages left");
        }
    }

    /** More than goes out at once, and pipelined. */
    @Test
    @Spec({"TL-016", "P3-024", "P3-026"})
    void mailOfAnySizeComesWhole() throws Exception {
        int[] sizes = {300_000, 20, 70_000, 131_072, 20};
        try (TestPostOffice office = scene().open(Scene.octets(sizes).store());
                Client client = secure(office)) {
            assertThat(client.command("AUTH PLAIN AGFsaWNlAHMzY3JldCBwdw==")).startsWith("+OK");
            client.send("RETR 1\r\nRETR 2\r\nRETR 3\r\nRETR 4\r\nRETR 5\r\n");
            for (int size : sizes) {
                assertThat(client.line()).isEqualTo("+OK " + size + " octets");
                assertThat(client.data()).isEqualTo(Scene.message(size));
            }
        }
    }

    @Test
    @Spec({"TL-016", "TL-018"})
    void whoSpeaksPlainTextThereGetsNoLine() throws Exception {
        try (TestPostOffice office = scene().open();
                Client client = new Client(office.pop3s())) {
            client.send("CAPA\r\nUSER alice\r\n");
            assertThat(client.rest()).doesNotContain("+OK", "-ERR");
            assertThat(office.await(Event.TlsFailed.class, _ -> true).reason())
                    .startsWith("SSL")
                    .hasSizeLessThanOrEqualTo(100);
            assertThat(office.await(Event.PopEnded.class, _ -> true).reason())
                    .isEqualTo(EndReason.TLS_FAILED);
        }
    }

    @Test
    @Spec({"TL-020"})
    void olderVersionsAreRefused() throws IOException {
        try (TestPostOffice office = scene().open()) {
            for (int version : new int[] {0x0300, 0x0301, 0x0302}) {
                byte[] answer = answer(office, TestTls.clientHello(version, 0xC02B, 0xC009));
                assertThat(answer).startsWith(ALERT, 2, PROTOCOL_VERSION);
            }
        }
    }

    @Test
    @Spec({"TL-021", "TL-022"})
    void onlyModernSuitesAndNoCompressionAreAgreedOn() throws IOException {
        try (TestPostOffice office = scene().open()) {
            for (int suite : new int[] {0xC02B, 0xC02C, 0xCCA9}) {
                byte[] answer = answer(office, TestTls.clientHello(0x0303, suite, 0x00FF));
                assertThat(answer).startsWith(HANDSHAKE, 2);
                assertThat(TestTls.compression(answer)).isZero();
            }
            // RSA key exchange; CBC; static ECDH; null; RC4; 3DES; anonymous.
            for (int suite :
                    new int[] {
                        0x009C, 0x002F, 0xC009, 0xC023, 0xC024, 0xC02D, 0xC006, 0xC007, 0xC008,
                        0xC018, 0x00A6
                    }) {
                byte[] answer = answer(office, TestTls.clientHello(0x0303, suite, 0x00FF));
                assertThat(answer).startsWith(ALERT, 2, HANDSHAKE_FAILURE);
            }
        }
    }

    private static byte[] answer(TestPostOffice office, byte[] hello) throws IOException {
        try (Socket socket = office.pop3s()) {
            socket.getOutputStream().write(hello);
            return TestTls.record(socket.getInputStream());
        }
    }

    @Test
    @Spec("TL-022")
    void renegotiationIsRefused() throws Exception {
        try (TestPostOffice office = scene().open()) {
            SSLSocket socket = TestTls.client(office.pop3s(), "TLSv1.2");
            try (Client client = new Client(socket)) {
                client.line();
                assertThatThrownBy(
                                () -> {
                                    socket.startHandshake();
                                    client.command("NOOP");
                                })
                        .isInstanceOf(IOException.class);
                office.await(Event.PopEnded.class, _ -> true);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Spec("TL-023")
    void noClientCertificateIsAskedFor(String version) throws IOException {
        AtomicBoolean asked = new AtomicBoolean();
        try (TestPostOffice office = scene().open();
                Client client = new Client(TestTls.client(office.pop3s(), version, asked))) {
            assertThat(client.line()).startsWith("+OK");
            assertThat(asked).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Spec("TL-027")
    void theServerSaysGoodbyeInTlsToo(String version) throws IOException {
        try (TestPostOffice office = scene().open();
                RecordingSocket socket = new RecordingSocket(office.pop3s());
                Client client = new Client(TestTls.client(socket, version))) {
            client.line();
            assertThat(client.command("QUIT")).isEqualTo("+OK bye");
            assertThat(client.rest()).isEmpty();
            byte[] last = socket.lastRecord();
            // An alert of two octets; in TLS 1.3 its type, a tag of 16, and the JDK's padding of 16
            // hide it.
            if (version.equals("TLSv1.2")) {
                assertThat(last[0]).isEqualTo((byte) ALERT);
            } else {
                assertThat(last.length).isIn(5 + 2 + 1 + 16, 5 + 2 + 1 + 16 + 16);
            }
        }
    }

    @Test
    void anotherCertificateIsPresentedFromTheNextHandshakeOn() throws Exception {
        try (TestPostOffice office = scene().open();
                Client before = secure(office)) {
            tls.replace(List.of(other));
            SSLSocket socket = TestTls.client(office.pop3s(), "TLSv1.3");
            socket.startHandshake();
            assertThat(socket.getSession().getPeerCertificates()[0])
                    .isEqualTo(other.chain().getFirst())
                    .isNotEqualTo(identity.certificate());
            assertThat(before.login()).startsWith("+OK");
            socket.close();
        }
    }

    @Test
    @Spec({"LK-004", "P3-084"})
    void aClientThatVanishesInsideTlsFreesTheLock() throws Exception {
        MemoryStore store = scene().store();
        try (TestPostOffice office = scene().open(store)) {
            Client plain = Client.greeted(office);
            Client client = upgrade(plain, "TLSv1.3");
            client.login();
            client.command("DELE 1");
            plain.vanish();
            office.await(Event.PopEnded.class, _ -> true);
            assertThat(Scene.left(store)).containsExactly("a1", "b2");
        }
    }
}
