package org.restante.server.pop2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.restante.server.session.PlainScene.lines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.server.TestPostOffice;
import org.restante.server.pop3.Client;
import org.restante.server.session.PlainScene;
import org.restante.spec.Spec;
import org.restante.store.Delivery;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What each command of POP2 does. */
final class Pop2SessionTest {
    /** Up to the mailbox being selected. */
    private static String in(int messages) {
        return """
        S: + POP2 mail.example.org server ready
        C: HELO alice secret
        S: #%d message%s
        """
                .formatted(messages, messages == 1 ? "" : "s");
    }

    private static Client greeted(TestPostOffice office) throws IOException {
        Client client = new Client(office.pop2());
        client.line();
        return client;
    }

    @Test
    @Spec({"P2-001", "P2-002"})
    void theGreetingNamesProtocolAndHost() throws IOException {
        try (TestPostOffice office = PlainScene.octets().open();
                Client client = new Client(office.pop2())) {
            assertThat(client.line()).matches("\\+ POP2 [A-Za-z0-9.-]+( .*)?");
        }
    }

    @ParameterizedTest
    @Spec({"P2-004", "P2-005", "P2-006", "P2-008"})
    @CsvSource({
        "helo alice secret, #",
        "HELO alice@localhost secret, #",
        "HELO alice Secret, -",
        "HELO nobody secret, -",
        "HELO carol a\\ b\\\\c, #",
        "HELO carol a b\\\\c, -",
        "HELO carol a\\ b\\c, -",
        "HELO \\c\\a\\r\\o\\l \\a\\ \\b\\\\\\c, #",
        "HELO john.doe pass;word, #",
        "HELO john\\.doe pass\\;word, #",
    })
    void heloLogsInWithAQuotedUserAndPassword(String line, String begin) throws IOException {
        try (TestPostOffice office = PlainScene.octets(120).open()) {
            office.accounts().put("john.doe", "pass;word");
            try (Client client = greeted(office)) {
                assertThat(client.command(line)).startsWith(begin);
                if (begin.equals("-")) {
                    assertThat(client.rest()).isEmpty();
                }
            }
        }
    }

    @Test
    @Spec({"P2-012", "P2-013", "P2-017", "P2-021"})
    void theCurrentMessageMovesWithReadAndAcknowledgement() throws IOException {
        PlainScene.octets(20, 30)
                .plays(
                        TestPostOffice::pop2,
                        in(2)
                                + """
                                C: READ
                                S: =20 octets in message 1
                                C: READ 2
                                S: =30 octets in message 2
                                C: READ
                                S: =30 octets in message 2
                                C: READ 1
                                S: =20 octets in message 1
                                C: RETR
                                """
                                + lines(20)
                                + """
                                C: NACK
                                S: =20 octets in message 1
                                C: RETR
                                """
                                + lines(20)
                                + """
                                C: ACKS
                                S: =30 octets in message 2
                                C: RETR
                                """
                                + lines(30)
                                + """
                                C: ACKS
                                S: =0 no such message
                                C: READ
                                S: =0 no such message
                                C: READ 99
                                S: =0 no such message
                                C: READ 99999999999999999999
                                S: =0 no such message
                                C: READ 002
                                S: =30 octets in message 2
                                C: FOLD inbox
                                S: #2 messages
                                C: READ
                                S: =20 octets in message 1
                                C: QUIT
                                S: + bye
                                S: <closed>
                                """);
    }

    @Test
    @Spec({"P2-013", "P2-018", "P2-019", "P2-022"})
    void aMarkedMessageHasNoLengthAndTheOthersKeepTheirNumbers() throws IOException {
        PlainScene.octets(20, 30, 40)
                .leaving("m1", "m3")
                .plays(
                        TestPostOffice::pop2,
                        in(3)
                                + """
                                C: READ 2
                                S: =30 octets in message 2
                                C: RETR
                                """
                                + lines(30)
                                + """
                                C: ACKD
                                S: =40 octets in message 3
                                C: READ 2
                                S: =0 no such message
                                C: READ 1
                                S: =20 octets in message 1
                                C: RETR
                                """
                                + lines(20)
                                + """
                                C: ACKS
                                S: =0 no such message
                                C: READ 3
                                S: =40 octets in message 3
                                C: QUIT
                                S: + bye
                                S: <closed>
                                """);
    }

    @Test
    @Spec({"P2-013", "P2-016", "P2-020"})
    void retrOfAMarkedMessageClosesWithoutAWordAndRemovesNothing() throws IOException {
        PlainScene.octets(20)
                .plays(
                        TestPostOffice::pop2,
                        in(1)
                                + "C: READ\nS: =20 octets in message 1\nC: RETR\n"
                                + lines(20)
                                + """
                                C: ACKD
                                S: =0 no such message
                                C: READ 1
                                S: =0 no such message
                                C: RETR
                                S: <closed>
                                """);
    }

    @ParameterizedTest
    @Spec({"P2-007", "P2-014", "P2-015"})
    @ValueSource(
            strings = {
                ".\r\n..\r\n.a\r\n",
                "A: b\r\n\r\n.\r\n",
                "a\\b\\\\c\\ d\r\n",
                "a\nb\n.\n\nend",
                "a\rb\0c\r\n",
                "Subject: \u00C3\u00A9 \u00FF\r\n\r\n\u00E2\u0082\u00AC\r\n",
                "S"
            })
    void aMessageIsSentOctetForOctetAndNothingBehindIt(String stored) throws IOException {
        String canonical = stored.replaceAll("(?<!\r)\n", "\r\n");
        canonical = canonical.endsWith("\n") ? canonical : canonical + "\r\n";
        try (TestPostOffice office = PlainScene.maildrop(stored).open();
                Client client = greeted(office)) {
            client.command("HELO alice secret");
            assertThat(client.command("READ"))
                    .isEqualTo("=" + canonical.length() + " octets in message 1");
            client.send("RETR\r\n");
            assertThat(client.octets(canonical.length())).isEqualTo(canonical);
            assertThat(client.command("ACKS")).isEqualTo("=0 no such message");
        }
    }

    /** It cannot be told from one that is not there, and so it cannot be removed. */
    @Test
    @Spec("P2-016")
    void anEmptyMessageHasLengthZero() throws IOException {
        PlainScene.maildrop("")
                .plays(
                        TestPostOffice::pop2,
                        in(1)
                                + """
                                C: READ
                                S: =0 octets in message 1
                                C: RETR
                                S: <closed>
                                """);
    }

    @Test
    @Spec({"P2-009", "P2-010", "P2-011", "P2-013"})
    void foldReleasesOneMailboxAndSelectsAnother() throws IOException {
        PlainScene.octets(20, 30)
                .folder("Old Mail", 40, 50)
                .leaving("m2")
                .leavingIn("Old Mail", "m1")
                .plays(
                        TestPostOffice::pop2,
                        in(2)
                                + "C: READ\nS: =20 octets in message 1\nC: RETR\n"
                                + lines(20)
                                + """
                                C: ACKD
                                S: =30 octets in message 2
                                C: FOLD INBOX
                                S: #1 message
                                C: READ
                                S: =30 octets in message 1
                                C: FOLD Old Mail
                                S: #2 messages
                                C: READ 2
                                S: =50 octets in message 2
                                C: RETR
                                """
                                + lines(50)
                                + """
                                C: ACKD
                                S: =0 no such message
                                C: FOLD nosuch
                                S: #0 messages
                                C: READ
                                S: =0 no such message
                                C: FOLD ../bob
                                S: #0 messages
                                C: FOLD Old\\\\ Mail
                                S: #1 message
                                C: READ 1
                                S: =40 octets in message 1
                                C: FOLD INBOX
                                S: #1 message
                                C: QUIT
                                S: + bye
                                S: <closed>
                                """);
    }

    @Test
    @Spec({"P2-009", "P2-030"})
    void aFolderHasALockOfItsOwn() throws IOException {
        try (TestPostOffice office = PlainScene.octets(20).folder("Old", 30, 40).open();
                Client first = greeted(office);
                Client second = greeted(office)) {
            first.command("HELO alice secret");
            assertThat(first.command("FOLD Old")).isEqualTo("#2 messages");
            assertThat(second.command("HELO alice secret")).isEqualTo("#1 message");
            assertThat(second.command("FOLD Old"))
                    .isEqualTo("- the mailbox is locked by another session");
            assertThat(second.rest()).isEmpty();
            assertThat(first.command("FOLD INBOX")).isEqualTo("#1 message");
        }
    }

    @Test
    @Spec("P2-030")
    void pop3AndPop2HaveOneLock() throws IOException {
        try (TestPostOffice office = PlainScene.octets(20).open();
                Client pop3 = new Client(office.pop3())) {
            pop3.line();
            pop3.command("USER alice");
            assertThat(pop3.command("PASS secret")).startsWith("+OK");
            try (Client pop2 = greeted(office)) {
                assertThat(pop2.command("HELO alice secret"))
                        .isEqualTo("- the mailbox is locked by another session");
                assertThat(pop2.rest()).isEmpty();
            }
            pop3.command("QUIT");
            assertThat(pop3.rest()).isEmpty();
            try (Client pop2 = greeted(office)) {
                assertThat(pop2.command("HELO alice secret")).isEqualTo("#1 message");
            }
        }
    }

    @Test
    @Spec({"P2-011", "P2-019"})
    void mailThatArrivesMeanwhileIsListedByTheNextFoldAndNotBefore() throws IOException {
        MemoryStore store = PlainScene.octets(20).store();
        try (TestPostOffice office = PlainScene.octets().open(store);
                Client client = greeted(office)) {
            client.command("HELO alice secret");
            client.command("READ");
            client.send("RETR\r\n").octets(20);
            try (Delivery delivery = store.deliver(PlainScene.ALICE)) {
                byte[] octets = PlainScene.message(30).getBytes(StandardCharsets.ISO_8859_1);
                delivery.write(octets, 0, octets.length);
                delivery.commit();
            }
            assertThat(client.command("ACKD")).isEqualTo("=0 no such message");
            assertThat(client.command("READ 2")).isEqualTo("=0 no such message");
            assertThat(client.command("FOLD INBOX")).isEqualTo("#1 message");
            assertThat(client.command("READ")).isEqualTo("=30 octets in message 1");
            client.command("QUIT");
        }
        assertThat(PlainScene.left(store)).hasSize(1).doesNotContain("m1");
    }
}
