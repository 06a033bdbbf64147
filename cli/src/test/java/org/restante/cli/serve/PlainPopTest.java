package org.restante.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Outcome;
import org.restante.spec.Spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** POP2 and POP1 in a whole server. */
final class PlainPopTest {
    private static final String SECRET = "correct horse";

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void configure() throws Exception {
        file = folder.resolve("restante.toml");
        RunningServer.configure(
                file,
                "listen.pop2.address = \"127.0.0.1:0\"",
                "listen.pop1.address = \"127.0.0.1:0\"",
                "store.path = \"" + folder + "/{account}\"");
        Outcome added =
                Outcome.ofInput(
                        SECRET + "\n",
                        "account",
                        "add",
                        "alice",
                        "--password-stdin",
                        "--config",
                        file.toString());
        assertThat(added.exitCode()).as(added.err()).isZero();
    }

    private Outcome run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", file.toString()));
        return Outcome.of(all.toArray(String[]::new));
    }

    private static List<String> names(JsonObject object) {
        List<String> names = new ArrayList<>();
        for (JsonElement each : object.getAsJsonArray("listeners")) {
            names.add(each.getAsJsonObject().get("name").getAsString());
        }
        return names;
    }

    @Test
    @Spec({"P2-029", "P1-015"})
    void neitherIsThereUnlessItIsConfigured() throws Exception {
        RunningServer.configure(file);
        try (RunningServer _ = RunningServer.start(file)) {
            assertThat(names(run("status", "--json").json()))
                    .containsExactly("pop3", "pop3s", "lmtp", "lmtp");
        }
    }

    @Test
    @Spec({"P2-001", "P2-009", "P2-010", "P2-011", "P1-007", "P1-014"})
    void bothServeTheMaildirAndItsFolders() throws Exception {
        Path old = folder.resolve("alice/.Old Mail");
        for (String part : List.of("new", "cur", "tmp")) {
            Files.createDirectories(old.resolve(part));
            Files.createDirectories(folder.resolve("alice").resolve(part));
        }
        Path message = Files.writeString(old.resolve("cur/1.host:2,S"), "A: b\n\n.\n");
        Path arrived = Files.writeString(folder.resolve("alice/new/2.host"), "A: c\n\n..\n");
        String log;
        try (RunningServer server = RunningServer.start(file)) {
            assertThat(names(run("status", "--json").json()))
                    .containsExactly("pop3", "pop3s", "pop2", "pop1", "lmtp", "lmtp");
            assertThat(run("status").out())
                    .containsPattern("  pop2 +127\\.0\\.0\\.1:[0-9]+ +0 sessions");
            try (Talk talk = Talk.to(server.port("pop2"))) {
                assertThat(talk.greeting()).isEqualTo("+ POP2 mail.example.org server ready");
                assertThat(talk.say("HELO alice correct\\ horse")).isEqualTo("#1 message");
                assertThat(talk.say("FOLD Old Mail")).isEqualTo("#1 message");
                assertThat(talk.say("READ")).isEqualTo("=11 octets in message 1");
                assertThat(talk.say("RETR")).isEqualTo("A: b");
                assertThat(List.of(talk.line(), talk.line())).containsExactly("", ".");
                assertThat(talk.say("ACKD")).isEqualTo("=0 no such message");
                assertThat(message).exists();
                assertThat(talk.say("FOLD nosuch")).isEqualTo("#0 messages");
                assertThat(message).doesNotExist();
                assertThat(talk.say("QUIT")).isEqualTo("+ bye");
                assertThat(talk.line()).isEqualTo("(end)");
            }
            try (Talk talk = Talk.to(server.port("pop1"))) {
                assertThat(talk.greeting()).isEqualTo("+OK mail.example.org POP1 server ready");
                assertThat(talk.login("alice", SECRET)).isEqualTo("+OK");
                assertThat(talk.say("RDEL inbox")).isEqualTo("#52 octets in 1 message");
                assertThat(talk.say("RCEV"))
                        .matches("[ 123][0-9]-...-.. ..:..:..-GMT,12;000000000000");
                assertThat(List.of(talk.line(), talk.line(), talk.line()))
                        .containsExactly("A: c", "", "..");
                assertThat(talk.say("RCVD")).isEqualTo("+OK");
                assertThat(arrived).doesNotExist();
                assertThat(talk.say("QUIT")).isEqualTo("+OK bye");
                assertThat(talk.line()).isEqualTo("(end)");
            }
            assertThat(folder.resolve("alice/.nosuch")).doesNotExist();
            server.stop();
            log = server.log();
        }
        assertThat(log)
                .contains("listener=pop2", "listener=pop1", " opened ", "folder=\"Old Mail\"")
                .contains("ACKD=1", "RCVD=1")
                .doesNotContain(SECRET, "correct\\ horse");
    }

    @Test
    void disablingAnAccountEndsItsSessions() throws Exception {
        try (RunningServer server = RunningServer.start(file);
                Talk pop2 = Talk.to(server.port("pop2"));
                Talk pop1 = Talk.to(server.port("pop1"))) {
            assertThat(pop2.say("HELO alice correct\\ horse")).isEqualTo("#0 messages");
            assertThat(pop1.login("alice", SECRET)).isEqualTo("+OK");
            assertThat(run("account", "disable", "alice").exitCode()).isZero();
            assertThat(pop2.line()).isEqualTo("(end)");
            assertThat(pop1.line()).isEqualTo("(end)");
        }
    }

    @Test
    @Spec({"P2-029", "P1-015"})
    void servingOthersIsWarnedOf() throws Exception {
        RunningServer.configure(
                file, "listen.pop1.address = \"127.0.0.1:0\"", "listen.pop1.insecure = true");
        try (RunningServer _ = RunningServer.start(file)) {
            assertThat(run("status").out()).contains("warning: passwords may be sent without TLS");
        }
    }
}
