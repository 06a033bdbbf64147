package org.restante.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.client.Pop3Server;
import org.restante.client.Security;
import org.restante.client.Trust;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;
import org.restante.testkit.Fault;
import org.restante.testkit.On;
import org.restante.testkit.PostOffice;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Scripts: what they check, and with which code they end. */
final class PopShellTest {
    @TempDir Path folder;

    private record Ended(int code, String out, String err) {}

    private static Ended run(Setup setup, String input) throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                PopShell.run(
                        setup,
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintWriter(out),
                        new PrintWriter(err));
        return new Ended(code, out.toString(), err.toString());
    }

    private static Setup setup(int port, Path script, Optional<Path> transcript) {
        Pop3Server server =
                Pop3Server.of("127.0.0.1").withSecurity(Security.CLEAR_TEXT).withPort(port);
        return new Setup(
                Optional.of(new Target(server, Optional.of("alice"), Optional.empty())),
                Trust.system(),
                Optional.of(new Secret("secret")),
                false,
                false,
                Optional.of(script),
                transcript,
                false,
                Locale.ENGLISH);
    }

    private static Ended typed(PostOffice office, String script) throws IOException {
        return run(setup(office.pop3().getPort(), Path.of("-"), Optional.empty()), script);
    }

    private static PostOffice office() throws IOException {
        return PostOffice.builder()
                .account("alice", "secret")
                .message("alice", "Subject: one\n\nHello\n")
                .start();
    }

    @Test
    void aScriptWhoseChecksHoldEndsWell() throws Exception {
        try (PostOffice office = office()) {
            Ended ended =
                    typed(
                            office,
                            """
                            # everything that can be checked
                            login
                            expect +OK
                            stat
                            expect /^\\+OK 1 \\d+$/
                            retr 1
                            expect body /^Hello$/
                            expect lines 3
                            list 9
                            expect -ERR
                            fault cut 1
                            expect -ERR
                            dele 1
                            quit
                            expect +OK
                            noop
                            expect /There is no connection/
                            """);
            assertThat(ended.err()).isEmpty();
            assertThat(ended.code()).isZero();
            assertThat(ended.out()).contains("S: Subject: one").doesNotContain("secret");
            assertThat(office.messages("alice")).isEmpty();
        }
    }

    @Test
    void whatDoesNotHoldEndsItWithItsLine() throws Exception {
        try (PostOffice office = office()) {
            Ended check = typed(office, "login\nstat\nexpect +OK 2\nquit\n");
            assertThat(check.code()).isEqualTo(1);
            assertThat(check.err()).startsWith("-:3: ");
            Ended error = typed(office, "login\n\nretr 7\nquit\n");
            assertThat(error.code()).isEqualTo(1);
            assertThat(error.err()).startsWith("-:3: unexpected: -ERR");
            assertThat(typed(office, "retr one two\nexpect nonsense\n").code()).isEqualTo(66);
            assertThat(office.commands()).doesNotContain("RETR ONE TWO");
        }
    }

    @Test
    void aLoginThatIsRefusedHasACodeOfItsOwn() throws Exception {
        try (PostOffice office = office()) {
            assertThat(typed(office, "login bob\nstat\n").code()).isEqualTo(77);
            assertThat(typed(office, "user alice\npass wrong\n").code()).isEqualTo(77);
            assertThat(typed(office, "login bob\nexpect code AUTH\n").code()).isZero();
        }
    }

    @Test
    void aConnectionThatBreaksOrNeverComesHasTheirs() throws Exception {
        try (PostOffice office = office()) {
            office.faults().add(Fault.cut("STAT", 0));
            assertThat(typed(office, "login\nnoop\n").code()).isEqualTo(76);
            office.faults().clear();
            office.faults().add(Fault.cut("NOOP", 0));
            assertThat(typed(office, "login\nnoop\n").code()).isEqualTo(76);
            assertThat(typed(office, "login\nnoop\nexpect closed\n").code()).isZero();
            office.faults().clear();
            office.faults().add(Fault.cut(On.GREETING, 0));
            assertThat(typed(office, "login\n").code()).isEqualTo(69);
        }
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        Ended ended = run(setup(port, Path.of("-"), Optional.empty()), "noop\n");
        assertThat(ended.code()).isEqualTo(69);
    }

    @Test
    void filesAreReadAndTranscriptsWritten() throws Exception {
        Path script = Files.writeString(folder.resolve("check.pop"), "login\nquit\n");
        Path transcript = folder.resolve("talk.json");
        try (PostOffice office = office()) {
            int port = office.pop3().getPort();
            assertThat(run(setup(port, script, Optional.of(transcript)), "").code()).isZero();
            assertThat(transcript).content().contains("QUIT").doesNotContain("secret");
            // It is there now, and stays as it is.
            assertThat(run(setup(port, script, Optional.of(transcript)), "").code()).isEqualTo(64);
            Ended missing = run(setup(port, folder.resolve("none"), Optional.empty()), "");
            assertThat(missing.code()).isEqualTo(66);
            assertThat(missing.err()).contains("none");
        }
    }

    @Test
    void aGreetingThatRefusesIsAServerThatIsNotReached() throws Exception {
        try (PostOffice office = office()) {
            office.faults().add(Fault.answer(On.GREETING, "-ERR [SYS/TEMP] busy"));
            Ended ended = typed(office, "noop\n");
            assertThat(ended.code()).isEqualTo(69);
            assertThat(ended.err()).contains("unexpected: -ERR [SYS/TEMP] busy");
        }
    }

    @Test
    void aLoginByHandThatIsRefusedIsALogin() throws Exception {
        try (PostOffice office = office()) {
            Ended ended = typed(office, "auth plain\nAGFsaWNlAHdyb25n\n");
            assertThat(ended.code()).isEqualTo(77);
            assertThat(ended.out() + ended.err()).doesNotContain("AGFsaWNl");
        }
    }

    @Test
    @Spec("CL-013")
    void aMessageThatIsCutIsNoSuccess() throws Exception {
        try (PostOffice office = office()) {
            office.faults().add(Fault.cutInMessage(1, 5));
            for (String check : List.of("", "expect +OK\n", "expect +OK\nexpect /OK/\n")) {
                Ended ended = typed(office, "login\nretr 1\n" + check);
                assertThat(ended.code()).as(check).isEqualTo(76);
                assertThat(ended.err()).contains("the connection ended unexpectedly");
            }
            assertThat(typed(office, "login\nretr 1\nexpect +OK\nexpect closed\n").code()).isZero();
        }
    }
}
