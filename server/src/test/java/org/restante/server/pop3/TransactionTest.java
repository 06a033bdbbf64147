package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.protocol.UniqueId;
import org.restante.server.TestPostOffice;
import org.restante.server.event.Event;
import org.restante.spec.Spec;
import org.restante.store.Delivery;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The TRANSACTION state (RFC 1939 §5, §7). */
final class TransactionTest {
    private static void deliver(MemoryStore store, String message) throws IOException {
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        try (Delivery delivery = store.deliver(Scene.ALICE)) {
            delivery.write(octets, 0, octets.length);
            delivery.commit();
        }
    }

    /** The example of RFC 1939 §10, with our texts and without APOP. */
    @Test
    @Spec({"P3-060", "P3-063", "P3-068", "P3-073", "P3-079"})
    void theExampleSessionOfRfc1939() throws IOException {
        Scene.octets(120, 200)
                .leaving()
                .plays(
                        """
                        C: STAT
                        S: +OK 2 320
                        C: LIST
                        S: +OK 2 messages (320 octets)
                        S: 1 120
                        S: 2 200
                        S: .
                        C: RETR 1
                        S: +OK 120 octets
                        S: A: b
                        S:
                        S: %s
                        S: .
                        C: DELE 1
                        S: +OK message 1 deleted
                        C: RETR 2
                        S: +OK 200 octets
                        S: A: b
                        S:
                        S: %s
                        S: .
                        C: DELE 2
                        S: +OK message 2 deleted
                        C: QUIT
                        S: +OK bye, 0 messages left
                        S: <closed>
                        """
                                .formatted("x".repeat(110), "x".repeat(190)));
    }

    /** The examples of RFC 1939 §5, DELE, LIST and RSET. */
    @Test
    @Spec({"P3-060", "P3-061", "P3-062", "P3-063", "P3-067", "P3-076", "RW-072"})
    void markedMessagesCountNowhereUntilRset() throws IOException {
        Scene.octets(120, 200, 300)
                .plays(
                        """
                        C: DELE 2
                        S: +OK message 2 deleted
                        C: STAT
                        S: +OK 2 420
                        C: LIST
                        S: +OK 2 messages (420 octets)
                        S: 1 120
                        S: 3 300
                        S: .
                        C: DELE 1
                        S: +OK message 1 deleted
                        C: STAT
                        S: +OK 1 300
                        C: RSET
                        S: +OK 3 messages (620 octets)
                        C: LIST
                        S: +OK 3 messages (620 octets)
                        S: 1 120
                        S: 2 200
                        S: 3 300
                        S: .
                        C: STAT
                        S: +OK 3 620
                        C: QUIT
                        S: +OK bye, 3 messages left
                        S: <closed>
                        """);
    }

    @Test
    @Spec({"P3-065", "P3-066", "P3-087", "P3-088", "RW-081"})
    void listAndUidlOfOneMessageAreSingleLines() throws IOException {
        Scene.octets(120, 200)
                .plays(
                        """
                        C: LIST 2
                        S: +OK 2 200
                        C: UIDL 2
                        S: +OK 2 b2
                        C: LIST 9
                        S: -ERR no such message
                        C: UIDL 9
                        S: -ERR no such message
                        C: LIST 1 2
                        S: -ERR a message number is needed: 1 or more, in digits
                        C: NOOP
                        S: +OK nothing done
                        """);
    }

    @Test
    @Spec({"P3-066", "P3-069", "P3-074", "P3-088", "P3-101", "RW-071"})
    void everyUseOfAMarkedMessageDrawsAnError() throws IOException {
        Scene.octets(120, 200)
                .plays(
                        """
                        C: DELE 1
                        S: +OK message 1 deleted
                        C: DELE 1
                        S: -ERR message 1 already deleted
                        C: RETR 1
                        S: -ERR message 1 already deleted
                        C: TOP 1 0
                        S: -ERR message 1 already deleted
                        C: LIST 1
                        S: -ERR message 1 already deleted
                        C: UIDL 1
                        S: -ERR message 1 already deleted
                        C: RETR 9
                        S: -ERR no such message
                        C: TOP 9 0
                        S: -ERR no such message
                        C: LIST 2
                        S: +OK 2 200
                        """);
    }

    @Test
    @Spec({"P3-086", "P3-089"})
    void uidlListsWhatIsNotMarked() throws IOException {
        Scene.octets(120, 200, 300)
                .plays(
                        """
                        C: UIDL
                        S: +OK unique-ids follow
                        S: 1 a1
                        S: 2 b2
                        S: 3 c3
                        S: .
                        C: DELE 2
                        S: +OK message 2 deleted
                        C: UIDL
                        S: +OK unique-ids follow
                        S: 1 a1
                        S: 3 c3
                        S: .
                        """);
    }

    @Test
    @Spec({"P3-070", "P3-071"})
    void aMessageIsTheSameEachTimeAndStaysUntilItIsDeleted() throws IOException {
        Scene.maildrop("A: b\r\n\r\n.x\r\n")
                .plays(
                        """
                        C: RETR 1
                        S: +OK 12 octets
                        S: A: b
                        S:
                        S: ..x
                        S: .
                        C: RETR 1
                        S: +OK 12 octets
                        S: A: b
                        S:
                        S: ..x
                        S: .
                        C: QUIT
                        S: +OK bye, 1 message left
                        """);
    }

    @Test
    @Spec({"P3-052", "P3-076", "LK-003"})
    void mailThatArrivesMeanwhileIsNotListedBeforeTheNextLogin() throws IOException {
        MemoryStore store = Scene.octets(120, 200, 300).store();
        try (TestPostOffice office = Scene.maildrop().open(store)) {
            try (Client client = Client.loggedIn(office)) {
                deliver(store, Scene.message(400));
                client.command("DELE 1");
                assertThat(client.multiLine("LIST")).isEqualTo("2 200\r\n3 300\r\n");
                assertThat(client.command("RETR 4")).isEqualTo("-ERR no such message");
                assertThat(client.command("RSET")).isEqualTo("+OK 3 messages (620 octets)");
                assertThat(client.command("STAT")).isEqualTo("+OK 3 620");
                assertThat(client.command("QUIT")).isEqualTo("+OK bye, 3 messages left");
                client.rest();
            }
            try (Client client = Client.loggedIn(office)) {
                assertThat(client.command("LIST 4")).isEqualTo("+OK 4 400");
            }
        }
    }

    @Test
    @Spec({"P3-072", "LK-002"})
    void aMessageThatAnotherProgramTookKeepsItsNumberAndTheSessionGoesOn() throws IOException {
        MemoryStore store = Scene.octets(120, 200, 300).store();
        try (TestPostOffice office = Scene.maildrop().open(store);
                Client client = Client.loggedIn(office)) {
            store.discard(Scene.ALICE, new UniqueId("b2"));
            for (String command : new String[] {"RETR 2", "TOP 2 0"}) {
                assertThat(client.command(command))
                        .isEqualTo(
                                "-ERR [SYS/TEMP] another program moved the message; log in again");
            }
            assertThat(client.multiLine("LIST")).isEqualTo("1 120\r\n2 200\r\n3 300\r\n");
            assertThat(client.multiLine("RETR 3")).isEqualTo(Scene.message(300));
            assertThat(client.command("DELE 2")).startsWith("+OK");
            assertThat(client.command("QUIT")).isEqualTo("+OK bye, 2 messages left");
        }
    }

    @Test
    @Spec({"P3-078", "CA-020", "RW-023"})
    void repliesToPipelinedCommandsComeWholeAndInOrder() throws IOException {
        StringBuilder dialogue = new StringBuilder();
        String[] messages = new String[25];
        for (int i = 0; i < 25; i++) {
            messages[i] = Scene.message(100 + i * 37);
            dialogue.append("C: RETR ").append(i + 1).append('\n');
            dialogue.append("S: +OK ")
                    .append(100 + i * 37)
                    .append(" octets\nS: A: b\nS:\nS: ")
                    .append("x".repeat(90 + i * 37))
                    .append("\nS: .\n");
            dialogue.append("C: DELE ").append(i + 1).append('\n');
            dialogue.append("S: +OK message ").append(i + 1).append(" deleted\n");
        }
        Scene.maildrop(messages)
                .leaving()
                .plays(dialogue + "C: QUIT\nS: +OK bye, 0 messages left\nS: <closed>\n");
    }

    @Test
    @Spec({"P3-103", "P3-097", "P3-098", "P3-099", "P3-100", "RW-074"})
    void topSendsSoManyLinesOfTheBody() throws IOException {
        String header = "A: b\r\n".repeat(30);
        Scene.maildrop(header + "\r\n1\r\n.2\r\n3\r\n")
                .plays(
                        """
                        C: TOP 1 0
                        S: +OK top follows
                        %1$sS:
                        S: .
                        C: TOP 1 2
                        S: +OK top follows
                        %1$sS:
                        S: 1
                        S: ..2
                        S: .
                        C: TOP 1 4294967296
                        S: +OK top follows
                        %1$sS:
                        S: 1
                        S: ..2
                        S: 3
                        S: .
                        C: TOP 1
                        S: -ERR TOP needs a message number and a count of lines, in digits
                        C: TOP 1 -1
                        S: -ERR TOP needs a message number and a count of lines, in digits
                        C: TOP 1 x
                        S: -ERR TOP needs a message number and a count of lines, in digits
                        C: TOP 1 2 3
                        S: -ERR TOP needs a message number and a count of lines, in digits
                        """
                                .formatted("S: A: b\n".repeat(30)));
    }

    @Test
    @Spec({"P3-102", "P3-099", "P3-103", "RW-011"})
    void topIsAPrefixOfRetrAndNoRetrieval() throws IOException, InterruptedException {
        String[] messages = {
            ".a: b\r\n\r\n.1\r\n2\r\n..3\r\n4\r\n5\r\n6",
            "A: b\r\n",
            "A: b\n\n.\n..\n",
            "no header",
            "\r\nbody only\r\n",
            ""
        };
        try (TestPostOffice office = Scene.maildrop(messages).open();
                Client client = Client.loggedIn(office)) {
            for (int i = 1; i <= messages.length; i++) {
                String whole = client.multiLine("TOP " + i + " 99999999");
                for (int lines : new int[] {0, 1, 2, 5}) {
                    assertThat(whole).startsWith(client.multiLine("TOP " + i + " " + lines));
                }
                assertThat(client.multiLine("TOP " + i + " 2147483647")).isEqualTo(whole);
                assertThat(client.multiLine("TOP " + i + " " + "9".repeat(12))).isEqualTo(whole);
            }
            client.command("QUIT");
            Event.PopEnded end = office.await(Event.PopEnded.class, _ -> true);
            assertThat(end.retrieved()).isZero();
            assertThat(end.left()).isEqualTo(messages.length);
        }
        try (TestPostOffice office = Scene.maildrop(messages).open();
                Client client = Client.loggedIn(office)) {
            for (int i = 1; i <= messages.length; i++) {
                assertThat(client.multiLine("RETR " + i))
                        .isEqualTo(client.multiLine("TOP " + i + " 99999999"));
            }
            client.command("QUIT");
            assertThat(office.await(Event.PopEnded.class, _ -> true).retrieved())
                    .isEqualTo(messages.length);
        }
    }

    @Test
    @Spec({"P3-090", "P3-091", "RW-007", "RW-018"})
    void anIdNamesTheSameMessageInEveryLaterSession() throws IOException {
        MemoryStore store = new MemoryStore();
        for (int i = 0; i < 3; i++) {
            deliver(store, Scene.message(120));
        }
        try (TestPostOffice office = Scene.maildrop().open(store)) {
            String ids;
            try (Client cut = Client.loggedIn(office)) {
                ids = cut.multiLine("UIDL");
                cut.command("DELE 1");
            }
            assertThat(ids.lines().map(line -> line.split(" ", -1)[1]).distinct()).hasSize(3);
            Scene.left(store);
            try (Client client = Client.loggedIn(office)) {
                assertThat(client.multiLine("UIDL")).isEqualTo(ids);
                client.command("DELE 1");
                client.command("QUIT");
                client.rest();
            }
            deliver(store, Scene.message(120));
            try (Client client = Client.loggedIn(office)) {
                String later = client.multiLine("UIDL");
                assertThat(later.lines().map(line -> line.substring(2)).limit(2))
                        .containsExactlyElementsOf(
                                ids.lines().skip(1).map(line -> line.substring(2)).toList());
                assertThat(ids).doesNotContain(later.lines().toList().getLast().substring(2));
            }
        }
    }

    @Test
    @Spec({"RW-020"})
    void thousandsOfDeletionsAreOnePass() throws IOException {
        int count = 50_000;
        MemoryStore store = new MemoryStore();
        for (int i = 1; i <= count; i++) {
            store.place(Scene.ALICE, new UniqueId("id" + i), new byte[] {'x', '\r', '\n'});
        }
        int[] updates = {0};
        FaultyStore counting =
                new FaultyStore(
                        store,
                        call -> {
                            if (call == FaultyStore.Call.REMOVE) {
                                updates[0]++;
                            }
                        });
        try (TestPostOffice office = Scene.maildrop().open(counting);
                Client client = Client.loggedIn(office)) {
            for (int from = 1; from < count; from += 1000) {
                StringBuilder commands = new StringBuilder();
                for (int i = from; i < from + 1000; i++) {
                    commands.append("DELE ").append(i).append("\r\n");
                }
                client.send(commands.toString());
                for (int i = from; i < from + 1000; i++) {
                    assertThat(client.line()).isEqualTo("+OK message " + i + " deleted");
                }
            }
            assertThat(client.command("QUIT")).isEqualTo("+OK bye, 0 messages left");
        }
        assertThat(updates[0]).isEqualTo(1);
        assertThat(Scene.left(store)).isEmpty();
    }
}
