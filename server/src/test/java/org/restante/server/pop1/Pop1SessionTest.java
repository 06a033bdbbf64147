package org.restante.server.pop1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.Content;
import org.restante.protocol.UniqueId;
import org.restante.server.TestPostOffice;
import org.restante.server.event.Event;
import org.restante.server.net.EndReason;
import org.restante.server.pop3.Client;
import org.restante.server.pop3.FaultyStore;
import org.restante.server.session.PlainScene;
import org.restante.spec.Spec;
import org.restante.store.Delivery;
import org.restante.store.DeliveryId;
import org.restante.store.Expiry;
import org.restante.store.Filed;
import org.restante.store.Handover;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStore;
import org.restante.store.Opening;
import org.restante.store.ScanListing;
import org.restante.store.Sweeping;
import org.restante.store.Usage;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** POP1 (RFC 918). */
final class Pop1SessionTest {
    /** What stands before each message, with its octets. */
    private static final Pattern LINE =
            Pattern.compile(
                    "[ 123][0-9]-[A-Z][a-z]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}-GMT,([0-9]+);0{12}");

    private static final Pattern COUNT = Pattern.compile("#([0-9]+) octets in [0-9]+ messages?");

    /** More than the idle timer, less than a stalled write may take. */
    private static final Duration OVER_IDLE = Duration.ofMinutes(10).plusSeconds(1);

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final String LOGIN =
            """
            S: +OK mail.example.org POP1 server ready
            C: USER alice
            S: +OK now the password
            C: PASS secret
            S: +OK
            """;

    private static Client greeted(TestPostOffice office) throws IOException {
        Client client = new Client(office.pop1());
        client.line();
        return client;
    }

    private static Client loggedIn(TestPostOffice office) throws IOException {
        Client client = greeted(office);
        client.command("USER alice");
        assertThat(client.command("PASS secret")).isEqualTo("+OK");
        return client;
    }

    /** Begins to read; returns how many octets are to come. */
    private static int begin(Client client, String command) throws IOException {
        Matcher count = COUNT.matcher(client.command(command));
        assertThat(count.matches()).isTrue();
        return Integer.parseInt(count.group(1));
    }

    /** Takes a stream of just so many octets apart, by the rule that is documented. */
    private static List<String> split(String stream) {
        List<String> messages = new ArrayList<>();
        int at = 0;
        while (at < stream.length()) {
            int end = stream.indexOf("\r\n", at);
            Matcher line = LINE.matcher(stream.substring(at, end));
            assertThat(line.matches()).as(stream.substring(at, end)).isTrue();
            int from = end + 2;
            at = from + Integer.parseInt(line.group(1));
            messages.add(stream.substring(from, at));
        }
        return messages;
    }

    private static List<String> receive(Client client, String command) throws IOException {
        int octets = begin(client, command);
        return split(client.send("RCEV\r\n").octets(octets));
    }

    @Test
    @Spec({"P1-001", "P1-002", "P1-003", "P1-004", "P1-006", "P1-007", "P1-011", "P1-012"})
    void theNormalScenario() throws IOException {
        PlainScene.octets()
                .plays(
                        TestPostOffice::pop1,
                        LOGIN
                                + """
                                C: RETR mailbox
                                S: -ERR no such mailbox
                                C: RDEL inbox
                                S: #0 octets in 0 messages
                                C: RCEV
                                C: RCVD
                                S: +OK
                                C: NOOP
                                S: +OK
                                C: QUIT
                                S: +OK bye
                                S: <closed>
                                """);
    }

    @Test
    @Spec({"P1-005", "P1-006", "P1-007", "P1-014"})
    void rdelRemovesWhatWasSentWhenItWasReceived() throws IOException {
        String[] stored = {
            "A: b\r\n\r\n.\r\n..\r\n",
            "",
            " 1-Jan-85 00:00:00-GMT,5;000000000000\r\n",
            "a\nb",
            "Subject: \u00C3\u00A9\u00FF\r\n\r\n"
        };
        MemoryStore store = PlainScene.maildrop(stored).store();
        try (TestPostOffice office = PlainScene.octets().open(store);
                Client client = loggedIn(office)) {
            assertThat(receive(client, "RDEL inbox"))
                    .containsExactly(stored[0], "", stored[2], "a\r\nb\r\n", stored[4]);
            assertThat(client.command("RCVD")).isEqualTo("+OK");
            assertThat(PlainScene.left(store)).isEmpty();
            assertThat(client.command("RETR inbox")).isEqualTo("#0 octets in 0 messages");
        }
    }

    @ParameterizedTest
    @Spec({"P1-004", "P1-006", "P1-007"})
    @ValueSource(strings = {"RCEV", "RECV", "rcev"})
    void retrKeepsAndBothSpellingsSend(String rcev) throws IOException {
        MemoryStore store = PlainScene.octets(20, 300_000).store();
        try (TestPostOffice office = PlainScene.octets().open(store);
                Client client = loggedIn(office)) {
            int octets = begin(client, "retr INBOX");
            assertThat(split(client.send(rcev + "\r\n").octets(octets)))
                    .containsExactly(PlainScene.message(20), PlainScene.message(300_000));
            assertThat(client.command("RCVD")).isEqualTo("+OK");
            assertThat(PlainScene.left(store)).containsExactly("m1", "m2");
        }
    }

    @Test
    @Spec({"P1-004", "P1-005"})
    void aFolderIsAMailboxToo() throws IOException {
        MemoryStore store = PlainScene.octets(20).folder("Old Mail", 30, 40).store();
        try (TestPostOffice office = PlainScene.octets().open(store);
                Client client = loggedIn(office)) {
            assertThat(receive(client, "RDEL Old Mail"))
                    .containsExactly(PlainScene.message(30), PlainScene.message(40));
            assertThat(client.command("RCVD")).isEqualTo("+OK");
            for (String none : List.of("nosuch", "../bob", ".", "/", "Old Mail/")) {
                assertThat(client.command("RDEL " + none)).isEqualTo("-ERR no such mailbox");
            }
        }
        assertThat(PlainScene.left(store)).containsExactly("m1");
        assertThat(PlainScene.left(store, PlainScene.folder("Old Mail"))).isEmpty();
    }

    @Test
    @Spec({"P1-004", "P1-007", "P1-010"})
    void theMailboxIsLockedFromRetrToRcvdOrRset() throws IOException {
        try (TestPostOffice office = PlainScene.octets(20).open();
                Client one = loggedIn(office);
                Client other = loggedIn(office)) {
            for (String end : List.of("RCVD", "RSET")) {
                int octets = begin(one, "RETR inbox");
                assertThat(other.command("RETR inbox"))
                        .isEqualTo("-ERR the mailbox is locked by another session");
                one.send("RCEV\r\n").octets(octets);
                assertThat(one.command(end)).isEqualTo("+OK");
                begin(other, "RETR inbox");
                assertThat(other.command("RSET")).isEqualTo("+OK");
            }
        }
    }

    @Test
    @Spec("P1-008")
    void mailThatArrivesBetweenRcevAndRcvdStays() throws IOException {
        MemoryStore store = PlainScene.octets(20).store();
        try (TestPostOffice office = PlainScene.octets().open(store);
                Client client = loggedIn(office)) {
            int octets = begin(client, "RDEL inbox");
            deliver(store, "1\r\n");
            assertThat(split(client.send("RCEV\r\n").octets(octets))).hasSize(1);
            deliver(store, "2\r\n");
            assertThat(client.command("RCVD")).isEqualTo("+OK");
            assertThat(receive(client, "RETR inbox")).containsExactly("1\r\n", "2\r\n");
        }
    }

    private static void deliver(MemoryStore store, String message) throws IOException {
        try (Delivery delivery = store.deliver(PlainScene.ALICE)) {
            delivery.write(message.getBytes(StandardCharsets.US_ASCII), 0, 3);
            delivery.commit();
        }
    }

    @Test
    @Spec({"P1-001", "P1-003", "P1-009", "P1-010", "P1-011"})
    void whatIsOutOfPlaceIsAnErrorAndChangesNothing() throws IOException {
        PlainScene.octets()
                .plays(
                        TestPostOffice::pop1,
                        """
                        S: +OK mail.example.org POP1 server ready
                        C: NOOP
                        S: +OK
                        C: RSET
                        S: +OK
                        C: PASS secret
                        S: -ERR USER comes first
                        C: USER alice
                        S: +OK now the password
                        C: RETR inbox
                        S: -ERR log in first
                        C: PASS secret
                        S: -ERR USER comes first
                        C: USER alice
                        S: +OK now the password
                        C: RSET
                        S: +OK
                        C: PASS secret
                        S: -ERR USER comes first
                        C: user alice
                        S: +OK now the password
                        C: NOOP
                        S: +OK
                        C: pass secret
                        S: +OK
                        C: USER alice
                        S: -ERR not after login
                        C: PASS secret
                        S: -ERR not after login
                        C: RCEV
                        S: -ERR RETR or RDEL comes first
                        C: RCVD
                        S: -ERR RCEV comes first
                        C: RETR inbox
                        S: #0 octets in 0 messages
                        C: RETR inbox
                        S: -ERR a mailbox is open already
                        C: RCVD
                        S: -ERR RCEV comes first
                        C: NOOP
                        S: +OK
                        C: RCEV
                        C: RCEV
                        S: -ERR RETR or RDEL comes first
                        C: RDEL inbox
                        S: -ERR a mailbox is open already
                        C: HELO alice secret
                        S: -ERR unknown command
                        C: RCVD now
                        S: -ERR no arguments are allowed
                        C: RCVD
                        S: +OK
                        C: RETR
                        S: -ERR an argument is needed
                        C: QUIT
                        S: +OK bye
                        S: <closed>
                        """);
    }

    @Test
    @Spec("P1-003")
    void aWrongPasswordMayBeFollowedByTheRightOneUntilThereAreTooMany() throws Exception {
        try (TestPostOffice office = PlainScene.octets(20).open();
                Client client = greeted(office)) {
            for (int i = 1; i <= 5; i++) {
                assertThat(client.command("USER alice")).isEqualTo("+OK now the password");
                assertThat(client.command("PASS wrong")).isEqualTo("-ERR wrong name or password");
            }
            assertThat(client.rest()).isEmpty();
            assertThat(office.await(Event.PopEnded.class, _ -> true).reason())
                    .isEqualTo(EndReason.TOO_MANY_ERRORS);
            try (Client next = greeted(office)) {
                next.command("USER alice");
                next.command("PASS wrong");
                next.command("USER alice");
                assertThat(next.command("PASS secret")).isEqualTo("+OK");
            }
        }
    }

    /** Whether it is removed is told by RCVD alone. */
    static Stream<List<String>> ends() {
        return Stream.of(
                List.of("RDEL inbox"),
                List.of("RDEL inbox", "RCEV"),
                List.of("RDEL inbox", "RCEV", "RSET"),
                List.of("RDEL inbox", "RCEV", "QUIT"),
                List.of("RDEL inbox", "QUIT"),
                List.of("RDEL inbox", "RCEV", "RSET", "RCVD"),
                List.of("RDEL inbox", "RCVD"),
                List.of("RETR inbox", "RCEV", "RCVD", "QUIT"),
                List.of("RDEL inbox", "RCEV", "RCVD now"));
    }

    @ParameterizedTest
    @Spec({"P1-007", "P1-010", "P1-012", "P1-013"})
    @MethodSource("ends")
    void withoutRcvdBehindRdelAndRcevNothingIsRemoved(List<String> lines) throws Exception {
        for (boolean vanishes : List.of(true, false)) {
            MemoryStore store = PlainScene.octets(20, 20).store();
            try (TestPostOffice office = PlainScene.octets().open(store);
                    Client client = loggedIn(office)) {
                client.send(String.join("\r\n", lines) + "\r\n");
                client.line();
                if (vanishes) {
                    client.vanish();
                } else {
                    // Half of the line that would remove is no line.
                    client.send("RCVD");
                    client.socket().shutdownOutput();
                    client.rest();
                }
                office.await(Event.PopEnded.class, _ -> true);
                assertThat(PlainScene.left(store)).containsExactly("m1", "m2");
            }
        }
    }

    @Test
    @Spec({"P1-001", "P1-013"})
    void silenceIsToldAndClosedAndRemovesNothing() throws Exception {
        MemoryStore store = PlainScene.octets(20).store();
        try (TestPostOffice office = PlainScene.octets().open(store);
                Client client = loggedIn(office)) {
            receive(client, "RDEL inbox");
            Event.PopEnded end = office.awaitPassing(OVER_IDLE, PAUSE, Event.PopEnded.class);
            assertThat(end.reason()).isEqualTo(EndReason.IDLE);
            assertThat(client.rest()).isEqualTo("-ERR nothing came for too long\r\n");
            assertThat(PlainScene.left(store)).containsExactly("m1");
        }
    }

    @Test
    @Spec("P1-007")
    void whatCannotBeRemovedIsToldAndKept() throws Exception {
        MemoryStore store = PlainScene.octets(20, 30).store();
        try (TestPostOffice office =
                        PlainScene.octets()
                                .over(it ->
                                        new FaultyStore(it, _ -> {}, Set.of(new UniqueId("m2"))))
                                .open(store);
                Client client = loggedIn(office)) {
            receive(client, "RDEL inbox");
            assertThat(client.command("RCVD")).isEqualTo("-ERR 1 of 2 messages were not deleted");
            assertThat(receive(client, "RDEL inbox")).containsExactly(PlainScene.message(30));
        }
        assertThat(PlainScene.left(store)).containsExactly("m2");
    }

    @Test
    @Spec("P1-007")
    void aDiskThatFailsInRcvdIsToldAndTheSessionGoesOn() throws Exception {
        MemoryStore store = PlainScene.octets(20).store();
        try (TestPostOffice office =
                        PlainScene.octets()
                                .over(it ->
                                        new FaultyStore(
                                                it,
                                                FaultyStore.at(
                                                        FaultyStore.Call.REMOVE,
                                                        1,
                                                        new IOException("broken"))))
                                .open(store);
                Client client = loggedIn(office)) {
            receive(client, "RDEL inbox");
            assertThat(client.command("RCVD")).isEqualTo("-ERR some messages may not be deleted");
            office.await(Event.Failed.class, _ -> true);
            receive(client, "RDEL inbox");
            assertThat(client.command("RCVD")).isEqualTo("+OK");
        }
        assertThat(PlainScene.left(store)).isEmpty();
    }

    @ParameterizedTest
    @Spec("P1-006")
    @CsvSource({"CONTENT, 1", "CONTENT, 2", "OCTET, 1", "OCTET, 10", "OCTET, 40"})
    void troubleAbortsTheConnectionSoThatNothingLooksWhole(FaultyStore.Call call, int n)
            throws Exception {
        MemoryStore store = PlainScene.octets(20, 20).store();
        try (TestPostOffice office =
                        PlainScene.octets()
                                .over(it ->
                                        new FaultyStore(
                                                it,
                                                FaultyStore.at(call, n, new IOException("broken"))))
                                .open(store);
                Client client = loggedIn(office)) {
            int octets = begin(client, "RDEL inbox");
            assertThat(client.send("RCEV\r\nRCVD\r\n").rest()).hasSizeLessThan(octets);
            office.await(Event.Failed.class, _ -> true);
            assertThat(office.await(Event.PopEnded.class, _ -> true).reason())
                    .isEqualTo(EndReason.STORE_FAILED);
            assertThat(PlainScene.left(store)).containsExactly("m1", "m2");
        }
    }

    @Test
    void aStopLetsARemovalFinishAndAnswer() throws Exception {
        MemoryStore store = PlainScene.octets(20).store();
        TestPostOffice[] office = new TestPostOffice[1];
        FaultyStore.Fault stop =
                call -> {
                    if (call == FaultyStore.Call.REMOVE) {
                        assertThat(office[0].pop1Protocol().end("alice")).isEqualTo(1);
                    }
                };
        office[0] = PlainScene.octets().over(it -> new FaultyStore(it, stop)).open(store);
        try (TestPostOffice here = office[0];
                Client client = loggedIn(here)) {
            receive(client, "RDEL inbox");
            assertThat(client.send("RCVD\r\n").rest()).isEqualTo("+OK\r\n");
            assertThat(here.await(Event.PopEnded.class, _ -> true).reason())
                    .isEqualTo(EndReason.ACCOUNT_CLOSED);
            assertThat(PlainScene.left(store)).isEmpty();
        }
    }

    @Test
    void aSessionWithoutAnOpenMailboxEndsWithItsAccount() throws Exception {
        try (TestPostOffice office = PlainScene.octets(20).open();
                Client client = loggedIn(office)) {
            assertThat(office.pop1Protocol().end("alice")).isEqualTo(1);
            assertThat(client.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"512, +OK", "513, -ERR", "100000, -ERR"})
    void aLineOfMoreThan512OctetsIsRefusedAndTheSessionGoesOn(int octets, String begin)
            throws IOException {
        try (TestPostOffice office = PlainScene.octets(20).open();
                Client client = greeted(office)) {
            String name = "n".repeat(octets - "USER \r\n".length());
            assertThat(client.command("USER " + name)).startsWith(begin);
            assertThat(client.command("NOOP")).isEqualTo("+OK");
        }
    }

    @Test
    @Spec("P1-013")
    void whateverComesNothingIsRemovedAndTooManyErrorsEndIt() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        MemoryStore store = PlainScene.octets(20, 20).store();
        try (TestPostOffice office = PlainScene.octets().open(store)) {
            for (int i = 0; i < 30; i++) {
                try (Client client = loggedIn(office)) {
                    StringBuilder octets = new StringBuilder("RDEL inbox\r\n");
                    for (int n = 0; n < 20; n++) {
                        for (int k = random.nextInt(100); k >= 0; k--) {
                            octets.append((char) random.nextInt(256));
                        }
                        octets.append("\r\n");
                    }
                    assertThat(client.send(octets.toString()).rest())
                            .as("seed %d", seed)
                            .endsWith("\r\n")
                            .contains("-ERR ");
                }
            }
            assertThat(PlainScene.left(store)).containsExactly("m1", "m2");
        }
    }

    /** Three messages of 256 MiB each, of which never more than one is open. */
    private static final class Huge implements MaildropStore, Maildrop {
        private static final long OCTETS = 1L << 28;
        private static final int MESSAGES = 3;
        private int open;

        @Override
        public Opening open(MaildropName name) {
            return new Opening.Opened(this);
        }

        @Override
        public Usage usage(MaildropName name) {
            return Usage.NONE;
        }

        @Override
        public Delivery deliver(MaildropName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Handover deliver(MaildropName name, DeliveryId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ScanListing listing() {
            List<ListedMessage> listing = new ArrayList<>();
            for (int i = 1; i <= MESSAGES; i++) {
                listing.add(new ListedMessage(new UniqueId("m" + i), OCTETS));
            }
            return ScanListing.of(listing);
        }

        @Override
        public Content open(UniqueId id) {
            assertThat(++open).isEqualTo(1);
            return new Content.Stream(
                    new InputStream() {
                        private long left = OCTETS;

                        @Override
                        public int read() {
                            throw new UnsupportedOperationException();
                        }

                        @Override
                        public int read(byte[] target, int offset, int length) {
                            int count = (int) Math.min(left, length);
                            left -= count;
                            return count == 0 ? -1 : count;
                        }

                        @Override
                        public void close() {
                            open--;
                        }
                    },
                    OCTETS);
        }

        @Override
        public Filed filed(UniqueId id) {
            return new Filed(Instant.EPOCH, "");
        }

        @Override
        public Set<UniqueId> arrivedBefore(Instant time) {
            return Set.of();
        }

        @Override
        public Set<UniqueId> retrievedBefore(Instant time) {
            return Set.of();
        }

        @Override
        public void retrieved(Set<UniqueId> ids, Instant time) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void hide(Set<UniqueId> ids) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Sweeping sweep(MaildropName name, Optional<Expiry> expiry) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<UniqueId> remove(Set<UniqueId> ids) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    @Test
    @Spec({"P1-004", "P1-006"})
    void aLargeMailboxIsStreamedMessageByMessage() throws IOException {
        try (TestPostOffice office = PlainScene.octets().over(_ -> new Huge()).open();
                Client client = loggedIn(office)) {
            Matcher count = COUNT.matcher(client.command("RETR inbox"));
            assertThat(count.matches()).isTrue();
            long octets = Long.parseLong(count.group(1));
            assertThat(octets)
                    .isEqualTo(
                            Huge.MESSAGES
                                    * (Huge.OCTETS
                                            + "25-Nov-26 18:25:21-GMT,268435456;000000000000\r\n"
                                                    .length()));
            client.send("RCEV\r\n").skip(octets);
            assertThat(client.command("RCVD")).isEqualTo("+OK");
        }
    }
}
