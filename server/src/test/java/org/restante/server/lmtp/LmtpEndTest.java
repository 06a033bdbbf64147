package org.restante.server.lmtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.server.TestPostOffice;
import org.restante.server.event.Event;
import org.restante.server.net.Admission;
import org.restante.server.net.EndReason;
import org.restante.server.net.Listener;
import org.restante.server.net.Network;
import org.restante.spec.Spec;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How sessions end, and what is left of the message that was under way. */
class LmtpEndTest {
    private static final String DIALOGUE =
            """
            LHLO c
            MAIL FROM:<a@b>
            RCPT TO:<alice>
            RCPT TO:<bob>
            DATA
            Subject: a

            ..
            x
            .
            """
                    .replace("\n", "\r\n");
    private static final String MESSAGE = "Subject: a\r\n\r\n.\r\nx\r\n";

    @Test
    @Spec({"SM-034", "SG-001"})
    void whoeverHangsUpBeforeTheLastOctetHasDeliveredNothing() throws Exception {
        try (MailRoom room = new MailRoom()) {
            for (int n = 0; n < DIALOGUE.length(); n++) {
                try (Sender sender = room.sender()) {
                    String replies = sender.send(DIALOGUE.substring(0, n)).endInput().rest();
                    assertThat(replies).doesNotContain("delivered");
                }
                room.office.await(Event.LmtpEnded.class, _ -> true);
                room.assertNothingDelivered();
                assertThat(room.store.unclosed()).isZero();
            }
        }
    }

    @Test
    @Spec("SM-034")
    void whoeverVanishesBeforeTheLastOctetHasDeliveredNothing() throws Exception {
        try (MailRoom room = new MailRoom()) {
            for (int n = 0; n < DIALOGUE.length(); n++) {
                Sender sender = room.sender();
                sender.reply();
                sender.send(DIALOGUE.substring(0, n)).vanish();
                room.office.await(Event.LmtpEnded.class, _ -> true);
                room.assertNothingDelivered();
                assertThat(room.store.unclosed()).isZero();
            }
        }
    }

    @Test
    @Spec("RW-094")
    void whoeverHangsUpBehindTheLastReplyHasDelivered() throws Exception {
        try (MailRoom room = new MailRoom()) {
            try (Sender sender = room.sender()) {
                String replies = sender.send(DIALOGUE).endInput().rest();
                assertThat(replies).endsWith("250 2.1.5 delivered\r\n250 2.1.5 delivered\r\n");
            }
            Event end =
                    room.office.await(
                            Event.class,
                            e -> e instanceof Event.LmtpEnded || e instanceof Event.Failed);
            assertThat(end)
                    .isInstanceOfSatisfying(
                            Event.LmtpEnded.class,
                            ended -> {
                                assertThat(ended.reason()).isEqualTo(EndReason.HUNG_UP);
                                assertThat(ended.delivered()).isEqualTo(2);
                            });
            assertThat(room.delivered("alice")).containsExactly(MESSAGE);
            assertThat(room.delivered("bob")).containsExactly(MESSAGE);
        }
    }

    @Test
    @Spec("SM-023")
    void aSilentPeerIsToldAndLetGoAfterFiveMinutesAndNotBefore() throws Exception {
        try (MailRoom room = new MailRoom();
                Sender sender = room.sender()) {
            sender.reply();
            room.office.pass(Duration.ofMinutes(4));
            sender.send("NOOP\r\n");
            assertThat(sender.reply()).isEqualTo("250 2.0.0 ok");

            assertThat(idledOut(room)).isEqualTo(EndReason.IDLE);
            assertThat(sender.rest()).isEqualTo("421 4.4.2 nothing came for too long\r\n");
        }
    }

    @Test
    void aProxysClientIsThePeer() throws Exception {
        Listener.Rules behindProxy =
                new Listener.Rules(
                        List.of(Network.parse("127.0.0.1")),
                        Duration.ofMinutes(1),
                        Optional.empty());
        try (MailRoom room =
                        new MailRoom(TestPostOffice.Options.standard().withListener(behindProxy));
                Sender sender = room.sender()) {
            sender.send("PROXY TCP6 2001:db8::7 2001:db8::8 4711 24\r\n");
            assertThat(sender.reply()).startsWith("220 ");
            sender.send("QUIT\r\n").rest();
            assertThat(room.office.await(Event.LmtpEnded.class, _ -> true).peer())
                    .isEqualTo("[2001:db8:0:0:0:0:0:7]:4711");
        }
    }

    @Test
    void theTimeBeforeDataIsNotTheMessages() throws IOException {
        try (MailRoom room = new MailRoom();
                Sender sender = room.sender()) {
            sender.reply();
            sender.send(DIALOGUE.substring(0, DIALOGUE.indexOf("DATA")));
            for (int i = 0; i < 4; i++) {
                sender.reply();
            }
            room.office.pass(Duration.ofMinutes(4));
            sender.send("DATA\r\n");
            assertThat(sender.reply()).startsWith("354 ");
            room.office.pass(Duration.ofMinutes(4));
            sender.send("x\r\n.\r\n");
            assertThat(sender.reply()).isEqualTo("250 2.1.5 delivered");
            assertThat(sender.reply()).isEqualTo("250 2.1.5 delivered");
        }
    }

    @Test
    void aPeerThatFallsSilentInAMessageIsLetGoAndNothingIsDelivered() throws Exception {
        try (MailRoom room = new MailRoom();
                Sender sender = room.sender().begin("alice")) {
            sender.send("Subject: a\r\n");

            assertThat(idledOut(room)).isEqualTo(EndReason.IDLE);
            sender.awaitEnd();
            room.assertNothingDelivered();
            assertThat(room.store.unclosed()).isZero();
        }
    }

    @Test
    void aMessageThatIsUnderWayIsFinishedBeforeTheServerStops() throws Exception {
        try (MailRoom room = new MailRoom();
                Sender sender = room.sender().begin("alice")) {
            sender.send("Subject: a\r\n");
            room.office.stopLmtp();
            sender.send("\r\nx\r\n.\r\n");

            assertThat(sender.rest())
                    .isEqualTo("250 2.1.5 delivered\r\n421 4.3.2 the server stops\r\n");
            assertThat(room.delivered("alice")).containsExactly("Subject: a\r\n\r\nx\r\n");
            Event.LmtpEnded ended = room.office.await(Event.LmtpEnded.class, _ -> true);
            assertThat(ended.reason()).isEqualTo(EndReason.SHUTDOWN);
        }
    }

    @Test
    void anIdleSessionEndsAtOnceWhenTheServerStops() throws Exception {
        try (MailRoom room = new MailRoom();
                Sender sender = room.sender()) {
            sender.reply();
            room.office.stopLmtp();

            sender.awaitEnd();
            Event.LmtpEnded ended = room.office.await(Event.LmtpEnded.class, _ -> true);
            assertThat(ended.reason()).isEqualTo(EndReason.SHUTDOWN);
        }
    }

    @Test
    @Spec("SM-001")
    void oneConnectionTooManyIsToldSo() throws Exception {
        refused(new Admission.Rules(1, 10, List.of()), "too many connections");
        refused(new Admission.Rules(10, 1, List.of()), "too many connections from this address");
    }

    private static void refused(Admission.Rules rules, String why) throws Exception {
        try (MailRoom room = new MailRoom(TestPostOffice.Options.standard().withRules(rules));
                Sender first = room.sender()) {
            assertThat(first.reply()).startsWith("220 ");
            try (Sender second = room.sender()) {
                assertThat(second.rest()).isEqualTo("421 4.3.2 " + why + "\r\n");
            }
            Event.Refused refused = room.office.await(Event.Refused.class, _ -> true);
            assertThat(refused.reason()).isEqualTo(why);
            first.send("NOOP\r\n");
            assertThat(first.reply()).isEqualTo("250 2.0.0 ok");
        }
    }

    /** Lets time go by until the session ends; tells why it did. */
    private static EndReason idledOut(MailRoom room) throws InterruptedException {
        return room.office.awaitPassing(Duration.ofMinutes(1), Event.LmtpEnded.class).reason();
    }
}
