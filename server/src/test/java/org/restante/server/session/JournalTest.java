package org.restante.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.protocol.UniqueId;
import org.restante.server.TestPostOffice;
import org.restante.server.login.Retention;
import org.restante.server.pop3.Settings;
import org.restante.spec.Chunking;
import org.restante.spec.Transcript;
import org.restante.store.JournalEntry;
import org.restante.store.MaildropName;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What sessions of each kind tell the journal of a maildrop. */
final class JournalTest {
    private final MemoryStore store = new MemoryStore();

    private void place(MaildropName name, String id, Instant arrived) {
        store.place(
                name,
                new UniqueId(id),
                "A: b\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII),
                arrived);
    }

    private void place(String... ids) {
        for (String id : ids) {
            place(PlainScene.ALICE, id, Instant.now());
        }
    }

    private static void plays(Socket connection, String transcript) throws IOException {
        try (Socket socket = connection) {
            Transcript.parse(transcript).run(socket, new Chunking.Lines());
        }
    }

    private TestPostOffice office() throws IOException {
        return PlainScene.maildrop().open(store);
    }

    /** Kind, folder, id, octets, detail of each entry. */
    private List<String> journal() throws IOException {
        List<String> lines = new ArrayList<>();
        store.journal()
                .read(
                        PlainScene.ALICE,
                        entry -> {
                            lines.add(
                                    (entry.kind()
                                                    + " "
                                                    + entry.folder()
                                                    + " "
                                                    + entry.id().map(UniqueId::value).orElse("")
                                                    + " "
                                                    + entry.octets().orElse(0)
                                                    + " "
                                                    + entry.detail())
                                            .strip());
                            assertThat(entry.session()).isNotEmpty();
                            assertThat(entry.peer()).startsWith("127.0.0.1:");
                        });
        return lines;
    }

    @Test
    void aPop3SessionTellsWhatItSentMarkedAndRemoved() throws IOException {
        place("a1", "b2", "c3");
        try (TestPostOffice office = office()) {
            plays(
                    office.pop3(),
                    """
                    S: +OK mail.example.org POP3 ready
                    C: USER alice
                    S: +OK now the password
                    C: PASS secret
                    S: +OK ...
                    C: TOP 1 0
                    S: +OK ...
                    S: A: b
                    S:
                    S: .
                    C: RETR 2
                    S: +OK ...
                    S: A: b
                    S:
                    S: body
                    S: .
                    C: DELE 3
                    S: +OK ...
                    C: RSET
                    S: +OK ...
                    C: RSET
                    S: +OK ...
                    C: DELE 2
                    S: +OK ...
                    C: QUIT
                    S: +OK ...
                    S: <closed>
                    """);
        }
        assertThat(journal())
                .containsExactly(
                        "RETRIEVED  b2 14",
                        "MARKED  c3 14",
                        "UNMARKED   0",
                        "MARKED  b2 14",
                        "REMOVED  b2 14");
    }

    @Test
    void pop2AndPop1TellTheSame() throws IOException {
        MaildropName lists = PlainScene.folder("lists");
        place(lists, "l1", Instant.now());
        place("a1");
        try (TestPostOffice office = office()) {
            plays(
                    office.pop2(),
                    """
                    S: + POP2 mail.example.org server ready
                    C: HELO alice secret
                    S: #1 message
                    C: FOLD lists
                    S: #1 message
                    C: READ 1
                    S: =14 octets in message 1
                    C: RETR
                    S: A: b
                    S:
                    S: body
                    C: ACKD
                    S: =0 no such message
                    C: QUIT
                    S: + bye
                    S: <closed>
                    """);
            try (Socket socket = office.pop1()) {
                socket.getOutputStream()
                        .write(
                                "USER alice\r\nPASS secret\r\nRDEL inbox\r\nRCEV\r\nRCVD\r\nQUIT\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                assertThat(
                                new String(
                                        socket.getInputStream().readAllBytes(),
                                        StandardCharsets.US_ASCII))
                        .endsWith("+OK\r\n+OK bye\r\n");
            }
        }
        assertThat(journal())
                .containsExactly(
                        "RETRIEVED lists l1 14",
                        "MARKED lists l1 14",
                        "REMOVED lists l1 14",
                        "RETRIEVED  a1 14",
                        "REMOVED  a1 14");
    }

    @Test
    void aMaildropThatIsInUseAndOneWhoseMailIsTooOldAreTold() throws IOException {
        place(PlainScene.ALICE, "old", Instant.now().minus(Duration.ofDays(31)));
        place("new");
        PlainScene scene =
                PlainScene.maildrop()
                        .with(options ->
                                options.withPop3(pop3 ->
                                        Settings.withRetention(pop3, new Retention.Days(30))));
        String login =
                """
                S: +OK mail.example.org POP3 ready
                C: USER alice
                S: +OK now the password
                C: PASS secret
                """;
        try (TestPostOffice office = scene.open(store);
                Socket first = office.pop3()) {
            Transcript.parse(login + "S: +OK ...\n").run(first, new Chunking.Lines());
            plays(
                    office.pop3(),
                    login + "S: -ERR [IN-USE] ...\nC: QUIT\nS: +OK bye\nS: <closed>\n");
        }
        assertThat(journal()).containsExactly("EXPIRED  old 0 kept for 30d", "IN_USE   0");
    }

    @Test
    void aDeliveryAndARefusalAreTold() throws IOException {
        try (TestPostOffice office = office()) {
            office.accounts().put("carol", "secret", false);
            plays(
                    office.lmtp(),
                    """
                    S: 220 mail.example.org LMTP ready
                    C: LHLO client.example.org
                    S: 250-mail.example.org
                    S: 250-PIPELINING
                    S: 250-ENHANCEDSTATUSCODES
                    S: 250-8BITMIME
                    S: 250-SMTPUTF8
                    S: 250 SIZE ...
                    C: MAIL FROM:<sender@example.org>
                    S: 250 2.1.0 sender ok
                    C: RCPT TO:<carol@localhost>
                    S: 550 5.2.1 account is disabled
                    C: RCPT TO:<alice@localhost>
                    S: 250 2.1.5 recipient ok
                    C: DATA
                    S: 354 ...
                    C: .
                    S: 250 2.1.5 delivered
                    C: QUIT
                    S: 221 2.0.0 bye
                    S: <closed>
                    """);
        }
        List<JournalEntry> entries = new ArrayList<>();
        store.journal().read(PlainScene.ALICE, entries::add);
        store.journal().read(MaildropName.of("carol"), entries::add);
        assertThat(entries)
                .extracting(JournalEntry::kind)
                .containsExactly(JournalEntry.Kind.DELIVERED, JournalEntry.Kind.REFUSED);
        assertThat(entries.getFirst().login()).isEqualTo("sender@example.org");
        assertThat(entries.getFirst().octets().orElseThrow()).isPositive();
        assertThat(entries.getFirst().id()).isPresent();
        assertThat(entries.get(1).detail()).isEqualTo("550 5.2.1 account is disabled");
    }
}
