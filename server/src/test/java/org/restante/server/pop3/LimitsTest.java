package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.server.TestPostOffice;
import org.restante.server.event.Event;
import org.restante.server.net.Admission;
import org.restante.server.net.EndReason;
import org.restante.spec.Spec;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;

/** How many connections there may be, and how fast a round trip is. */
final class LimitsTest {
    private static Client from(String address, SocketAddress server) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
        socket.setSoTimeout((int) TestPostOffice.PATIENCE.toMillis());
        socket.connect(server);
        return new Client(socket);
    }

    @Test
    @Spec("P3-003")
    void oneConnectionTooManyIsToldSoAndClosed() throws Exception {
        try (TestPostOffice office =
                        Scene.maildrop()
                                .with(o -> o.withRules(new Admission.Rules(2, 9, List.of())))
                                .open();
                Client first = Client.greeted(office);
                Client second = Client.greeted(office);
                Client third = new Client(office.pop3())) {
            assertThat(third.rest()).isEqualTo("-ERR [SYS/TEMP] too many connections\r\n");
            assertThat(office.await(Event.Refused.class, _ -> true).reason())
                    .isEqualTo("too many connections");
            first.command("QUIT");
            assertThat(first.rest()).isEmpty();
            assertThat(second.login()).startsWith("+OK");
            office.await(Event.PopEnded.class, end -> end.reason() == EndReason.QUIT);
        }
    }

    @Test
    @Spec("P3-003")
    void anAddressThatIsNotTrustedHasAFewConnectionsOnly() throws Exception {
        try (TestPostOffice office =
                        Scene.maildrop()
                                .with(o -> o.withRules(new Admission.Rules(100, 1, List.of())))
                                .open();
                Client first = Client.greeted(office);
                Client second = new Client(office.pop3());
                Client elsewhere = from("127.0.0.2", first.socket().getRemoteSocketAddress())) {
            assertThat(second.rest())
                    .isEqualTo("-ERR [SYS/TEMP] too many connections from this address\r\n");
            assertThat(elsewhere.line()).isEqualTo("+OK mail.example.org POP3 ready");
            assertThat(first.login()).startsWith("+OK");
        }
    }

    /** With replies held back for a delayed ACK it would be 40 seconds. */
    @Test
    @Spec({"RW-085", "P3-038"})
    void aThousandRoundTripsWaitForNoTimer() throws IOException {
        try (TestPostOffice office = Scene.maildrop().open();
                Client client = Client.loggedIn(office)) {
            long start = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                assertThat(client.command("NOOP")).isEqualTo("+OK nothing done");
            }
            assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
        }
    }
}
