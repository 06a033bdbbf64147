package org.restante.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.jline.reader.History;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.client.Capabilities;
import org.restante.client.Mechanism;
import org.restante.client.Pop3Server;
import org.restante.client.Security;
import org.restante.client.Timeouts;
import org.restante.client.Trust;
import org.restante.protocol.Secret;
import org.restante.shell.script.Answer;
import org.restante.shell.text.OctetText;
import org.restante.shell.text.Words;
import org.restante.spec.Spec;
import org.restante.testkit.CertificateKind;
import org.restante.testkit.Fault;
import org.restante.testkit.PostOffice;
import org.restante.testkit.ScriptedServer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A person types; what goes to the server, what is shown, and what is asked before. */
final class ShellTest {
    @TempDir Path folder;

    private final Person person = new Person();

    private static Setup setup(Pop3Server server, boolean readOnly) {
        return new Setup(
                Optional.of(new Target(server, Optional.of("alice"), Optional.empty())),
                Trust.system(),
                Optional.empty(),
                readOnly,
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                Locale.ENGLISH);
    }

    private Shell shell(Pop3Server server) throws Exception {
        return shell(setup(server, false));
    }

    private Shell shell(Setup setup) throws Exception {
        Shell shell = new Shell(setup, Words.of(Locale.ENGLISH), person);
        assertThat(shell.begin().closed()).isFalse();
        return shell;
    }

    private static PostOffice office() throws Exception {
        return PostOffice.builder()
                .account("alice", "secret")
                .message("alice", "From: bob\nSubject: =?utf-8?Q?caf=C3=A9?=\n\nHello\n.dot\n")
                .message("alice", "From: carol\nSubject: two\n\nWorld\n")
                .start();
    }

    private static Pop3Server inTheClear(PostOffice office) {
        return Pop3Server.of("127.0.0.1")
                .withSecurity(Security.CLEAR_TEXT)
                .withPort(office.pop3().getPort());
    }

    private Pop3Server inTls(PostOffice office) throws Exception {
        return Pop3Server.of("localhost")
                .withPort(office.pop3s().getPort())
                .withTrust(Trust.authorities(office.trust().writePem(folder.resolve("ca.pem"))));
    }

    private static Pop3Server at(ScriptedServer peer) {
        return Pop3Server.of("127.0.0.1")
                .withSecurity(Security.CLEAR_TEXT)
                .withPort(peer.address().getPort())
                .withTimeouts(Timeouts.all(Duration.ofSeconds(20)));
    }

    private static String status(Answer answer) {
        return answer.status().orElse("");
    }

    @Test
    @Spec({"CL-012", "P3-085"})
    void marksAreInThePromptAndQuitAsksBeforeItRemoves() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTls(office))) {
            assertThat(shell.prompt()).isEqualTo("AUTHORIZATION (TLSv1.3)> ");
            person.knows("secret");
            assertThat(status(shell.type("login"))).startsWith("+OK 2 messages");
            assertThat(person.shown())
                    .contains("Password of alice: ")
                    .contains("logged in by SCRAM-SHA-256")
                    .contains("this says: v=***")
                    .doesNotContain("secret");
            assertThat(shell.prompt()).isEqualTo("TRANSACTION (TLSv1.3) 2 messages> ");
            assertThat(status(shell.type("dele 1"))).startsWith("+OK");
            assertThat(shell.prompt()).isEqualTo("TRANSACTION (TLSv1.3) 2 messages, 1 marked> ");
            person.confirms(false);
            shell.type("QUIT");
            assertThat(office.messages("alice")).hasSize(2);
            assertThat(shell.left()).isFalse();
            shell.type("rset");
            assertThat(shell.prompt()).isEqualTo("TRANSACTION (TLSv1.3) 2 messages> ");
            shell.type("dele 2");
            person.confirms(true);
            shell.type("quit");
            assertThat(person.shown()).contains("QUIT removes 1 message for good.");
            assertThat(office.messages("alice")).hasSize(1);
            assertThat(shell.left()).isTrue();
        }
    }

    @Test
    @Spec("P3-085")
    void whoLeavesOtherwiseRemovesNothing() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTheClear(office))) {
            shell.type("user alice");
            person.knows("secret");
            assertThat(status(shell.type("PASS"))).startsWith("+OK");
            assertThat(person.shown()).contains("C: PASS ***").doesNotContain("secret");
            shell.type("dele 1");
            shell.type("exit");
            assertThat(person.shown()).contains("Left without QUIT: nothing is removed.");
            assertThat(shell.left()).isTrue();
            assertThat(office.messages("alice")).hasSize(2);
        }
    }

    @Test
    @Spec("P3-085")
    void aFileThatCannotBeWrittenCostsNeitherConnectionNorMarks() throws Exception {
        Path file = folder.resolve("message.eml");
        Files.createSymbolicLink(file, folder.resolve("nowhere"));
        try (PostOffice office = office();
                Shell shell = shell(inTheClear(office))) {
            person.knows("secret");
            shell.type("login");
            shell.type("dele 1");
            Answer answer = shell.type("save 2 " + file);
            assertThat(status(answer)).startsWith("-ERR " + file + " exists");
            assertThat(answer.closed()).isFalse();
            assertThat(shell.prompt()).contains("1 marked");
            assertThat(status(shell.type("noop"))).startsWith("+OK");
        }
    }

    @Test
    void whatTheShellRefusesIsAnAnswerInOctetsAsAnyOther() throws Exception {
        try (PostOffice office = office();
                Shell shell =
                        new Shell(
                                setup(inTheClear(office), false),
                                Words.of(Locale.FRENCH),
                                person)) {
            String refused = status(shell.type("show x"));
            assertThat(refused).startsWith("-ERR ");
            assertThat(OctetText.utf8(refused)).get().asString().contains("\u2019");
        }
    }

    @Test
    void whatIsTrustedAndKnownOfOneServerIsNotOfAnother() throws Exception {
        try (PostOffice office = office();
                PostOffice other = office()) {
            Setup usual = setup(inTls(office), false);
            Setup setup =
                    new Setup(
                            usual.target(),
                            Trust.authorities(other.trust().writePem(folder.resolve("other.pem"))),
                            Optional.of(new Secret("secret")),
                            false,
                            false,
                            Optional.empty(),
                            Optional.empty(),
                            false,
                            Locale.ENGLISH);
            try (Shell shell = shell(setup)) {
                shell.type("open pop3s://alice@localhost:" + other.pop3s().getPort());
                assertThat(person.shown()).doesNotContain("is not trusted");
                person.knows("secret");
                assertThat(status(shell.type("login"))).startsWith("+OK");
                assertThat(person.shown()).contains("Password of alice: ");
                person.seen.clear();
                shell.type("open pop3s://alice@LOCALHOST:" + office.pop3s().getPort());
                assertThat(status(shell.type("login"))).startsWith("+OK");
                assertThat(person.shown())
                        .doesNotContain("Password of alice: ")
                        .doesNotContain("is not trusted");
            }
        }
    }

    @Test
    void aReadOnlyShellSendsNothingThatCouldRemove() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(setup(inTheClear(office), true))) {
            person.knows("secret");
            shell.type("login");
            for (String line : List.of("DELE 1", "send dele 1", "XTND 1", "pipeline on")) {
                shell.type(line);
            }
            assertThat(status(shell.type("NOOP; DELE 1"))).startsWith("-ERR DELE is not sent");
            assertThat(status(shell.type("retr 1"))).startsWith("+OK");
            shell.type("quit");
            assertThat(office.commands())
                    .contains("retr 1", "quit")
                    .noneMatch(it -> it.contains("DELE"));
            assertThat(office.messages("alice")).hasSize(2);
        }
    }

    @Test
    @Spec({"CL-002", "CL-003"})
    void whatIsTypedGoesOutAndWhatComesIsShown() throws Exception {
        try (ScriptedServer peer =
                        ScriptedServer.start(
                                """
                                S: 220 hello
                                C: EHLO x
                                S: 500 \\x1B[2Jwhat?
                                C: RETR 1
                                S: +OK
                                S: ..one
                                S: caf\\xC3\\xA9
                                S: \\xE9
                                S: .
                                C: STAT
                                S: +OK 1 2
                                S: -ERR and more
                                C: help me
                                S: -ERR
                                S: <closed>
                                """);
                Shell shell = shell(at(peer))) {
            shell.type("explain off");
            assertThat(status(shell.type("EHLO x"))).startsWith("500");
            Answer message = shell.type("RETR 1");
            assertThat(message.body()).containsExactly(".one", "caf\u00C3\u00A9", "\u00E9");
            assertThat(message.bodyLines()).isEqualTo(3);
            shell.type("STAT");
            shell.type("send help me");
            peer.check();
            assertThat(person.shown())
                    .contains("S: 220 hello\n")
                    .contains("C: EHLO x\nS: 500 \\x1B[2Jwhat?\n")
                    .contains("S: +OK\nS: ..one\nS: café\nS: \\xE9\nS: .\n")
                    .contains("S: -ERR and more\n")
                    .doesNotContain("\u001B");
            // That the peer has closed may be seen before.
            shell.type("NOOP");
            assertThat(shell.prompt()).isEqualTo("closed> ");
            assertThat(status(shell.type("NOOP"))).contains("There is no connection");
        }
    }

    @Test
    void everyOctetCanBeSeen() throws Exception {
        try (ScriptedServer peer =
                        ScriptedServer.start(
                                "S: +OK\nC: LIST\nS: +OK\nS: 1 2\\n3 4\nS: .\nC: <closed>");
                Shell shell = shell(at(peer))) {
            shell.type("raw on");
            shell.type("hex on");
            shell.type("LIST");
            assertThat(person.shown())
                    .contains("S: 1 2\\n\n   000000  31 20 32 0a ")
                    .contains("S: 3 4\\r\\n\n")
                    .contains("S: .\\r\\n\n   000000  2e 0d 0a ");
        }
    }

    @Test
    @Spec({"SA-007", "TL-015"})
    void aPasswordGoesInTheClearToThisMachineOnly() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTheClear(office))) {
            person.knows("wrong");
            assertThat(status(shell.type("login"))).startsWith("-ERR [AUTH]");
            person.knows("secret");
            assertThat(status(shell.type("login alice by PLAIN"))).startsWith("+OK ");
            assertThat(person.shown())
                    .contains("this says: ␀alice␀***")
                    .contains("logged in by PLAIN");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOGIN", "NONSENSE", "CRAM-MD5"})
    void aMechanismThatIsNotThereIsRefusedInWords(String mechanism) throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTheClear(office))) {
            person.knows("secret");
            assertThat(status(shell.type("login by " + mechanism))).startsWith("-ERR ");
            assertThat(shell.prompt()).isEqualTo("AUTHORIZATION> ");
        }
    }

    @Test
    @Spec("SA-001")
    void anExchangeByHandIsASecretToo() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTls(office))) {
            shell.type("AUTH PLAIN");
            assertThat(shell.wantsSecret()).isTrue();
            assertThat(shell.prompt()).isEqualTo("response> ");
            assertThat(status(shell.type("AGFsaWNlAHNlY3JldA=="))).startsWith("+OK");
            assertThat(shell.wantsSecret()).isFalse();
            assertThat(person.shown()).contains("C: ***").doesNotContain("AGFsaWNl");
            assertThat(shell.prompt()).isEqualTo("TRANSACTION (TLSv1.3) 2 messages> ");
        }
    }

    @Test
    @Spec({"TL-012", "TL-014"})
    void stlsIsBegunStepByStep() throws Exception {
        try (PostOffice office = office();
                Shell shell =
                        shell(
                                inTls(office)
                                        .withSecurity(Security.CLEAR_TEXT)
                                        .withPort(office.pop3().getPort()))) {
            shell.type("STLS");
            assertThat(person.shown())
                    .contains("C: STLS")
                    .contains("TLS: TLSv1.3")
                    .contains("for the names")
                    .contains("The certificate is trusted.");
            assertThat(shell.prompt()).isEqualTo("AUTHORIZATION (TLSv1.3)> ");
        }
    }

    @Test
    void whoWantsNoExplanationsGetsNone() throws Exception {
        try (PostOffice office = office();
                Shell shell =
                        shell(
                                inTls(office)
                                        .withSecurity(Security.CLEAR_TEXT)
                                        .withPort(office.pop3().getPort()))) {
            shell.type("explain off");
            person.seen.clear();
            shell.type("stls");
            person.knows("secret");
            shell.type("login");
            // The report on the certificate is none.
            assertThat(person.shown())
                    .contains("The certificate is trusted.")
                    .doesNotContain("(RFC ")
                    .doesNotContain("this says");
        }
    }

    @Test
    @Spec({"TL-030", "TL-031"})
    void anUntrustedCertificateIsAskedAboutBeforeAnythingIsSent() throws Exception {
        try (PostOffice office =
                PostOffice.builder()
                        .account("alice", "secret")
                        .fault(Fault.certificate(CertificateKind.OTHER_NAME))
                        .start()) {
            person.confirms(false);
            try (Shell shell =
                    new Shell(setup(inTls(office), false), Words.of(Locale.ENGLISH), person)) {
                assertThat(shell.begin().closed()).isTrue();
                assertThat(person.shown())
                        .contains(
                                "The certificate is not trusted: the certificate is not for localhost")
                        .contains("The connection was closed; nothing was sent.");
                assertThat(office.commands()).isEmpty();
                person.confirms(true);
                assertThat(status(shell.type("open"))).startsWith("+OK");
                assertThat(person.shown()).contains("You went on without trust.");
            }
        }
    }

    @Test
    void messagesAreListedShownFoundAndSaved() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTls(office))) {
            person.knows("secret");
            shell.type("login");
            shell.type("explain off");
            person.seen.clear();
            shell.type("headers");
            assertThat(person.shown()).contains("bob").contains("café").contains("two");
            assertThat(person.shown()).doesNotContain("C: TOP");
            person.seen.clear();
            shell.type("search CAFÉ");
            assertThat(person.shown())
                    .contains("bob")
                    .doesNotContain("carol")
                    .contains("1 message found");
            shell.type("show 1");
            assertThat(person.shown()).contains("Hello").contains("\n.dot");
            Path file = folder.resolve("one.eml");
            shell.type("save 1 " + file);
            assertThat(file)
                    .hasContent(
                            "From: bob\r\nSubject: =?utf-8?Q?caf=C3=A9?=\r\n\r\nHello\r\n.dot\r\n");
            assertThat(status(shell.type("save 2 " + file))).contains("exists");
            assertThat(file).content().startsWith("From: bob");
            assertThat(status(shell.type("show 3"))).startsWith("-ERR");
            assertThat(status(shell.type("show x"))).contains("no number");
        }
    }

    @Test
    @Spec("CL-013")
    void aMessageThatIsCutMakesNoFile() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTls(office))) {
            person.knows("secret");
            shell.type("login");
            office.faults().add(Fault.cutInMessage(1, 10));
            assertThat(shell.type("save 1 " + folder.resolve("cut.eml")).closed()).isTrue();
            assertThat(shell.prompt()).isEqualTo("closed> ");
            try (var left = Files.list(folder)) {
                assertThat(left.map(it -> it.getFileName().toString())).containsExactly("ca.pem");
            }
        }
    }

    @Test
    @Spec("CA-022")
    void severalGoInOneWrite() throws Exception {
        try (ScriptedServer peer =
                        ScriptedServer.start(
                                "S: +OK\nC: NOOP\nS: +OK\nC: NOOP\nC: STAT\nC: LIST\nS: +OK\nS: +OK 0 0\n"
                                        + "S: +OK\nS: .\nC: <closed>");
                Shell shell = shell(at(peer))) {
            shell.type("explain off");
            shell.type("NOOP");
            shell.type("pipeline on");
            assertThat(status(shell.type("NOOP; STAT ; LIST"))).isEqualTo("+OK");
            assertThat(person.shown())
                    .contains("C: NOOP\nC: STAT\nC: LIST\n")
                    .contains("3 commands in one write")
                    .contains("One after the other, 3 commands would take about");
            assertThat(status(shell.type("NOOP; QUIT"))).startsWith("-ERR What follows QUIT");
            shell.type("time");
            assertThat(person.shown()).contains("NOOP         1");
        }
    }

    @Test
    void transcriptsHaveNoSecretAndOverwriteNothing() throws Exception {
        Path file = folder.resolve("talk.txt");
        try (PostOffice office = office();
                Shell shell = shell(inTls(office))) {
            person.knows("secret");
            shell.type("login by USER");
            shell.type("retr 2");
            assertThat(status(shell.type("transcript " + file))).isEqualTo("+OK");
            assertThat(file)
                    .content()
                    .contains("C: USER alice")
                    .contains("C: PASS ***")
                    .contains("S: Subject: two")
                    .contains("S: World\nS: .\n")
                    .doesNotContain("S: .\nS: .\n")
                    .contains("C: STAT")
                    .doesNotContain("secret");
            assertThat(status(shell.type("transcript " + file))).contains("exists");
            assertThat(status(shell.type("transcript " + folder.resolve("x.pdf"))))
                    .startsWith("-ERR");
        }
    }

    @Test
    void aServerThatHangsUpForgetsTheMarks() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTls(office))) {
            person.knows("secret");
            shell.type("login");
            shell.type("dele 1");
            office.faults().add(Fault.cut("NOOP", 0));
            assertThat(shell.type("noop").closed()).isTrue();
            assertThat(person.shown()).contains("hung up").contains("the marks are forgotten");
            assertThat(office.messages("alice")).hasSize(2);
            office.faults().clear();
            assertThat(status(shell.type("open"))).startsWith("+OK");
        }
    }

    @Test
    void helpKnowsCommandsCodesCapabilitiesAndMechanisms() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTheClear(office))) {
            for (String topic : shell.commands()) {
                assertThat(status(shell.type("help " + topic))).as(topic).isEqualTo("+OK");
            }
            for (String topic :
                    List.of("", "RETR", "retr", "PIPELINING", "IN-USE", "SCRAM-SHA-256")) {
                assertThat(status(shell.type("help " + topic))).as(topic).isEqualTo("+OK");
            }
            assertThat(status(shell.type("help nonsense"))).startsWith("-ERR");
            assertThat(status(shell.type("fault"))).contains("--practice");
            for (String wrong :
                    List.of(
                            "raw",
                            "explain maybe",
                            "search",
                            "save 1",
                            "open gopher://x",
                            "login by")) {
                assertThat(status(shell.type(wrong))).as(wrong).startsWith("-ERR");
            }
        }
    }

    @Test
    void aListingWithoutEndTakesNoMoreThanItsBounds() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTls(office))) {
            person.knows("secret");
            shell.type("login");
            String lines = "1 1\r\n".repeat(100_000);
            office.faults().add(Fault.answer("LIST", "+OK\r\n" + lines + "."));
            Answer answer = shell.type("LIST");
            assertThat(answer.bodyLines()).isEqualTo(100_000);
            assertThat(answer.body()).hasSize(20_000);
            assertThat(person.seen).hasSizeLessThan(400);
            assertThat(person.shown()).contains("... 99800 more lines");
        }
    }

    @Test
    @Spec("P3-085")
    void aQuitWithoutAnswerIsNotSaidToHaveRemovedNothing() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTls(office))) {
            person.knows("secret");
            shell.type("login");
            shell.type("dele 1");
            office.faults().add(Fault.cut("QUIT", 0));
            person.confirms(true);
            assertThat(shell.type("quit").closed()).isTrue();
            assertThat(person.shown())
                    .contains("nobody knows whether what was marked is removed")
                    .doesNotContain("nothing is removed (");
            assertThat(office.messages("alice")).hasSize(1);
        }
    }

    @Test
    @Spec("P3-085")
    void aQuitThatWasRefusedMayHaveRemovedSome() throws Exception {
        try (ScriptedServer peer =
                        ScriptedServer.start(
                                """
                                S: +OK
                                C: PASS x
                                S: +OK
                                C: STAT
                                S: +OK 2 2
                                C: DELE 1
                                S: +OK
                                C: QUIT
                                S: -ERR some deleted messages not removed
                                C: <closed>
                                """);
                Shell shell = shell(at(peer))) {
            shell.type("PASS x");
            shell.type("DELE 1");
            person.confirms(true);
            shell.type("QUIT");
            shell.type("exit");
            peer.check();
            assertThat(person.shown())
                    .contains("nobody knows whether")
                    .doesNotContain("Left without QUIT");
        }
    }

    @Test
    void linesGoOutInUtf8AndAreShownSo() throws Exception {
        try (ScriptedServer peer =
                        ScriptedServer.start(
                                "S: +OK\nC: USER \\xD0\\xB6\\xC3\\xA9\nS: +OK\nC: <closed>");
                Shell shell = shell(at(peer))) {
            shell.type("hex on");
            assertThat(status(shell.type("USER \u0436\u00E9"))).isEqualTo("+OK");
            assertThat(person.shown())
                    .contains("C: USER \u0436\u00E9\n   000000  55 53 45 52 20 d0 b6 c3 a9 ");
            Path file = folder.resolve("talk.txt");
            shell.type("transcript " + file);
            assertThat(file).content().contains("C: USER \u0436\u00E9");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\rQUIT", "send NOOP\nQUIT", "search a\rb"})
    void aLineIsOneLine(String typed) throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTheClear(office))) {
            assertThat(status(shell.type(typed))).startsWith("-ERR That holds a line end");
            assertThat(office.commands()).isEmpty();
        }
    }

    @Test
    void theSizeOfOneMessageIsNotTakenForAll() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTls(office))) {
            person.knows("secret");
            shell.type("login");
            shell.type("list 1");
            shell.type("headers");
            assertThat(person.shown()).contains("carol").contains("bob");
            shell.type("search two");
            assertThat(person.shown()).contains("1 message found");
        }
    }

    @Test
    void theNewestOfManyAreTheNewest() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTls(office))) {
            person.knows("secret");
            shell.type("login");
            StringBuilder listing = new StringBuilder("+OK\r\n");
            for (int i = 1; i <= 30_000; i++) {
                listing.append(i).append(" 7\r\n");
            }
            office.faults().add(Fault.answer("LIST", listing + "."));
            shell.type("list");
            var sizes = shell.facts().orElseThrow().sizes();
            assertThat(sizes).hasSize(10_000).containsEntry(30_000L, 7L).doesNotContainKey(1L);
        }
    }

    @Test
    @Spec("P3-085")
    void theCountInThePromptIncludesWhatIsMarked() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTls(office))) {
            person.knows("secret");
            shell.type("login");
            shell.type("dele 1");
            shell.type("stat");
            assertThat(shell.prompt()).isEqualTo("TRANSACTION (TLSv1.3) 2 messages, 1 marked> ");
            shell.type("rset");
            assertThat(shell.prompt()).isEqualTo("TRANSACTION (TLSv1.3) 2 messages> ");
        }
    }

    @Test
    void aFileThatCannotBeMadeCostsNoConnection() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTls(office))) {
            person.knows("secret");
            shell.type("login");
            Path file = folder.resolve("none").resolve("one.eml");
            assertThat(status(shell.type("save 1 " + file))).contains("There can be no file");
            assertThat(status(shell.type("noop"))).startsWith("+OK");
        }
    }

    @Test
    @Spec("SA-001")
    void nobodyIsHeldInAnExchange() throws Exception {
        try (ScriptedServer peer =
                        ScriptedServer.start(
                                "S: +OK\nC: AUTH LOGIN\nS: + \nC: *\nS: + \nC: <closed>");
                Shell shell = shell(at(peer))) {
            shell.type("AUTH LOGIN");
            assertThat(shell.wantsSecret()).isTrue();
            assertThat(shell.type("*").closed()).isTrue();
            peer.check();
            assertThat(shell.wantsSecret()).isFalse();
            assertThat(shell.prompt()).isEqualTo("closed> ");
        }
    }

    @Test
    @Spec("SA-001")
    void anExchangeThatTheServerEndsUnaskedIsOver() throws Exception {
        try (ScriptedServer peer =
                        ScriptedServer.start(
                                "S: +OK\nC: AUTH LOGIN\nS: + \\r\\n-ERR too late\nC: NOOP\nS: +OK\n"
                                        + "C: <closed>");
                Shell shell = shell(at(peer))) {
            shell.type("AUTH LOGIN");
            assertThat(shell.wantsSecret()).isFalse();
            assertThat(status(shell.type("NOOP"))).isEqualTo("+OK");
            assertThat(person.shown()).contains("C: NOOP");
        }
    }

    @Test
    void aServerThatNeverStopsIsLeft() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTls(office))) {
            office.faults().add(Fault.answer("NOOP", "+OK\r\n" + "-ERR [X] y\r\n".repeat(20_000)));
            shell.type("NOOP");
            assertThat(person.shown()).contains("goes on saying what nobody asked for");
            assertThat(shell.prompt()).isEqualTo("closed> ");
        }
    }

    @Test
    void aSemicolonInAPasswordIsPartOfIt() throws Exception {
        try (ScriptedServer peer =
                        ScriptedServer.start(
                                "S: +OK\nC: PASS se;cret\nS: -ERR no\n"
                                        + "C: USER bob\nC: PASS se;cret\nS: +OK\nS: -ERR no\nC: <closed>");
                Shell shell = shell(at(peer))) {
            shell.type("pipeline on");
            shell.type("PASS se;cret");
            shell.type("USER bob; PASS se;cret");
            assertThat(person.shown()).contains("C: PASS ***").doesNotContain("cret");
        }
    }

    @Test
    void whatFailsWithinAPipelineIsItsAnswer() throws Exception {
        try (ScriptedServer peer =
                        ScriptedServer.start(
                                "S: +OK\nC: NOOP\nC: DELE 9\nC: NOOP\nS: +OK\nS: -ERR none\nS: +OK\n"
                                        + "C: <closed>");
                Shell shell = shell(at(peer))) {
            shell.type("pipeline on");
            assertThat(status(shell.type("NOOP; DELE 9; NOOP"))).isEqualTo("-ERR none");
        }
    }

    @Test
    void whatStandsDirectlyBehindPassIsShownNowhere() throws Exception {
        try (PostOffice office = office();
                Shell open = shell(inTheClear(office));
                Shell shell = shell(setup(inTheClear(office), true))) {
            assertThat(OctetText.readable(status(shell.type("PASSsecret"))))
                    .startsWith("-ERR PASS… is not sent");
            open.type("PASSsecret");
            open.type("time");
            assertThat(person.shown().toUpperCase(Locale.ROOT)).doesNotContain("SEC");
        }
    }

    @Test
    @Spec({"SA-007", "TL-015"})
    void whatWouldShowAPasswordToOthersIsAskedAbout() throws Exception {
        assertThat(List.of("pass x", "  PASS\tx", "PASS", "auth plain AAAA", "AUTH login"))
                .allMatch(Facts::showsSecret);
        assertThat(List.of("user x", "AUTH", "AUTH SCRAM-SHA-256", "apop a b", "retr 1"))
                .noneMatch(Facts::showsSecret);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PASS x",
                "pass x",
                "\tPaSs x",
                "send PASS x",
                "USER a; PASS b",
                "apop alice 00",
                "AUTH PLAIN AAAA"
            })
    void whatMayHoldASecretIsNotRemembered(String typed) {
        History history = TerminalConsole.history();
        history.add("retr 1");
        history.add(typed);
        assertThat(history.size()).isEqualTo(1);
    }

    @Test
    @Spec("SA-001")
    void aTokenGoesByTheMechanismThatWasNamed() {
        Capabilities offered = Capabilities.parse(List.of("SASL OAUTHBEARER XOAUTH2 PLAIN", "TOP"));
        assertThat(LoginCommand.only(Mechanism.XOAUTH2, offered).tags())
                .containsEntry("SASL", List.of("XOAUTH2"))
                .containsKey("TOP");
    }

    @Test
    @Spec({"SA-007", "TL-015", "UR-011"})
    void thePracticePasswordGoesToThePracticeServerOnly() throws Exception {
        Setup practice =
                new Setup(
                        Optional.empty(),
                        Trust.system(),
                        Optional.empty(),
                        false,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Locale.ENGLISH);
        try (PostOffice office = office();
                Shell shell = shell(practice)) {
            assertThat(status(shell.type("open pop://alice@127.0.0.1:" + office.pop3().getPort())))
                    .startsWith("+OK");
            person.knows("secret");
            assertThat(status(shell.type("login"))).startsWith("+OK 2 messages");
            assertThat(person.shown()).contains("Password of alice: ");
        }
    }

    @Test
    @Spec("CL-013")
    void whatCameOfALineThatWasCutIsShown() throws Exception {
        try (PostOffice office = office();
                Shell shell = shell(inTls(office))) {
            person.knows("secret");
            shell.type("login");
            office.faults().add(Fault.cutInMessage(1, 7));
            assertThat(shell.type("retr 1").closed()).isTrue();
            assertThat(person.shown()).contains("S: From: b\n").contains("hung up");
            assertThat(shell.broke()).isTrue();
        }
    }
}
