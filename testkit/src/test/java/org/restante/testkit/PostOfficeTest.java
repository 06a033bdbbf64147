package org.restante.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.restante.spec.Chunking;
import org.restante.spec.Transcript;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

final class PostOfficeTest {
    private final PostOffice post =
            PostOffice.builder()
                    .account("alice", "secret")
                    .message("alice", "Subject: one\n\nHello\n")
                    .token("alice", "t0k3n")
                    .apop()
                    .start();

    @AfterEach
    void close() {
        post.close();
    }

    @Test
    void aClientRemovesWhatTheTestThenMisses() throws Exception {
        assertThat(post.messages("alice")).containsExactly(Mail.of("Subject: one\n\nHello\n"));
        try (Caller caller = Caller.loggedIn(post.pop3())) {
            caller.ask("DELE 1");
            assertThat(post.messages("alice")).hasSize(1);
            caller.ask("QUIT");
        }
        assertThat(post.messages("alice")).isEmpty();
    }

    @Test
    void whoHeardTheAnswerToQuitMayComeAgainAtOnce() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (Caller caller = Caller.loggedIn(post.pop3())) {
                assertThat(caller.ask("QUIT")).startsWith("+OK");
            }
        }
    }

    @Test
    void mailThatArrivesDuringASessionIsListedByTheNext() throws Exception {
        try (Caller caller = Caller.loggedIn(post.pop3())) {
            String id = post.deliver("alice", Mail.text("two", "Good morning\n"));
            assertThat(post.uniqueIds("alice")).hasSize(2).last().isEqualTo(id);
            assertThat(caller.ask("LIST 2")).startsWith("-ERR");
            caller.ask("QUIT");
        }
        try (Caller caller = Caller.loggedIn(post.pop3())) {
            assertThat(caller.ask("RETR 2")).startsWith("+OK");
            assertThat(caller.body()).contains("Subject: two", "Good morning");
        }
    }

    @Test
    void mailComesInByLmtp() throws Exception {
        try (Caller sender = new Caller(post.lmtp())) {
            sender.send(
                    """
                    LHLO localhost
                    MAIL FROM:<bob@example.org>
                    RCPT TO:<alice@localhost>
                    DATA
                    Subject: by LMTP

                    Hello
                    .
                    QUIT
                    """
                            .replace("\n", "\r\n"));
            post.awaitMessages("alice", 2);
            assertThat(post.messages("alice").get(1).text()).contains("Subject: by LMTP\r\n");
            assertThat(sender.rest()).contains("\r\n250 2.1.5 ");
        }
    }

    @Test
    void secretsAreNotInTheTranscript() throws Exception {
        String plain = base64("\0alice\0secret");
        try (Caller caller = Caller.greeted(post.pop3())) {
            caller.ask("USER alice");
            caller.ask("PASS se cret");
            caller.ask("PASS");
            caller.ask("APOP alice 0123456789abcdef0123456789abcdef");
            caller.ask("AUTH PLAIN " + base64("\0alice\0wrong"));
            caller.ask("AUTH PLAIN");
            caller.ask("*");
            caller.ask("AUTH PLAIN");
            caller.ask(plain);
            caller.ask("NOOP");
            caller.ask("QUIT");
        }
        assertThat(post.commands())
                .containsExactly(
                        "USER alice",
                        "PASS ***",
                        "PASS",
                        "APOP alice ***",
                        "AUTH PLAIN ***",
                        "AUTH PLAIN",
                        "*",
                        "AUTH PLAIN",
                        "***",
                        "NOOP",
                        "QUIT");
        assertThat(post.transcript()).doesNotContain("cret", plain, "0123456789");
    }

    @Test
    void aTranscriptShowsBothSidesAndMessagesByTheirSize() throws Exception {
        try (Caller caller = Caller.loggedIn(post.pop3())) {
            caller.ask("UIDL");
            caller.body();
            caller.ask("RETR 1");
            caller.body();
            caller.ask("QUIT");
        }
        assertThat(post.transcript().lines().skip(5))
                .containsExactly(
                        "C: UIDL",
                        "S: +OK unique-ids follow",
                        "S: 1 " + post.uniqueIds("alice").getFirst(),
                        "S: .",
                        "C: RETR 1",
                        "S: +OK 23 octets",
                        "<23 octets of a message>",
                        "S: .",
                        "C: QUIT",
                        "S: +OK bye, 1 message left");
    }

    @Test
    void aBearerTokenLogsInInsideTls() throws Exception {
        String message =
                "n,a=alice,\1host=localhost\1port=%d\1auth=Bearer t0k3n\1\1"
                        .formatted(post.pop3s().getPort());
        try (Caller caller = new Caller(post.pop3s()).startTls()) {
            caller.line();
            caller.ask("CAPA");
            assertThat(caller.body()).contains("SASL SCRAM-SHA-256 OAUTHBEARER XOAUTH2 PLAIN");
            assertThat(caller.ask("AUTH OAUTHBEARER " + base64(message))).startsWith("+OK");
        }
        String wrong = message.replace("t0k3n", "other");
        try (Caller caller = new Caller(post.pop3s()).startTls()) {
            caller.line();
            assertThat(caller.ask("AUTH OAUTHBEARER " + base64(wrong))).startsWith("+ ");
            assertThat(caller.ask("AQ==")).startsWith("-ERR");
        }
    }

    @Test
    void mechanismsAreThoseThatWereNamed() throws Exception {
        try (PostOffice other =
                        PostOffice.builder()
                                .account("alice", "secret")
                                .mechanisms("cram-md5", "LOGIN")
                                .start();
                Caller caller = Caller.greeted(other.pop3())) {
            caller.ask("CAPA");
            assertThat(caller.body()).contains("SASL CRAM-MD5 LOGIN");
        }
        assertThatThrownBy(() -> PostOffice.builder().mechanisms("CRAM-SHA"))
                .hasMessage("there is no mechanism CRAM-SHA");
    }

    @Test
    void aResetBringsBackTheStartOnTheSamePorts() throws Exception {
        int port = post.pop3().getPort();
        post.account("bob", "hidden");
        post.faults().add(Fault.inUse(), Fault.hold("NOOP", new Gate()));
        try (Caller held = Caller.greeted(post.pop3());
                Caller open = Caller.loggedIn(post.directPop3())) {
            open.ask("DELE 1");
            held.send("NOOP\r\n");
            post.awaitCommand("NOOP");
            post.reset();
            assertThat(held.rest()).isEmpty();
            assertThat(open.rest()).isEmpty();
        }
        assertThat(post.pop3().getPort()).isEqualTo(port);
        assertThat(post.dialogues()).isEmpty();
        assertThat(post.faults().now()).isEmpty();
        assertThat(post.messages("alice")).hasSize(1);
        assertThatThrownBy(() -> post.messages("bob")).hasMessageContaining("\"bob\"");
        try (Caller caller = Caller.loggedIn(post.pop3())) {
            assertThat(caller.ask("STAT")).isEqualTo("+OK 1 23");
        }
    }

    @Test
    void aFaultOfTheBuilderIsThereFromTheStartAndAfterAReset() throws Exception {
        try (PostOffice other = PostOffice.builder().fault(Fault.without("CAPA").once()).start()) {
            for (int i = 0; i < 2; i++) {
                try (Caller caller = Caller.greeted(other.pop3())) {
                    assertThat(caller.ask("CAPA")).startsWith("-ERR");
                    assertThat(caller.ask("CAPA")).startsWith("+OK");
                }
                other.reset();
            }
        }
    }

    @Test
    void transcriptsOfServersCanBePlayed() throws Exception {
        try (var socket = new java.net.Socket()) {
            socket.connect(post.pop3());
            socket.setSoTimeout(20_000);
            Transcript.parse(
                            """
                            S: +OK ...
                            C: USER alice
                            S: +OK ...
                            C: PASS secret
                            S: +OK ...
                            C: STAT
                            S: +OK 1 23
                            """)
                    .run(socket, new Chunking.Lines());
        }
    }

    @Test
    void whoWaitsInVainIsShownTheTranscript() throws Exception {
        Signal signal = new Signal();
        assertThatThrownBy(() ->
                        signal.await(
                                "the moon", Duration.ofMillis(1), () -> false, () -> "C: QUIT"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("waited PT0.001S in vain for the moon\nC: QUIT");
    }

    @Test
    void aBuilderRefusesWhatCannotBe() {
        assertThatThrownBy(() -> PostOffice.builder().account("a+b", "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PostOffice.builder().message("alice", "x"))
                .hasMessage("there is no account \"alice\"");
        assertThatThrownBy(() -> PostOffice.builder().patience(Duration.ZERO))
                .hasMessage("patience is PT0S, must be 1s or more");
    }

    @Test
    void aMessageIsWhatRetrSends() {
        assertThat(Mail.of("a\n\nb").octets())
                .isEqualTo("a\r\n\r\nb\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] bare = "a\n\nb".getBytes(StandardCharsets.US_ASCII);
        assertThat(Mail.of(bare)).isEqualTo(Mail.of("a\n\nb")).hasSameHashCodeAs(Mail.of("a\n\nb"));
        assertThat((Object) Mail.of("a\n")).isNotEqualTo("a\n");
        for (int octets : List.of(20, 21, 88, 89, 90, 91, 92, 5000)) {
            assertThat(Mail.ofSize(octets).size()).isEqualTo(octets);
            assertThat(Mail.ofSize(octets).text())
                    .startsWith("Subject: size\r\n\r\n")
                    .endsWith("x\r\n");
        }
        assertThat(Mail.ofSize(5000)).asString().hasSizeLessThan(250).endsWith("... (5000 octets)");
        assertThatThrownBy(() -> Mail.ofSize(19)).hasMessageContaining("19 octets");
        assertThatThrownBy(() -> Mail.text("two\nlines", "")).hasMessageContaining("one line");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
