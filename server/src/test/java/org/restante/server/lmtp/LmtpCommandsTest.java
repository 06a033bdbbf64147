package org.restante.server.lmtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.restante.server.event.Event;
import org.restante.server.net.EndReason;
import org.restante.spec.Spec;

import java.io.IOException;
import java.util.Random;

/** Commands and their replies, up to the message. */
class LmtpCommandsTest {
    private static final String MAIL =
            """
            C: MAIL FROM:<sender@example.org>
            S: 250 2.1.0 sender ok
            """;

    private MailRoom room;

    @BeforeEach
    void open() throws IOException {
        room = new MailRoom();
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    @Spec({"LM-002", "LM-003", "LM-006", "LM-007", "SM-042", "SM-049", "SM-054"})
    void theGreetingAndLhloNameTheHostAndWhatItCan() throws IOException {
        room.play(
                """
                S: 220 mail.example.org LMTP ready
                C: LHLO client.example
                S: 250-mail.example.org
                S: 250-PIPELINING
                S: 250-ENHANCEDSTATUSCODES
                S: 250-8BITMIME
                S: 250-SMTPUTF8
                S: 250 SIZE 67108864
                """
                        + MailRoom.BYE);
    }

    @Test
    @Spec({"SM-041", "U8-006"})
    void whatIsNotAnnouncedIsRefused() throws IOException {
        room.play(
                MailRoom.GREETING
                        + """
                        C: BDAT 5 LAST
                        S: 502 5.5.1 ...
                        C: STARTTLS
                        S: 502 5.5.1 ...
                        C: AUTH PLAIN
                        S: 502 5.5.1 ...
                        C: EXPN all
                        S: 502 5.5.1 ...
                        C: MAIL FROM:<a@b> RET=HDRS
                        S: 555 5.5.4 ...
                        C: MAIL FROM:<a@b> BODY=BINARYMIME
                        S: 501 5.5.4 ...
                        """
                        + MAIL
                        + """
                        C: RCPT TO:<alice@localhost> NOTIFY=NEVER
                        S: 555 5.5.4 ...
                        """);
    }

    @Test
    @Spec("LM-004")
    void heloAndEhloAreRefusedAndChangeNothing() throws IOException {
        room.play(
                """
                S: 220 mail.example.org LMTP ready
                C: EHLO client.example
                S: 500 5.5.1 this is LMTP: say LHLO
                C: HELO client.example
                S: 500 5.5.1 this is LMTP: say LHLO
                C: MAIL FROM:<sender@example.org>
                S: 503 5.5.1 bad sequence of commands
                """);
    }

    @Test
    @Spec("LM-003")
    void lhloInATransactionClearsIt() throws IOException {
        room.play(
                MailRoom.GREETING
                        + MAIL
                        + MailRoom.GREETING.substring(MailRoom.GREETING.indexOf("C:"))
                        + """
                        C: RCPT TO:<alice@localhost>
                        S: 503 5.5.1 bad sequence of commands
                        """
                        + MAIL);
    }

    @Test
    @Spec("SM-009")
    void commandsOutOfOrderDraw503AndChangeNothing() throws IOException {
        room.play(
                """
                S: 220 mail.example.org LMTP ready
                C: MAIL FROM:<sender@example.org>
                S: 503 5.5.1 bad sequence of commands
                C: DATA
                S: 503 5.5.1 bad sequence of commands
                """
                        + MailRoom.GREETING.substring(MailRoom.GREETING.indexOf("C:"))
                        + """
                        C: RCPT TO:<alice@localhost>
                        S: 503 5.5.1 bad sequence of commands
                        C: DATA
                        S: 503 5.5.1 bad sequence of commands
                        """
                        + MAIL
                        + """
                        C: MAIL FROM:<other@example.org>
                        S: 503 5.5.1 bad sequence of commands
                        C: RCPT TO:<alice@localhost>
                        S: 250 2.1.5 recipient ok
                        """);
    }

    @Test
    @Spec("LM-008")
    void dataWithoutAnAcceptedRecipientDraws503() throws IOException {
        room.play(
                MailRoom.GREETING
                        + MAIL
                        + """
                        C: RCPT TO:<nobody@localhost>
                        S: 550 5.1.1 no such recipient here
                        C: DATA
                        S: 503 5.5.1 no valid recipients
                        C: RCPT TO:<alice@localhost>
                        S: 250 2.1.5 recipient ok
                        C: DATA
                        S: 354 ...
                        """);
    }

    @Test
    @Spec("LM-020")
    void unknownAndDisabledRecipientsAreRefusedAtRcpt() throws IOException {
        room.play(
                MailRoom.GREETING
                        + MAIL
                        + """
                        C: RCPT TO:<nobody@localhost>
                        S: 550 5.1.1 no such recipient here
                        C: RCPT TO:<alice@elsewhere.example>
                        S: 550 5.1.1 no such recipient here
                        C: RCPT TO:<dave@localhost>
                        S: 550 5.2.1 account is disabled
                        """);
    }

    @Test
    void aRecipientThatCannotBeLookedUpNowIsToBeTriedAgain() throws Exception {
        room.office.accounts().setDown(true);
        try (Sender sender = room.sender()) {
            assertThat(sender.reply()).startsWith("220 ");
            sender.send("LHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<alice@localhost>\r\n");
            sender.reply();
            sender.reply();
            assertThat(sender.reply()).isEqualTo("451 4.3.0 try again later");

            room.office.accounts().setDown(false);
            sender.send("RCPT TO:<alice@localhost>\r\n");
            assertThat(sender.reply()).isEqualTo("250 2.1.5 recipient ok");
        }
        Event.Failed failed = room.office.await(Event.Failed.class, _ -> true);
        assertThat(failed.cause()).hasMessage("the account source is down");
    }

    @Test
    @Spec("LM-021")
    void theNullSenderIsAccepted() throws IOException {
        room.play(
                MailRoom.GREETING
                        + """
                        C: MAIL FROM:<>
                        S: 250 2.1.0 sender ok
                        C: RCPT TO:<alice>
                        S: 250 2.1.5 recipient ok
                        C: DATA
                        S: 354 ...
                        C: .
                        S: 250 2.1.5 delivered
                        """
                        + MailRoom.BYE);
        assertThat(room.store.messages("alice"))
                .allSatisfy(m -> assertThat(m).startsWith("Return-Path: <>\r\n"));
    }

    @Test
    @Spec({"SM-010", "RW-096"})
    void pathsNeedBracketsAndMayHaveASpaceInFront() throws IOException {
        room.play(
                MailRoom.GREETING
                        + """
                        C: MAIL FROM:sender@example.org
                        S: 501 5.5.4 ...
                        C: MAIL FROM: <sender@example.org>
                        S: 250 2.1.0 sender ok
                        C: RCPT TO:<>
                        S: 501 5.5.4 ...
                        C: RCPT TO: <alice@localhost>
                        S: 250 2.1.5 recipient ok
                        C: RCPT TO:<@x.example,@y.example:bob@localhost>
                        S: 250 2.1.5 recipient ok
                        """);
    }

    @Test
    @Spec({"SM-007", "SM-020"})
    void aLineThatIsTooLongIsSkippedAndOneThatIsLongIsNot() throws IOException {
        String path = "<%s@%s>".formatted("l".repeat(64), "d".repeat(255));
        String longest = "MAIL FROM:" + path + " SIZE=12345678 BODY=8BITMIME SMTPUTF8";
        room.play(
                MailRoom.GREETING
                        + "C: NOOP "
                        + "x".repeat(10_000)
                        + "\nS: 500 5.5.2 line too long\n"
                        + "C: NOOP\nS: 250 2.0.0 ok\n"
                        + "C: %-1022s%nS: 250 2.1.0 sender ok%n".formatted(longest));
    }

    @Test
    @Spec({"SM-017", "SM-018"})
    void someCommandsWorkBeforeLhlo() throws IOException {
        room.play(
                """
                S: 220 mail.example.org LMTP ready
                C: NOOP
                S: 250 2.0.0 ok
                C: RSET
                S: 250 2.0.0 ok
                C: HELP
                S: 214 2.0.0 ...
                C: VRFY alice
                S: 252 2.5.0 ...
                C: VRFY nobody
                S: 252 2.5.0 ...
                """
                        + MailRoom.BYE);
    }

    @Test
    @Spec({"SM-018", "SM-019"})
    void rsetClearsTheTransactionAndQuitDropsIt() throws IOException {
        room.play(
                MailRoom.GREETING
                        + MAIL
                        + """
                        C: RCPT TO:<alice@localhost>
                        S: 250 2.1.5 recipient ok
                        C: RSET
                        S: 250 2.0.0 ok
                        C: DATA
                        S: 503 5.5.1 bad sequence of commands
                        """
                        + MAIL
                        + """
                        C: RCPT TO:<bob@localhost>
                        S: 250 2.1.5 recipient ok
                        """
                        + MailRoom.BYE);
        room.assertNothingDelivered();
    }

    @Test
    @Spec("SM-024")
    void addressesBeyondAsciiNeedSmtpUtf8() throws IOException {
        room.office.accounts().put("jürgen", "secret");
        room.play(
                MailRoom.GREETING
                        + """
                        C: MAIL FROM:<用@例.cn>
                        S: 553 5.6.7 ...
                        C: MAIL FROM:<sender@example.org>
                        S: 250 2.1.0 sender ok
                        C: RCPT TO:<jürgen@localhost>
                        S: 553 5.6.7 ...
                        C: RSET
                        S: 250 2.0.0 ok
                        C: MAIL FROM:<用@例.cn> SMTPUTF8
                        S: 250 2.1.0 sender ok
                        C: RCPT TO:<jürgen@localhost>
                        S: 250 2.1.5 recipient ok
                        """);
    }

    @Test
    @Spec("SM-043")
    void aDeclaredSizeOverTheLimitIsRefusedAtMail() throws IOException {
        room.play(
                MailRoom.GREETING
                        + """
                        C: MAIL FROM:<a@b> SIZE=67108865
                        S: 552 5.3.4 message larger than the limit
                        C: MAIL FROM:<a@b> SIZE=99999999999999999999
                        S: 552 5.3.4 message larger than the limit
                        C: MAIL FROM:<a@b> SIZE=67108864
                        S: 250 2.1.0 sender ok
                        """);
    }

    @Test
    @Spec("SG-009")
    void aBareLineEndDoesNotMakeTwoCommandsOfOne() throws IOException {
        room.play(
                MailRoom.GREETING
                        + """
                        C: MAIL FROM:<a@b>\\nRCPT TO:<alice@localhost>
                        S: 500 5.5.2 ...
                        C: MAIL FROM:<a@b>\\rRCPT TO:<alice@localhost>
                        S: 500 5.5.2 ...
                        C: RCPT TO:<alice@localhost>
                        S: 503 5.5.1 bad sequence of commands
                        """);
    }

    @Test
    @Spec("SM-020")
    void tooManyErrorsInARowEndTheSession() throws Exception {
        String mistake = "C: XYZ\nS: 500 5.5.1 unknown command\n";
        room.play(
                MailRoom.GREETING
                        + mistake.repeat(9)
                        + "C: NOOP\nS: 250 2.0.0 ok\n"
                        + mistake.repeat(10)
                        + "S: 421 4.7.0 too many errors\nS: <closed>\n");
        room.office.await(Event.LmtpEnded.class, end -> end.reason() == EndReason.TOO_MANY_ERRORS);
    }

    @Test
    @Spec({"P3-005", "SM-021", "SM-022", "SM-051", "SM-058", "SM-080"})
    void eachCommandDrawsOneReplyOfTheRightForm() throws IOException {
        String[] verbs = {
            "LHLO c",
            "EHLO c",
            "MAIL FROM:<a@b>",
            "MAIL FROM:<ü@b>",
            "RCPT TO:<alice>",
            "RCPT TO:<x>",
            "RCPT TO:<\u00FF>",
            "RSET",
            "NOOP x",
            "VRFY y",
            "HELP",
            "XYZ",
            "",
            "DATA x",
            "BDAT 1",
            "MAIL",
            "\u0000",
            "a\nb",
            "MAIL FROM:<a@b> SIZE=x"
        };
        Random random = new Random(5321);
        try (MailRoom patient = new MailRoom(MailRoom.settings(false, 65_536, 10_000));
                Sender sender = patient.sender()) {
            assertThat(sender.reply()).isEqualTo("220 mail.example.org LMTP ready");
            for (int run = 0; run < 50; run++) {
                int commands = random.nextInt(1, 40);
                StringBuilder burst = new StringBuilder();
                for (int i = 0; i < commands; i++) {
                    burst.append(verbs[random.nextInt(verbs.length)]).append("\r\n");
                }
                sender.send(burst.toString());
                for (int i = 0; i < commands; i++) {
                    String reply = sender.reply();
                    assertThat(reply)
                            .containsPattern(
                                    reply.contains("PIPELINING")
                                            ? "\\A(250-[ -~]+\n)+250 [ -~]+\\z"
                                            : "\\A([245])\\d\\d \\1\\.\\d+\\.\\d+ [ -~]+\\z");
                }
            }
            sender.send("QUIT\r\n");
            assertThat(sender.reply()).isEqualTo("221 2.0.0 bye");
            assertThat(sender.rest()).isEmpty();
        }
    }
}
