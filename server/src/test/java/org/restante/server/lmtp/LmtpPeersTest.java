package org.restante.server.lmtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.server.TestPostOffice;
import org.restante.server.event.Event;
import org.restante.server.net.Listener;
import org.restante.server.net.Network;
import org.restante.server.net.Refusal;
import org.restante.spec.Spec;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a peer's address decides. */
class LmtpPeersTest {
    private static final Network PEER = Network.parse("192.0.2.1");
    private static final Network OTHERS = Network.parse("198.51.100.0/24");

    private static TestPostOffice.Options options(
            List<Network> peers, boolean refuse, List<Network> mendedFor) {
        return TestPostOffice.Options.standard()
                .withListener(
                        new Listener.Rules(
                                List.of(Network.parse("127.0.0.1")),
                                Duration.ofMinutes(1),
                                Optional.empty()))
                .withLmtp(s ->
                        new LmtpSettings(
                                s.hostname(),
                                peers,
                                refuse,
                                mendedFor,
                                s.messageOctetsMax(),
                                s.recipientsMax(),
                                s.idleTimeout(),
                                s.commandsInErrorMax()));
    }

    /** Hands over a message with a bare LF, as if from {@link #PEER}; the reply to it. */
    private static String deliver(MailRoom room) throws IOException {
        try (Sender sender = room.sender()) {
            sender.send("PROXY TCP4 192.0.2.1 192.0.2.2 4711 24\r\n").begin("alice@localhost");
            sender.send("a\nb\r\n.\r\n");
            return sender.reply();
        }
    }

    @Test
    @Spec("LM-025")
    void whoIsNotListedIsSentAwayAtTheGreeting() throws Exception {
        try (MailRoom room = new MailRoom(options(List.of(OTHERS), false, List.of()));
                Sender sender = room.sender()) {
            sender.send("PROXY TCP4 192.0.2.1 192.0.2.2 4711 24\r\nLHLO client.example\r\n");
            assertThat(sender.reply()).isEqualTo("554 5.7.1 no deliveries from this address");
            assertThat(sender.rest()).isEmpty();
            Event.Refused refused = room.office.await(Event.Refused.class, _ -> true);
            assertThat(refused.peer()).isEqualTo("192.0.2.1:4711");
            assertThat(refused.cause()).isEqualTo(Refusal.NO_PEER);
        }
        try (MailRoom room = new MailRoom(options(List.of(OTHERS, PEER), false, List.of()))) {
            assertThat(deliver(room)).isEqualTo("250 2.1.5 delivered");
        }
    }

    @Test
    @Spec({"SG-005", "RW-093"})
    void bareLineEndsAreMendedForListedPeersWhereTheyAreRefusedForOthers() throws Exception {
        try (MailRoom room = new MailRoom(options(List.of(PEER), true, List.of(OTHERS)))) {
            assertThat(deliver(room)).startsWith("550 5.6.0 ");
            room.assertNothingDelivered();
        }
        try (MailRoom room = new MailRoom(options(List.of(PEER), true, List.of(OTHERS, PEER)))) {
            assertThat(deliver(room)).isEqualTo("250 2.1.5 delivered");
            assertThat(room.delivered("alice")).containsExactly("a\r\nb\r\n");
        }
    }
}
