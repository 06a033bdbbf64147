package org.restante.cli.maildrop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Outcome;
import org.restante.cli.serve.RunningServer;
import org.restante.cli.serve.Talk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands on an account whose maildrop is a folder of its own, and in it a folder. */
final class MaildropCommandTest {
    @TempDir Path folder;
    private Path file;
    private Path maildir;

    @BeforeEach
    void makeAccount() throws Exception {
        file = folder.resolve("restante.toml");
        maildir = folder.resolve("Maildir");
        RunningServer.configure(file);
        assertThat(
                        Outcome.ofInput(
                                "secret\n",
                                "account",
                                "add",
                                "alice",
                                "--password-stdin",
                                "--maildrop",
                                maildir.toString(),
                                "--config",
                                file.toString()))
                .returns(0, Outcome::exitCode);
        put(maildir, "1.one", "Subject: one\r\n\r\nbody\r\n");
        put(maildir, "2.two", "Subject: two\n\nlonger body\n");
        put(maildir.resolve(".lists.java"), "3.three", "Subject: three\r\n\r\n");
    }

    private static void put(Path maildir, String name, String message) throws Exception {
        for (String each : List.of("cur", "new", "tmp")) {
            Files.createDirectories(maildir.resolve(each));
        }
        Files.writeString(maildir.resolve("new").resolve(name), message);
    }

    private Outcome maildrop(String... words) {
        List<String> all = new ArrayList<>(List.of("maildrop"));
        all.addAll(List.of(words));
        all.addAll(List.of("--config", file.toString()));
        return Outcome.of(all.toArray(String[]::new));
    }

    @Test
    void listShowsWhatALoginWouldList() {
        assertThat(maildrop("list", "alice").out().lines())
                .containsExactlyInAnyOrder("1 22 1.one", "2 29 2.two");
        assertThat(maildrop("list", "alice+lists/java").out().lines())
                .containsExactly("1 18 3.three");
        assertThat(maildrop("list", "ALICE", "--json").json().get("octets").getAsInt())
                .isEqualTo(51);
    }

    @Test
    void whatDoesNotExistIsToldAndNotMade() {
        Outcome unknown = maildrop("list", "bob");
        assertThat(unknown.exitCode()).isEqualTo(67);
        assertThat(unknown.err()).contains("there is no account bob");
        Outcome folderless = maildrop("list", "alice+none");
        assertThat(folderless.exitCode()).isEqualTo(66);
        assertThat(folderless.err()).contains("alice has no folder none");
        assertThat(maildir.resolve(".none")).doesNotExist();
        assertThat(maildrop("list", "alice+..").exitCode()).isEqualTo(64);
        Outcome elsewhere =
                Outcome.of("maildrop", "list", "alice", "--data", folder + "/elsewhere");
        assertThat(elsewhere.exitCode()).isEqualTo(66);
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void aMaildropThatASessionHasOpenIsInUse() throws Exception {
        try (RunningServer server = RunningServer.start(file);
                Talk talk = Talk.to(server.port("pop3"))) {
            assertThat(talk.login("alice", "secret")).startsWith("+OK");
            Outcome refused = maildrop("list", "alice");
            assertThat(refused.exitCode()).isEqualTo(75);
            assertThat(refused.err()).contains("maildrop alice is in use");
            assertThat(maildrop("list", "alice+lists/java").exitCode()).isZero();
            talk.say("QUIT");
        }
    }

    @Test
    void theJournalSaysWhoRemovedWhat() throws Exception {
        try (RunningServer server = RunningServer.start(file);
                Talk talk = Talk.to(server.port("pop3"))) {
            talk.login("alice", "secret");
            assertThat(talk.say("UIDL 1")).isEqualTo("+OK 1 1.one");
            assertThat(talk.listing("RETR 1")).hasSize(4);
            talk.say("DELE 1");
            assertThat(talk.say("QUIT")).startsWith("+OK");
            // Of what a client was told that it is removed the journal has a line already.
            assertThat(maildrop("journal", "alice", "--removed", "--since", "1h").out())
                    .containsPattern(
                            "removed id=1.one octets=22 login=alice peer=127.0.0.1:\\d+ session=1\\R$");
        }
        assertThat(maildrop("journal", "alice").out().lines().map(line -> line.split(" ")[1]))
                .containsExactly("retrieved", "marked", "removed");
        assertThat(maildrop("journal", "alice", "--id", "2.two").out()).isEmpty();
        assertThat(maildrop("journal", "alice+lists.java").out()).isEmpty();
        assertThat(maildrop("journal", "alice", "--until", "2026-01-01").out()).isEmpty();
        assertThat(
                        maildrop("journal", "alice", "--json", "--only", "RETRIEVED")
                                .json()
                                .getAsJsonArray("entries"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.getAsJsonObject().get("unique-id").getAsString())
                            .isEqualTo("1.one");
                    assertThat(entry.getAsJsonObject().get("octets").getAsLong()).isEqualTo(22);
                });
        assertThat(maildrop("journal", "alice", "--since", "yesterday"))
                .returns(64, Outcome::exitCode)
                .extracting(Outcome::err)
                .asString()
                .contains("\"yesterday\" is no time");
    }
}
