package org.restante.server.lmtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.server.event.Event;
import org.restante.spec.Chunking;
import org.restante.spec.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A message's octets: where they end, and what of them is stored. */
class LmtpDataTest {
    private static final String DELIVERED = "S: 250 2.1.5 delivered\n";
    private static final String REFUSED =
            "S: 550 5.6.0 bare carriage returns or line feeds are not allowed\n";

    @Test
    @Spec({"SM-025", "SM-051", "SG-001", "SG-003", "LM-022"})
    void aMessageEndsWithAFullStopOnALineOfItsOwn() throws IOException {
        try (MailRoom room = new MailRoom()) {
            room.play(
                    MailRoom.TO_ALICE
                            + """
                            C: Subject: a
                            C:
                            C: text
                            C: .
                            """
                            + DELIVERED
                            + MailRoom.BYE);
            room.assertDelivered("alice", "Subject: a\r\n\r\ntext\r\n");
        }
    }

    @Test
    @Spec({"SG-001", "SG-003"})
    void theEndOfTheDataCommandMayBeginTheEndOfTheMessage() throws IOException {
        try (MailRoom room = new MailRoom()) {
            room.play(MailRoom.TO_ALICE + "C: .\n" + DELIVERED + MailRoom.BYE);
            room.assertDelivered("alice", "");
        }
    }

    @Test
    @Spec("SM-027")
    void theFirstFullStopOfALineIsTakenOffIfAnythingFollows() throws IOException {
        try (MailRoom room = new MailRoom()) {
            room.play(
                    MailRoom.TO_ALICE
                            + """
                            C: ..
                            C: .x
                            C: ...
                            C: x.
                            C: .
                            """
                            + DELIVERED
                            + MailRoom.BYE);
            room.assertDelivered("alice", ".\r\nx\r\n..\r\nx.\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r",
                "\r.\r\n",
                "\r\n.\r",
                "\n.\r",
                "\r.\n",
                "\n.\r\r\n",
                "\r\n.\r\r\n",
                "\r\r\n.\n",
                "\r\n\0.\r\n",
                "\r\n. \r\n",
                "\n.\n.\r\n.\n"
            })
    @Spec({"SG-002", "SG-003", "SG-006", "SG-013", "SM-051"})
    void nothingElseEndsAMessage(String sequence) throws IOException {
        String message = "x" + sequence + "MAIL FROM:<x@y>\r\nRCPT TO:<bob@localhost>\r\nDATA\r\n";
        String dialogue = MailRoom.TO_ALICE + "C: " + escaped(message) + "\\c\nC: .\n";
        try (MailRoom room = new MailRoom()) {
            room.play(dialogue + DELIVERED + MailRoom.BYE);
            room.assertDelivered("alice", canonical(message));
            assertThat(room.store.messages("bob")).isEmpty();
        }
        try (MailRoom room = MailRoom.refusingBareLineEnds()) {
            boolean bare = hasBareLineEnd(message);
            room.play(dialogue + (bare ? REFUSED : DELIVERED) + MailRoom.BYE);
            assertThat(room.store.messages("alice").isEmpty()).isEqualTo(bare);
        }
    }

    @Test
    @Spec({"SG-004", "SG-005", "SG-006"})
    void aBareLineEndBecomesCrlfAndBeginsNoLineForStuffing() throws IOException {
        try (MailRoom room = new MailRoom()) {
            room.play(
                    MailRoom.TO_ALICE
                            + """
                            C: A: b
                            C:
                            C: x\\n.y
                            C: x\\r..y
                            C: a\\nb
                            C: .
                            """
                            + DELIVERED
                            + MailRoom.BYE);
            room.assertDelivered("alice", "A: b\r\n\r\nx\r\n.y\r\nx\r\n..y\r\na\r\nb\r\n");
        }
    }

    @Test
    @Spec({"SG-005", "SG-006", "SG-007", "RW-091"})
    void aBareLineEndIsRefusedBehindTheTrueEndWhereThatIsThePolicy() throws Exception {
        try (MailRoom room = MailRoom.refusingBareLineEnds()) {
            for (String bare : new String[] {"a\\nb", "a\\rb", "\\n", "a\\r"}) {
                room.play(MailRoom.TO_ALICE + "C: " + bare + "\nC: .\n" + REFUSED + MailRoom.BYE);
            }
            room.assertNothingDelivered();
            assertThat(room.store.unclosed()).isZero();

            Event.Connected connected = room.office.await(Event.Connected.class, _ -> true);
            Event.DeliveryRefused refused =
                    room.office.await(Event.DeliveryRefused.class, _ -> true);
            assertThat(refused.session()).isEqualTo(connected.session());
            assertThat(refused.reply()).startsWith("550 5.6.0 bare carriage returns or line feeds");
            Event.LmtpEnded ended = room.office.await(Event.LmtpEnded.class, _ -> true);
            assertThat(ended.peer()).isEqualTo(connected.peer());
            assertThat(ended.refused()).isEqualTo(1);
        }
    }

    @Test
    @Spec({"SG-010", "SG-013"})
    void textBehindDataInTheSamePacketIsReadToItsTrueEnd() throws IOException {
        try (MailRoom room = new MailRoom()) {
            room.play(
                    MailRoom.TO_ALICE
                            + """
                            C: A: b
                            C:
                            C: QUIT
                            C: x\\n.
                            C: QUIT
                            C: .
                            """
                            + DELIVERED
                            + MailRoom.BYE,
                    new Chunking.Pipelined());
            assertThat(room.delivered("alice"))
                    .containsExactly("A: b\r\n\r\nQUIT\r\nx\r\n.\r\nQUIT\r\n");
        }
    }

    @Test
    @Spec("SG-014")
    void aStoredMessageCannotEndItsOwnRetrieval() throws IOException {
        try (MailRoom room = new MailRoom()) {
            room.play(
                    MailRoom.TO_ALICE + "C: A: b\nC:\nC: x\\n.\\n+OK 99\nC: .\n" + DELIVERED,
                    new Chunking.Lines());
            try (Socket pop3 = room.office.pop3()) {
                pop3.getOutputStream()
                        .write(
                                "USER alice\r\nPASS secret\r\nRETR 1\r\nQUIT\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                InputStream in = pop3.getInputStream();
                String all = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);

                // To whom LF alone ends a line, the message still ends once, behind its last line.
                assertThat(all).contains("\r\nx\r\n..\r\n+OK 99\r\n.\r\n+OK");
                assertThat(all.lines().filter(line -> line.equals("."))).hasSize(1);
            }
        }
    }

    @Test
    @Spec({"SM-028", "SM-049", "SG-016"})
    void everyOctetButTheLineEndsArrivesAsItWasSent() throws IOException {
        String octets =
                IntStream.range(0, 256)
                        .filter(c -> c != '\r' && c != '\n')
                        .mapToObj(c -> "\\x%02x".formatted(c))
                        .collect(Collectors.joining());
        String all =
                IntStream.range(0, 256)
                        .filter(c -> c != '\r' && c != '\n')
                        .mapToObj(c -> String.valueOf((char) c))
                        .collect(Collectors.joining());
        for (MailRoom each : new MailRoom[] {new MailRoom(), MailRoom.refusingBareLineEnds()}) {
            try (MailRoom room = each) {
                room.play(
                        MailRoom.GREETING
                                + """
                                C: MAIL FROM:<a@b> BODY=8BITMIME
                                S: 250 2.1.0 sender ok
                                C: RCPT TO:<alice>
                                S: 250 2.1.5 recipient ok
                                C: DATA
                                S: 354 ...
                                """
                                + "C: "
                                + octets
                                + "\nC: \\x20\\t \nC: a\\0b\nC: .\n"
                                + DELIVERED
                                + MailRoom.BYE);
                room.assertDelivered("alice", all + "\r\n \t \r\na\0b\r\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {998, 5_000, 65_535, 65_536, 65_537, 1024 * 1024})
    @Spec("SM-029")
    void longLinesStayWhole(int octets) throws IOException {
        String text =
                Stream.generate(() -> "0123456789").limit(octets / 10).collect(Collectors.joining())
                        + "x".repeat(octets % 10);
        try (MailRoom room = new MailRoom();
                Sender sender = room.sender().begin("alice")) {
            sender.send("S: ").send(text).send("\r\n\r\n").send(text).send("\r\n.\r\n");

            assertThat(sender.reply()).isEqualTo("250 2.1.5 delivered");
            assertThat(room.delivered("alice"))
                    .containsExactly("S: " + text + "\r\n\r\n" + text + "\r\n");
        }
    }

    @Test
    @Spec("SM-036")
    void anImperfectHeaderIsNoReasonToRefuse() throws IOException {
        try (MailRoom room = new MailRoom()) {
            room.play(MailRoom.TO_ALICE + "C: no header at all\nC: .\n" + DELIVERED + MailRoom.BYE);
            room.assertDelivered("alice", "no header at all\r\n");
        }
    }

    @Test
    @Spec({"LM-022", "LM-023", "SM-038"})
    void oneReturnPathRemainsTheEnvelopes() throws IOException {
        try (MailRoom room = new MailRoom()) {
            room.play(
                    MailRoom.TO_ALICE
                            + """
                            C: Return-Path: <forged@example.com>
                            C: Subject: a
                            C: return-path:
                            C:  <forged@example.com>
                            C:
                            C: Return-Path: <quoted@example.com>
                            C: .
                            """
                            + DELIVERED
                            + MailRoom.BYE);
            room.assertDelivered(
                    "alice", "Subject: a\r\n\r\nReturn-Path: <quoted@example.com>\r\n");
            String trace =
                    """
                    Return-Path: <sender@example.org>
                    Delivered-To: alice@localhost
                    Received: from client.example ([127.0.0.1])
                    \tby mail.example.org with LMTP id\
                    """;
            assertThat(room.store.messages("alice"))
                    .allSatisfy(m -> assertThat(m).startsWith(trace.replace("\n", "\r\n")));
        }
    }

    @Test
    @Spec("SM-039")
    void aMessageThatGoesInCirclesIsRefused() throws IOException {
        String hop = "C: Received: from a by b; now\n";
        try (MailRoom room = new MailRoom()) {
            room.play(MailRoom.TO_ALICE + hop.repeat(100) + "C: .\n" + DELIVERED + MailRoom.BYE);
            assertThat(room.delivered("alice")).hasSize(Chunking.all().size());
            room.play(
                    MailRoom.TO_ALICE.replace("alice", "bob")
                            + hop.repeat(101)
                            + "C: .\nS: 554 5.4.6 message goes in circles\n"
                            + MailRoom.BYE);
            assertThat(room.store.messages("bob")).isEmpty();
        }
    }

    @Test
    @Spec({"SM-030", "SM-045", "SM-046"})
    void aMessageOfExactlyTheLimitIsTakenAndNoLargerOne() throws IOException {
        // Stuffing is not counted, line ends are: 5 octets each.
        String lines = "....\r\n".repeat(13_106);
        try (MailRoom room = MailRoom.withSmallestLimit();
                Sender sender = room.sender().begin("alice")) {
            sender.send(lines).send("1234\r\n.\r\n");
            assertThat(sender.reply()).isEqualTo("250 2.1.5 delivered");

            sender.send("MAIL FROM:<a@b>\r\nRCPT TO:<alice>\r\nDATA\r\n");
            assertThat(sender.reply()).isEqualTo("250 2.1.0 sender ok");
            assertThat(sender.reply()).isEqualTo("250 2.1.5 recipient ok");
            assertThat(sender.reply()).startsWith("354 ");
            sender.send(lines).send("12345\r\n.\r\nNOOP\r\n");
            assertThat(sender.reply()).isEqualTo("552 5.3.4 message larger than the limit");
            assertThat(sender.reply()).isEqualTo("250 2.0.0 ok");

            assertThat(room.delivered("alice"))
                    .containsExactly("...\r\n".repeat(13_106) + "1234\r\n");
        }
    }

    @Test
    @Spec("SM-047")
    void aDeclaredSizeDoesNotDecideWhereTheMessageEnds() throws IOException {
        String text = "x".repeat(1000);
        try (MailRoom room = new MailRoom()) {
            room.play(
                    MailRoom.TO_ALICE.replace(
                                    "e.org>\nS: 250 2.1.0", "e.org> SIZE=10\nS: 250 2.1.0")
                            + "C: "
                            + text
                            + "\nC: .\n"
                            + DELIVERED
                            + MailRoom.BYE);
            room.assertDelivered("alice", text + "\r\n");
        }
    }

    /** What is stored of message data, found out on the whole of it. */
    private static String canonical(String data) {
        return Stream.of(data.split("\r\n", -1))
                .map(line -> line.startsWith(".") ? line.substring(1) : line)
                .map(line -> line.replaceAll("[\r\n]", "\r\n"))
                .collect(Collectors.joining("\r\n"));
    }

    private static boolean hasBareLineEnd(String data) {
        return data.replace("\r\n", "").chars().anyMatch(c -> c == '\r' || c == '\n');
    }

    /** In the notation of transcripts. */
    private static String escaped(String data) {
        return data.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }
}
