package org.restante.server.pop2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.UniqueId;
import org.restante.server.TestPostOffice;
import org.restante.server.event.Event;
import org.restante.server.login.ThrottleSettings;
import org.restante.server.net.EndReason;
import org.restante.server.pop3.Client;
import org.restante.server.pop3.FaultyStore;
import org.restante.server.session.PlainScene;
import org.restante.spec.Spec;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** If anything goes wrong the connection is closed, and nothing is removed. */
final class Pop2ErrorsTest {
    private static final String HELO = "HELO alice secret";

    /** More than the idle timer, less than a stalled write may take. */
    private static final Duration OVER_IDLE = Duration.ofMinutes(10).plusSeconds(1);

    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** One message of 20 octets was read, sent and marked; another is the current one. */
    private static final List<String> MARKED = List.of(HELO, "READ", "RETR", "ACKD");

    private static Client greeted(TestPostOffice office) throws IOException {
        Client client = new Client(office.pop2());
        client.line();
        return client;
    }

    /** Says these lines and reads what is said to each. */
    private static void play(Client client, List<String> lines) throws IOException {
        for (String line : lines) {
            client.send(line + "\r\n");
            if (line.equals("RETR")) {
                client.octets(20);
            } else {
                assertThat(client.line()).doesNotStartWith("-");
            }
        }
    }

    static Stream<List<String>> outOfPlace() {
        List<List<String>> scripts = new ArrayList<>();
        String[] commands = {
            HELO,
            "FOLD INBOX",
            "READ",
            "RETR",
            "ACKS",
            "ACKD",
            "NACK",
            "QUIT",
            "STAT",
            "READ x",
            "READ 0",
            "READ -1",
            "READ 1 2",
            "RETR 1",
            "ACKS 1",
            "QUIT now",
            "FOLD",
            "FOLD ",
            "FOLD a\\",
            "HELO onlyname",
            "HELO",
            "HELO a b c",
            "",
            "RETR\\",
            "R\u00C9TR",
            "FOLD \u00FF"
        };
        scripts(scripts, List.of(), commands, Set.of(HELO, "QUIT"));
        scripts(scripts, List.of(HELO), commands, Set.of("FOLD INBOX", "READ", "QUIT"));
        scripts(scripts, MARKED, commands, Set.of("FOLD INBOX", "READ", "RETR", "QUIT"));
        scripts(
                scripts,
                List.of(HELO, "READ", "RETR", "ACKD", "RETR"),
                commands,
                Set.of("ACKS", "ACKD", "NACK"));
        return scripts.stream();
    }

    private static void scripts(
            List<List<String>> scripts, List<String> before, String[] commands, Set<String> legal) {
        for (String command : commands) {
            if (!legal.contains(command)) {
                List<String> script = new ArrayList<>(before);
                script.add(command);
                scripts.add(script);
            }
        }
    }

    @ParameterizedTest
    @Spec({"P2-003", "P2-020"})
    @MethodSource("outOfPlace")
    void whatIsUnknownMalformedOrOutOfPlaceIsToldAndClosed(List<String> script) throws Exception {
        MemoryStore store = PlainScene.octets(20, 20).store();
        try (TestPostOffice office = PlainScene.octets().open(store);
                Client client = greeted(office)) {
            play(client, script.subList(0, script.size() - 1));
            assertThat(client.command(script.getLast())).startsWith("- ");
            assertThat(client.rest()).isEmpty();
            assertThat(office.await(Event.PopEnded.class, _ -> true).reason())
                    .isEqualTo(EndReason.ERROR);
            assertThat(PlainScene.left(store)).containsExactly("m1", "m2");
        }
    }

    @ParameterizedTest
    @Spec("P2-024")
    @CsvSource({"512, #", "513, -", "100000, -"})
    void aLineOfMoreThan512OctetsIsRefused(int octets, String begin) throws IOException {
        String password = "p".repeat(octets - "HELO alice \r\n".length());
        try (TestPostOffice office = PlainScene.octets(20).open()) {
            office.accounts().put("alice", password);
            try (Client client = greeted(office)) {
                assertThat(client.command("HELO alice " + password)).startsWith(begin);
            }
        }
    }

    @ParameterizedTest
    @Spec({"P2-003", "P2-024"})
    @ValueSource(
            strings = {
                "\0\0\0\r\n",
                "\r\n",
                "\n\n",
                "\r\r\n",
                "HELO alice\tsecret\r\n",
                "\u00FF\r\n"
            })
    void hostileLinesAreToldAndClosed(String octets) throws IOException {
        try (TestPostOffice office = PlainScene.octets(20).open();
                Client client = greeted(office)) {
            assertThat(client.send(octets).rest())
                    .startsWith("- ")
                    .endsWith("\r\n")
                    .hasLineCount(1);
        }
    }

    @Test
    void whateverComesTheSessionEndsAndRemovesNothing() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        MemoryStore store = PlainScene.octets(20, 20).store();
        try (TestPostOffice office = PlainScene.octets().open(store)) {
            for (int i = 0; i < 50; i++) {
                try (Client client = greeted(office)) {
                    StringBuilder octets =
                            new StringBuilder(i % 2 == 0 ? "" : HELO + "\r\nREAD\r\n");
                    for (int n = random.nextInt(2000); n >= 0; n--) {
                        octets.append((char) random.nextInt(256));
                    }
                    client.send(octets + "\r\n");
                    assertThat(client.rest()).as("seed %d", seed).contains("- ");
                }
            }
            assertThat(PlainScene.left(store)).containsExactly("m1", "m2");
        }
    }

    /** Each line of a whole session, cut behind it, in it and before its line end. */
    static Stream<String> cuts() {
        String session = HELO + "\r\nREAD\r\nRETR\r\nACKD\r\nRETR\r\nACKD\r\nREAD 1\r\nQUIT";
        return Stream.iterate(
                session,
                text -> !text.isEmpty(),
                text -> text.substring(0, Math.max(0, text.length() - 3)));
    }

    @ParameterizedTest
    @Spec("P2-020")
    @MethodSource("cuts")
    void aLinkThatIsCutRemovesNothing(String octets) throws Exception {
        MemoryStore store = PlainScene.octets(20, 20).store();
        try (TestPostOffice office = PlainScene.octets().open(store);
                Client client = greeted(office)) {
            client.send(octets);
            client.socket().shutdownOutput();
            client.rest();
            office.await(Event.PopEnded.class, _ -> true);
            assertThat(PlainScene.left(store)).containsExactly("m1", "m2");
        }
    }

    @Test
    @Spec("P2-020")
    void aPeerThatVanishesKeepsWhatAnEarlierFoldReleasedRemoved() throws Exception {
        MemoryStore store = PlainScene.octets(20, 20, 20).store();
        try (TestPostOffice office = PlainScene.octets().open(store);
                Client client = greeted(office)) {
            play(client, MARKED);
            play(client, List.of("FOLD INBOX", "READ", "RETR", "ACKD"));
            client.vanish();
            Event.PopEnded end = office.await(Event.PopEnded.class, _ -> true);
            assertThat(end.removed()).isEqualTo(1);
            assertThat(end.retrieved()).isEqualTo(2);
            assertThat(PlainScene.left(store)).containsExactly("m2", "m3");
        }
    }

    @ParameterizedTest
    @Spec({"P2-016", "P2-020"})
    @CsvSource({"CONTENT, 1", "OCTET, 1", "OCTET, 10", "OCTET, 21"})
    void aMessageThatCannotBeReadNeverLooksWhole(FaultyStore.Call call, int n) throws Exception {
        MemoryStore store = PlainScene.octets(20).store();
        try (TestPostOffice office =
                        PlainScene.octets()
                                .over(it ->
                                        new FaultyStore(
                                                it,
                                                FaultyStore.at(call, n, new IOException("broken"))))
                                .open(store);
                Client client = greeted(office)) {
            play(client, List.of(HELO, "READ"));
            assertThat(client.send("RETR\r\n").rest()).hasSizeLessThan(20).doesNotContain("- ");
            office.await(Event.Failed.class, _ -> true);
            assertThat(office.await(Event.PopEnded.class, _ -> true).reason())
                    .isEqualTo(EndReason.STORE_FAILED);
            assertThat(PlainScene.left(store)).containsExactly("m1");
        }
    }

    @Test
    void aMessageThatAnotherProgramTookIsNotAnswered() throws Exception {
        MemoryStore store = PlainScene.octets(20).store();
        try (TestPostOffice office = PlainScene.octets().open(store);
                Client client = greeted(office)) {
            play(client, List.of(HELO, "READ"));
            store.discard(PlainScene.ALICE, new UniqueId("m1"));
            assertThat(client.send("RETR\r\n").rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {HELO, "FOLD INBOX"})
    void aMaildropThatCannotBeOpenedIsToldAndClosed(String line) throws Exception {
        int n = line.equals(HELO) ? 1 : 2;
        try (TestPostOffice office =
                        PlainScene.octets(20)
                                .over(it ->
                                        new FaultyStore(
                                                it,
                                                FaultyStore.at(
                                                        FaultyStore.Call.OPEN,
                                                        n,
                                                        new IOException("broken"))))
                                .open();
                Client client = greeted(office)) {
            if (n == 2) {
                play(client, List.of(HELO));
            }
            assertThat(client.send(line + "\r\n").rest()).isEqualTo("- try again later\r\n");
            office.await(Event.Failed.class, failed -> failed.doing().contains("alice"));
        }
    }

    /** ACKD is answered alike; the release says what became of it. */
    @ParameterizedTest
    @Spec({"P2-018", "P2-019", "P2-023"})
    @ValueSource(strings = {"QUIT", "FOLD INBOX"})
    void aMessageThatMayNotBeRemovedStaysAndTheReleaseSaysSo(String release) throws Exception {
        MemoryStore store = PlainScene.octets(20, 20).store();
        try (TestPostOffice office =
                        PlainScene.octets()
                                .over(it ->
                                        new FaultyStore(it, _ -> {}, Set.of(new UniqueId("m1"))))
                                .open(store);
                Client client = greeted(office)) {
            play(client, List.of(HELO, "READ", "RETR"));
            assertThat(client.command("ACKD")).isEqualTo("=20 octets in message 2");
            assertThat(client.send(release + "\r\n").rest())
                    .isEqualTo("- 1 of 1 messages were not deleted\r\n");
            assertThat(PlainScene.left(store)).containsExactly("m1", "m2");
        }
    }

    @Test
    void aDiskThatFailsInTheReleaseIsToldAndClosed() throws Exception {
        try (TestPostOffice office =
                        PlainScene.octets(20, 20)
                                .over(it ->
                                        new FaultyStore(
                                                it,
                                                FaultyStore.at(
                                                        FaultyStore.Call.REMOVE,
                                                        1,
                                                        new IOException("broken"))))
                                .open();
                Client client = greeted(office)) {
            play(client, MARKED);
            assertThat(client.send("QUIT\r\n").rest())
                    .isEqualTo("- some messages may not be deleted\r\n");
            office.await(Event.Failed.class, _ -> true);
        }
    }

    /** The stop comes in the middle of the removal. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStopLetsARemovalFinishAndAnswer(boolean account) throws Exception {
        MemoryStore store = PlainScene.octets(20, 20).store();
        TestPostOffice[] office = new TestPostOffice[1];
        FaultyStore.Fault stop =
                call -> {
                    if (call == FaultyStore.Call.REMOVE) {
                        if (account) {
                            assertThat(office[0].pop2Protocol().end("alice")).isEqualTo(1);
                        } else {
                            office[0].stopPlainPop();
                        }
                    }
                };
        office[0] = PlainScene.octets().over(it -> new FaultyStore(it, stop)).open(store);
        try (TestPostOffice here = office[0];
                Client client = greeted(here)) {
            play(client, MARKED);
            assertThat(client.send("FOLD INBOX\r\n").rest()).isEqualTo("#1 message\r\n");
            assertThat(here.await(Event.PopEnded.class, _ -> true).reason())
                    .isEqualTo(account ? EndReason.ACCOUNT_CLOSED : EndReason.SHUTDOWN);
            assertThat(PlainScene.left(store)).containsExactly("m2");
        }
    }

    @Test
    @Spec("P2-020")
    void aStopCutsASessionThatWaitsAndRemovesNothing() throws Exception {
        MemoryStore store = PlainScene.octets(20, 20).store();
        try (TestPostOffice office = PlainScene.octets().open(store);
                Client client = greeted(office)) {
            play(client, MARKED);
            assertThat(office.pop2Protocol().end("bob")).isZero();
            assertThat(office.pop2Protocol().end("alice")).isEqualTo(1);
            assertThat(client.rest()).isEmpty();
            assertThat(PlainScene.left(store)).containsExactly("m1", "m2");
        }
    }

    @Test
    @Spec({"P2-020", "P2-025"})
    void silenceIsToldAndClosedAndRemovesNothing() throws Exception {
        MemoryStore store = PlainScene.octets(20, 20).store();
        try (TestPostOffice office = PlainScene.octets().open(store);
                Client client = greeted(office)) {
            play(client, MARKED);
            Event.PopEnded end = office.awaitPassing(OVER_IDLE, PAUSE, Event.PopEnded.class);
            assertThat(end.reason()).isEqualTo(EndReason.IDLE);
            assertThat(client.rest()).isEqualTo("- nothing came for too long\r\n");
            assertThat(PlainScene.left(store)).containsExactly("m1", "m2");
        }
    }

    @Test
    @Spec("P2-025")
    void whoDoesNotLogInInTimeIsToldAndClosed() throws Exception {
        try (TestPostOffice office = PlainScene.octets().open();
                Client client = greeted(office)) {
            Event.PopEnded end =
                    office.awaitPassing(Duration.ofMinutes(3), PAUSE, Event.PopEnded.class);
            assertThat(end.reason()).isEqualTo(EndReason.LOGIN_TIMEOUT);
            assertThat(client.rest()).isEqualTo("- nothing came for too long\r\n");
        }
    }

    @Test
    @Spec({"P2-005", "P2-029"})
    void failuresAtPop2CountForPop3() throws Exception {
        ThrottleSettings two =
                new ThrottleSettings(
                        Duration.ZERO,
                        Duration.ZERO,
                        2,
                        1000,
                        Duration.ofHours(1),
                        Duration.ofMinutes(10),
                        Duration.ofDays(30),
                        List.of(),
                        64);
        try (TestPostOffice office = PlainScene.octets(20).with(o -> o.withThrottle(two)).open()) {
            for (String wrong : List.of("one", "two")) {
                try (Client client = greeted(office)) {
                    assertThat(client.send("HELO alice " + wrong + "\r\n").rest())
                            .isEqualTo("- wrong user or password\r\n");
                }
                Event.LoginFailed failed = office.await(Event.LoginFailed.class, _ -> true);
                assertThat(failed.name()).isEqualTo("alice");
                assertThat(failed.reason()).isEqualTo("wrong password");
            }
            try (Client client = greeted(office)) {
                assertThat(client.send(HELO + "\r\n").rest())
                        .isEqualTo("- too many failed logins: try again later\r\n");
            }
            try (Client pop3 = new Client(office.pop3())) {
                pop3.line();
                pop3.command("USER alice");
                assertThat(pop3.command("PASS secret")).startsWith("-ERR [SYS/TEMP]");
            }
        }
    }
}
