package org.restante.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

final class FaultTest {
    private static final String FIRST = "Subject: one\r\n\r\n.dot\r\nend\r\n";
    private static final String STUFFED = "Subject: one\r\n\r\n..dot\r\nend\r\n.\r\n";
    private static final String IN_USE = "-ERR [IN-USE] another session has this maildrop open";

    private final PostOffice post =
            PostOffice.builder()
                    .account("alice", "secret")
                    .message("alice", FIRST)
                    .message("alice", Mail.ofSize(200))
                    .message("alice", Mail.ofSize(3000))
                    .start();

    @AfterEach
    void close() {
        post.close();
    }

    private void given(Fault... faults) {
        post.faults().add(faults);
    }

    private Caller loggedIn() throws IOException {
        return Caller.loggedIn(post.pop3());
    }

    @Test
    void withoutFaultsAClientHearsWhatTheServerSays() throws Exception {
        String commands =
                """
                CAPA
                STLX
                USER alice
                PASS wrong
                AUTH PLAIN
                *
                USER alice
                PASS secret
                STAT
                LIST
                LIST 2
                UIDL
                UIDL 9
                RETR 1
                TOP 3 1
                RETR 3
                DELE 1
                RSET
                LANG
                NOOP
                QUIT
                """
                        .replace("\n", "\r\n");
        String direct;
        try (Caller caller = new Caller(post.directPop3())) {
            caller.send(commands);
            direct = caller.rest();
        }
        try (Caller caller = new Caller(post.pop3())) {
            caller.send(commands);
            assertThat(caller.rest()).isEqualTo(direct).contains(STUFFED);
        }
        try (Caller caller = new Caller(post.pop3())) {
            for (int i = 0; i < commands.length(); i++) {
                caller.send(commands.substring(i, i + 1));
            }
            assertThat(caller.rest()).isEqualTo(direct);
        }
    }

    @Test
    void aCutComesBehindExactlySoManyOctetsAndTheMaildropIsFreeThen() throws Exception {
        String reply = "+OK 27 octets\r\n" + STUFFED;
        try (Caller caller = loggedIn()) {
            caller.send("RETR 1\r\n");
            assertThat(caller.octets(reply.length())).isEqualTo(reply);
            caller.ask("QUIT");
        }
        for (int octets = 0; octets <= reply.length(); octets++) {
            post.faults().clear();
            given(Fault.cut("RETR 1", octets));
            // Fails if the maildrop is still in use from the time before.
            try (Caller caller = loggedIn()) {
                caller.send("RETR 1\r\n");
                assertThat(caller.rest()).isEqualTo(reply.substring(0, octets));
            }
        }
    }

    @Test
    void aCutInAMessageCountsFromItsFirstOctet() throws Exception {
        given(Fault.cutInMessage(3, 1000));
        try (Caller caller = loggedIn()) {
            assertThat(caller.ask("RETR 2")).startsWith("+OK");
            caller.body();
            assertThat(caller.ask("RETR 3")).startsWith("+OK");
            assertThat(caller.rest())
                    .hasSize(1000)
                    .isEqualTo(Mail.ofSize(3000).text().substring(0, 1000));
        }
        assertThat(post.transcript()).contains("<cut after ");
    }

    @Test
    void aReplyThatIsShorterIsNotCut() throws Exception {
        given(Fault.cut("STAT", 500));
        try (Caller caller = loggedIn()) {
            assertThat(caller.ask("STAT")).isEqualTo("+OK 3 3227");
            assertThat(caller.ask("NOOP")).startsWith("+OK");
        }
    }

    @Test
    void aCutInTheReplyToQuitComesAfterTheRemoval() throws Exception {
        given(Fault.cut("QUIT", 0));
        try (Caller caller = loggedIn()) {
            caller.ask("DELE 1");
            caller.send("QUIT\r\n");
            assertThat(caller.rest()).isEmpty();
        }
        assertThat(post.messages("alice")).hasSize(2);
    }

    @Test
    void aLostQuitRemovesNothing() throws Exception {
        given(Fault.lose("QUIT"));
        try (Caller caller = loggedIn()) {
            caller.ask("DELE 1");
            caller.send("QUIT\r\n");
            assertThat(caller.rest()).isEmpty();
        }
        assertThat(post.messages("alice")).hasSize(3);
    }

    @Test
    void aGreetingCanBeCutReplacedAndLost() throws Exception {
        given(Fault.cut(On.GREETING, 3).once());
        try (Caller caller = new Caller(post.pop3())) {
            assertThat(caller.rest()).isEqualTo("+OK");
        }
        given(Fault.lose(On.GREETING).once());
        try (Caller caller = new Caller(post.pop3())) {
            assertThat(caller.rest()).isEmpty();
        }
        given(Fault.answer(On.GREETING, "220 mail.example.org ESMTP").once());
        try (Caller caller = new Caller(post.pop3())) {
            assertThat(caller.line()).isEqualTo("220 mail.example.org ESMTP");
            assertThat(caller.ask("NOOP")).startsWith("-ERR");
        }
        try (Caller caller = new Caller(post.pop3())) {
            assertThat(caller.line()).startsWith("+OK");
        }
    }

    @Test
    void aStalledReplyLeavesTheConnectionOpenUntilTheClientCloses() throws Exception {
        given(Fault.stallInMessage(1, 5).once());
        try (Caller caller = loggedIn()) {
            assertThat(caller.ask("RETR 1")).startsWith("+OK");
            assertThat(caller.octets(5)).isEqualTo("Subje");
            post.await("the stall", () -> post.transcript().contains("<stalled>"));
            assertThat(caller.available()).isZero();
        }
        post.awaitEnded(1);
        try (Caller caller = loggedIn()) {
            assertThat(caller.ask("RETR 1")).isEqualTo("+OK 27 octets");
        }
    }

    @Test
    void aStallCanComeAnywhereInAReply() throws Exception {
        given(Fault.stall("LIST", 3));
        try (Caller caller = loggedIn()) {
            caller.send("LIST\r\n");
            assertThat(caller.octets(3)).isEqualTo("+OK");
            post.await("the stall", () -> post.transcript().contains("<stalled>"));
            assertThat(caller.available()).isZero();
        }
    }

    @Test
    void aCommandCanBeAnsweredInTheServersPlace() throws Exception {
        given(Fault.answer("RETR 2", "-ERR [SYS/TEMP] not now"));
        given(Fault.answer("DELE", "+OK so you think"));
        try (Caller caller = loggedIn()) {
            assertThat(caller.ask("RETR 2")).isEqualTo("-ERR [SYS/TEMP] not now");
            assertThat(caller.ask("RETR 1")).isEqualTo("+OK 27 octets");
            caller.body();
            assertThat(caller.ask("DELE 1")).isEqualTo("+OK so you think");
            assertThat(caller.ask("QUIT")).startsWith("+OK");
        }
        assertThat(post.messages("alice")).hasSize(3);
    }

    /** By itself a server sends the space, too; scripts and other servers leave it out. */
    @ParameterizedTest
    @ValueSource(strings = {"+ go ahead", "+"})
    void whatIsSaidToAnInvitationOfTheTestIsNotShown(String invitation) throws Exception {
        given(Fault.answer("AUTH", invitation).once());
        try (Caller caller = Caller.greeted(post.pop3())) {
            assertThat(caller.ask("AUTH PLAIN")).isEqualTo(invitation);
            assertThat(caller.ask("AGFsaWNlAHNlY3JldA==")).startsWith("-ERR");
        }
        assertThat(post.transcript()).contains("AUTH PLAIN").doesNotContain("AGFsaWNl");
    }

    @Test
    void everyLoginCanFindTheMaildropInUse() throws Exception {
        given(Fault.inUse().times(2));
        String plain =
                Base64.getEncoder()
                        .encodeToString("\0alice\0secret".getBytes(StandardCharsets.US_ASCII));
        try (Caller caller = Caller.greeted(post.pop3())) {
            caller.ask("USER alice");
            assertThat(caller.ask("PASS secret")).isEqualTo(IN_USE);
            assertThat(caller.ask("AUTH PLAIN " + plain)).isEqualTo(IN_USE);
            assertThat(caller.ask("AUTH PLAIN " + plain)).startsWith("+OK");
        }
    }

    @Test
    void aCommandWaitsAtAGateUntilItIsOpened() throws Exception {
        Gate gate = new Gate();
        given(Fault.hold("STAT", gate));
        try (Caller caller = loggedIn()) {
            caller.send("STAT\r\n");
            gate.awaitArrival();
            assertThat(caller.available()).isZero();
            gate.open();
            assertThat(caller.line()).isEqualTo("+OK 3 3227");
            assertThat(caller.ask("STAT")).isEqualTo("+OK 3 3227");
        }
    }

    @Test
    void patienceAtAGateEnds() throws Exception {
        assertThat(new Gate().pass(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void aCommandWithoutAnEndIsCut() throws Exception {
        try (Caller caller = Caller.greeted(post.pop3())) {
            caller.send("x".repeat(1024 * 1024));
            assertThat(caller.rest()).isEmpty();
        }
        assertThat(post.transcript()).contains("<cut: a command of more than 1 MiB>");
    }

    @Test
    void sizesCanBeWrong() throws Exception {
        given(Fault.sizesOffBy(100));
        try (Caller caller = loggedIn()) {
            assertThat(caller.ask("STAT")).isEqualTo("+OK 3 3527");
            assertThat(caller.ask("LIST 2")).isEqualTo("+OK 2 300");
            assertThat(caller.ask("LIST")).startsWith("+OK");
            assertThat(caller.body()).containsExactly("1 127", "2 300", "3 3100");
            assertThat(caller.ask("LIST 7")).startsWith("-ERR");
        }
        post.faults().clear();
        post.awaitEnded(1);
        given(Fault.sizesOffBy(-100));
        try (Caller caller = loggedIn()) {
            assertThat(caller.ask("LIST 1")).isEqualTo("+OK 1 0");
        }
    }

    @Test
    void uniqueIdsCanBeWrong() throws Exception {
        given(Fault.uniqueId(2, "an id with spaces"));
        try (Caller caller = loggedIn()) {
            assertThat(caller.ask("UIDL 2")).isEqualTo("+OK 2 an id with spaces");
            caller.ask("UIDL");
            assertThat(caller.body())
                    .containsExactly(
                            "1 " + post.uniqueIds("alice").get(0),
                            "2 an id with spaces",
                            "3 " + post.uniqueIds("alice").get(2));
        }
        post.awaitEnded(1);
        post.faults().clear();
        given(Fault.sameUniqueIds());
        try (Caller caller = loggedIn()) {
            caller.ask("UIDL");
            assertThat(caller.body()).containsExactly("1 same", "2 same", "3 same");
            assertThat(caller.ask("UIDL 3")).isEqualTo("+OK 3 same");
        }
    }

    @Test
    void commandsCanBeUnknown() throws Exception {
        given(Fault.without("UIDL"), Fault.without("TOP"), Fault.without("STLS"));
        try (Caller caller = loggedIn()) {
            caller.ask("CAPA");
            assertThat(caller.body()).contains("USER").doesNotContain("UIDL", "TOP", "STLS");
            assertThat(caller.ask("UIDL")).isEqualTo("-ERR unknown command");
            assertThat(caller.ask("TOP 1 0")).isEqualTo("-ERR unknown command");
        }
        given(Fault.without("CAPA"), Fault.without("AUTH"));
        try (Caller caller = Caller.greeted(post.pop3())) {
            assertThat(caller.ask("CAPA")).isEqualTo("-ERR unknown command");
            assertThat(caller.ask("STLS")).isEqualTo("-ERR unknown command");
            assertThat(caller.ask("AUTH PLAIN")).isEqualTo("-ERR unknown command");
        }
    }

    @Test
    void aCapabilityCanBeKeptBack() throws Exception {
        given(Fault.unannounced("STLS"));
        try (Caller caller = Caller.greeted(post.pop3())) {
            caller.ask("CAPA");
            assertThat(caller.body()).contains("UIDL").doesNotContain("STLS");
            assertThat(caller.ask("STLS")).startsWith("+OK");
        }
    }

    @Test
    void linesCanEndInLineFeedsAlone() throws Exception {
        given(Fault.bareLineFeeds());
        try (Caller caller = new Caller(post.pop3())) {
            caller.send("USER alice\r\nPASS secret\r\nRETR 1\r\nQUIT\r\n");
            assertThat(caller.rest()).doesNotContain("\r").contains(STUFFED.replace("\r", ""));
        }
    }

    @Test
    void faultsAtOneMomentAddUp() throws Exception {
        given(Fault.bareLineFeeds(), Fault.cutInMessage(1, 14), Fault.pieces(1));
        try (Caller caller = new Caller(post.pop3())) {
            caller.send("USER alice\r\nPASS secret\r\nRETR 1\r\n");
            assertThat(caller.rest()).endsWith("+OK 27 octets\nSubject: one\n\n");
        }
    }

    @Test
    void fullStopsCanBeLeftSingle() throws Exception {
        given(Fault.unstuffed());
        try (Caller caller = loggedIn()) {
            caller.ask("RETR 1");
            assertThat(caller.body()).containsExactly("Subject: one", "", ".dot", "end");
        }
    }

    @Test
    void aTerminatorCanBeMissing() throws Exception {
        given(Fault.unterminated("LIST").once());
        try (Caller caller = loggedIn()) {
            caller.send("LIST\r\nNOOP\r\n");
            caller.line();
            assertThat(List.of(caller.line(), caller.line(), caller.line()))
                    .containsExactly("1 27", "2 200", "3 3000");
            assertThat(caller.line()).startsWith("+OK");
        }
    }

    @Test
    void aLineCanGoOnForever() throws Exception {
        given(Fault.endlessLine("STAT"));
        try (Caller caller = loggedIn()) {
            caller.send("STAT\r\n");
            assertThat(caller.octets(1_000_000)).startsWith("+OK xxx").doesNotContain("\n");
        }
        post.awaitEnded(1);
    }

    @Test
    void aListingAndAMessageCanGoOnForever() throws Exception {
        given(Fault.endlessReply("LIST"), Fault.endlessReply("UIDL"));
        given(Fault.endlessReply("CAPA"), Fault.endlessReply("RETR 1"));
        for (String command : List.of("LIST", "UIDL", "CAPA", "RETR 1")) {
            try (Caller caller = loggedIn()) {
                assertThat(caller.ask(command)).startsWith("+OK");
                List<String> lines = new ArrayList<>();
                for (int i = 0; i < 1_000; i++) {
                    lines.add(caller.line());
                }
                assertThat(lines).doesNotContain(".").doesNotHaveDuplicates();
            }
            post.await("the end", () -> post.dialogues().getLast().hasEnded());
        }
    }

    @Test
    void slowAndWholeIsWhole() throws Exception {
        given(Fault.slow(16, Duration.ofNanos(1)));
        try (Caller caller = new Caller(post.pop3())) {
            caller.send("USER alice\r\nPASS secret\r\nRETR 1\r\nQUIT\r\n");
            assertThat(caller.rest()).contains("+OK 27 octets\r\n" + STUFFED + "+OK");
        }
    }

    @Test
    void octetsCanBeInjectedBehindAReply() throws Exception {
        given(Fault.inject("NOOP", "+OK nobody asked\r\n").once());
        try (Caller caller = loggedIn()) {
            assertThat(caller.ask("NOOP")).startsWith("+OK");
            assertThat(caller.line()).isEqualTo("+OK nobody asked");
            assertThat(caller.ask("STAT")).isEqualTo("+OK 3 3227");
        }
    }

    @Test
    void aFaultOfWhichThereIsNoSenseIsRefused() {
        assertThatThrownBy(() -> Fault.cut("LIST", -1)).hasMessage("after -1 octets");
        assertThatThrownBy(() -> Fault.stall("LIST", -1)).hasMessage("after -1 octets");
        assertThatThrownBy(() -> Fault.cutInMessage(0, 1)).hasMessageContaining("start at 1");
        assertThatThrownBy(() -> Fault.uniqueId(0, "x")).hasMessageContaining("start at 1");
        assertThatThrownBy(() -> Fault.pieces(0)).hasMessageContaining("pieces of 0");
        assertThatThrownBy(() -> Fault.inUse().times(0)).hasMessageContaining("0 times");
        assertThatThrownBy(() -> Fault.inUse().once().once()).hasMessageContaining("1 times");
        assertThatThrownBy(() -> Fault.cut("TOP 1 0", 3)).hasMessageContaining("one argument");
        assertThatThrownBy(() -> Fault.lose("")).hasMessageContaining("keyword");
    }

    @Test
    void whatIsStillToHappenCanBeAsked() throws Exception {
        Fault refused = Fault.answer("NOOP", "-ERR no");
        given(refused.once(), Fault.unstuffed());
        assertThat(post.faults().now()).containsExactly(refused, Fault.unstuffed());
        try (Caller caller = loggedIn()) {
            assertThat(caller.ask("NOOP")).isEqualTo("-ERR no");
            assertThat(caller.ask("NOOP")).startsWith("+OK");
        }
        assertThat(post.faults().now()).containsExactly(Fault.unstuffed());
    }

    @Test
    void closingDoesNotWaitForWhoIsHeldOrStalled() throws Exception {
        given(Fault.hold("NOOP", new Gate()), Fault.stall("STAT", 1));
        post.account("bob", "secret");
        try (Caller held = loggedIn();
                Caller stalled = Caller.greeted(post.pop3())) {
            held.send("NOOP\r\n");
            stalled.ask("USER bob");
            stalled.ask("PASS secret");
            stalled.send("STAT\r\n");
            post.await(
                    "both",
                    () ->
                            post.transcript().contains("<stalled>")
                                    && post.commands().contains("NOOP"));
            post.close();
            assertThat(held.rest()).isEmpty();
            assertThat(stalled.rest()).isEqualTo("+");
        }
    }
}
