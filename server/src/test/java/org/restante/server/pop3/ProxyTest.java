package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.server.TestPostOffice;
import org.restante.server.TestTls;
import org.restante.server.event.Event;
import org.restante.server.net.Admission;
import org.restante.server.net.Listener;
import org.restante.server.net.Network;
import org.restante.server.net.Refusal;
import org.restante.server.net.Tls;
import org.restante.spec.Spec;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Connections that a proxy makes for its clients. */
final class ProxyTest {
    private static final String GREETING = "+OK mail.example.org POP3 ready";
    private static final String FROM_AFAR = "PROXY TCP4 192.0.2.1 192.0.2.9 4711 110\r\n";

    private static Scene behind(String... proxies) {
        return Scene.octets(120)
                .with(o ->
                        o.withListener(
                                new Listener.Rules(
                                        List.of(proxies).stream().map(Network::parse).toList(),
                                        Duration.ofMinutes(2),
                                        Optional.empty())));
    }

    @Test
    @Spec("P3-054")
    void whoeverComesFromAfarThroughAProxyOnThisMachineNeedsTls() throws Exception {
        try (TestPostOffice office = behind("127.0.0.0/8").open();
                Client client = new Client(office.pop3())) {
            client.send(FROM_AFAR + "USER alice\r\n");
            assertThat(client.line()).isEqualTo(GREETING);
            assertThat(client.line()).startsWith("-ERR a password needs TLS");
            assertThat(office.await(Event.Connected.class, _ -> true).peer())
                    .isEqualTo("192.0.2.1:4711");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n",
                "PROXY TCP6 ::1 ::1 1 2\r\n",
                "PROXY UNKNOWN\r\n",
                "\r\n\r\n\0\r\nQUIT\n\40\0\0\0"
            })
    void whoeverIsOnThisMachineNeedsNoTls(String header) throws Exception {
        try (TestPostOffice office = behind("127.0.0.1").open();
                Client client = new Client(office.pop3())) {
            assertThat(client.send(header).line()).isEqualTo(GREETING);
            assertThat(client.login()).startsWith("+OK");
        }
    }

    @Test
    void theHeaderComesBeforeTheHandshake(@TempDir Path folder) throws Exception {
        Tls tls = new Tls(TestTls.identity(folder, "EC"));
        String header =
                "0d0a0d0a000d0a515549540a"
                        + "21110010"
                        + "c0000201c0000209"
                        + "12670000"
                        + "04000101";
        try (TestPostOffice office = behind("127.0.0.1").with(o -> o.withTls(tls)).open();
                Socket socket = office.pop3s()) {
            socket.getOutputStream().write(HexFormat.of().parseHex(header));
            Client client = new Client(TestTls.client(socket, "TLSv1.3"));
            assertThat(client.line()).isEqualTo(GREETING);
            assertThat(client.login()).startsWith("+OK");
            assertThat(office.await(Event.LoggedIn.class, _ -> true).peer())
                    .isEqualTo("192.0.2.1:4711");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CAPA\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.9 4711\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.9 4711 110\r\r\n",
                "\r\n\r\n\0\r\nQUIT\n\42\21\0\0"
            })
    void whateverIsNoHeaderIsClosedWithoutAWord(String octets) throws Exception {
        try (TestPostOffice office = behind("127.0.0.1").open();
                Client client = new Client(office.pop3())) {
            client.send(octets);
            assertThat(client.rest()).isEmpty();
            Event.Refused refused = office.await(Event.Refused.class, _ -> true);
            assertThat(refused.cause()).isEqualTo(Refusal.PROXY_HEADER);
            assertThat(refused.peer()).startsWith("127.0.0.1:");
        }
    }

    @Test
    void aHeaderThatDoesNotComeInTimeIsNotWaitedFor() throws Exception {
        try (TestPostOffice office = behind("127.0.0.1").open();
                Client client = new Client(office.pop3())) {
            client.send("PROXY ");
            assertThat(office.awaitPassing(Duration.ofMinutes(1), Event.Refused.class).cause())
                    .isEqualTo(Refusal.PROXY_HEADER);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aHealthCheckThatOnlyConnectsIsNoEvent() throws Exception {
        try (TestPostOffice office = behind("127.0.0.1").open()) {
            try (Socket check = office.pop3()) {
                check.shutdownOutput();
                assertThat(check.getInputStream().read()).isNegative();
            }
            try (Client client = new Client(office.pop3())) {
                client.send(FROM_AFAR).line();
            }
            assertThat(office.await(Event.class, _ -> true)).isInstanceOf(Event.Connected.class);
        }
    }

    @Test
    void aHeaderFromElsewhereIsOnlyABadCommand() throws Exception {
        try (TestPostOffice office = behind("192.0.2.0/24", "::1").open();
                Client client = new Client(office.pop3())) {
            assertThat(client.send(FROM_AFAR).line()).isEqualTo(GREETING);
            assertThat(client.line()).startsWith("-ERR");
            assertThat(client.login()).startsWith("+OK");
            assertThat(office.await(Event.LoggedIn.class, _ -> true).peer())
                    .startsWith("127.0.0.1:");
        }
    }

    @Test
    @Spec("P3-003")
    void theClientsAddressIsCountedAndNotTheProxys() throws Exception {
        try (TestPostOffice office =
                        behind("127.0.0.1")
                                .with(o -> o.withRules(new Admission.Rules(100, 1, List.of())))
                                .open();
                Client first = new Client(office.pop3());
                Client second = new Client(office.pop3());
                Client other = new Client(office.pop3())) {
            assertThat(first.send(FROM_AFAR).line()).isEqualTo(GREETING);
            second.send(FROM_AFAR);
            assertThat(second.rest())
                    .isEqualTo("-ERR [SYS/TEMP] too many connections from this address\r\n");
            assertThat(other.send("PROXY TCP4 192.0.2.2 192.0.2.9 1 2\r\n").line())
                    .isEqualTo(GREETING);
        }
    }

    @Test
    void connectionsThatWaitForTheirHeaderAreCountedInAll() throws Exception {
        try (TestPostOffice office =
                behind("127.0.0.1")
                        .with(o -> o.withRules(new Admission.Rules(3, 9, List.of())))
                        .open()) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(new Client(office.pop3()));
            }
            // One of them, whichever was served last, while none has sent its header.
            assertThat(office.await(Event.Refused.class, _ -> true).cause())
                    .isEqualTo(Refusal.SESSIONS);
            int greeted = 0;
            for (Client client : clients) {
                try (client) {
                    greeted += client.send(FROM_AFAR).line().equals(GREETING) ? 1 : 0;
                } catch (IOException _) {
                    // The refused one: what it was told may be lost when it sends more.
                }
            }
            assertThat(greeted).isEqualTo(3);
        }
    }
}
