package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.Secret;
import org.restante.server.TestPostOffice;
import org.restante.server.TestTls;
import org.restante.server.event.Event;
import org.restante.server.login.TokenVerdict;
import org.restante.server.net.Listener;
import org.restante.server.net.Network;
import org.restante.server.net.Tls;
import org.restante.server.net.TlsIdentity;
import org.restante.server.net.TlsPolicy;
import org.restante.server.net.TlsProvider;
import org.restante.spec.Spec;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** AUTH with a bearer token (RFC 7628) over a connection. */
final class BearerTest {
    private static TlsIdentity identity;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        identity = TestTls.identity(folder, "EC");
    }

    private static TestPostOffice office() throws IOException {
        Tls tls = new Tls(TlsProvider.jsse(), TlsPolicy.standard(), List.of(identity));
        return Scene.octets(120).with(o -> o.withTls(tls).withTokens(BearerTest::verify)).open();
    }

    private static TokenVerdict verify(Secret token) {
        return token.reveal().startsWith("good")
                ? new TokenVerdict.Valid("alice", Instant.MAX)
                : new TokenVerdict.Invalid("invalid_token", "has expired");
    }

    private static Client client(TestPostOffice office) throws IOException {
        Client client = new Client(TestTls.client(office.pop3s(), "TLSv1.3"));
        assertThat(client.line()).startsWith("+OK");
        return client;
    }

    private static String auth(String mechanism, String token) {
        String start = mechanism.equals("XOAUTH2") ? "user=alice" : "n,a=alice,";
        return "AUTH " + mechanism + " " + base64(start + "\1auth=Bearer " + token + "\1\1");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OAUTHBEARER", "XOAUTH2"})
    @Spec({"SA-012", "SA-036"})
    void aGoodTokenLogsInHoweverLongItIs(String mechanism) throws IOException {
        for (String token : new String[] {"good", "good" + "x".repeat(65_000)}) {
            try (TestPostOffice office = office();
                    Client client = client(office)) {
                assertThat(client.command(auth(mechanism, token)))
                        .isEqualTo("+OK 1 message (120 octets)");
            }
        }
    }

    @Test
    @Spec("SA-036")
    void behindAProxyThePortIsTheProxys() throws Exception {
        Tls tls = new Tls(TlsProvider.jsse(), TlsPolicy.standard(), List.of(identity));
        Listener.Rules proxied =
                new Listener.Rules(
                        List.of(Network.parse("127.0.0.1")),
                        Duration.ofMinutes(2),
                        Optional.empty());
        Scene scene =
                Scene.octets(120)
                        .with(o -> o.withTls(tls).withTokens(BearerTest::verify))
                        .with(o -> o.withListener(proxied));
        for (int port : new int[] {4995, 4996}) {
            try (TestPostOffice office = scene.open();
                    Socket socket = office.pop3s()) {
                socket.getOutputStream()
                        .write(
                                "PROXY TCP4 192.0.2.1 192.0.2.9 4711 4995\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                Client client = new Client(TestTls.client(socket, "TLSv1.3"));
                client.line();
                String message = "n,a=alice,\1port=" + port + "\1auth=Bearer good\1\1";
                assertThat(client.command("AUTH OAUTHBEARER " + base64(message)))
                        .startsWith(port == 4995 ? "+OK 1 message" : "+ ");
            }
        }
    }

    /** What a client may do once it is told that its token failed; some hang up. */
    @ParameterizedTest
    @CsvSource({
        "OAUTHBEARER, AQ==",
        "OAUTHBEARER, *",
        "OAUTHBEARER, no base64!",
        "XOAUTH2, ''",
        "XOAUTH2, *",
        "XOAUTH2, QUIT"
    })
    @Spec("SA-039")
    void whateverIsSaidToAFailureItCounts(String mechanism, String answer) throws Exception {
        try (TestPostOffice office = office();
                Client client = client(office)) {
            assertThat(client.command(auth(mechanism, "bad"))).matches("\\+ [A-Za-z0-9+/]+=*");
            assertThat(client.command(answer)).isEqualTo("-ERR [AUTH] wrong name or password");
            client.command("QUIT");
            assertOneFailure(office, mechanism);
        }
    }

    @Test
    void aLineThatIsTooLongIsAnAnswerToAFailureToo() throws Exception {
        try (TestPostOffice office = office();
                Client client = client(office)) {
            client.command(auth("XOAUTH2", "bad"));
            assertThat(client.command("A".repeat(200_000)))
                    .isEqualTo("-ERR [AUTH] wrong name or password");
            client.command("QUIT");
            assertOneFailure(office, "XOAUTH2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AQ==\r\n"})
    void whoHangsUpInsteadOfAnsweringHasFailedOnce(String last) throws Exception {
        for (boolean reset : new boolean[] {false, true}) {
            try (TestPostOffice office = office();
                    Client client = client(office)) {
                client.command(auth("OAUTHBEARER", "bad"));
                client.send(last);
                if (reset) {
                    client.vanish();
                } else {
                    client.socket().close();
                }
                assertOneFailure(office, "OAUTHBEARER");
            }
        }
    }

    @Test
    void whoHangsUpBeforeHeIsJudgedHasNotFailed() throws Exception {
        try (TestPostOffice office = office()) {
            try (Client client = client(office)) {
                assertThat(client.command("AUTH XOAUTH2")).isEqualTo("+ ");
            }
            assertThat(failures(office)).isZero();
        }
    }

    private static void assertOneFailure(TestPostOffice office, String mechanism)
            throws InterruptedException {
        Event.LoginFailed failed = office.await(Event.LoginFailed.class, _ -> true);
        assertThat(failed.name()).isEqualTo("alice");
        assertThat(failed.mechanism()).isEqualTo(mechanism);
        assertThat(failed.reason()).isEqualTo("has expired");
        assertThat(failures(office)).isZero();
    }

    /** Those up to the end of the session. */
    private static int failures(TestPostOffice office) throws InterruptedException {
        int[] failures = new int[1];
        office.await(
                Event.class,
                event -> {
                    failures[0] += event instanceof Event.LoginFailed ? 1 : 0;
                    return event instanceof Event.PopEnded;
                });
        return failures[0];
    }
}
