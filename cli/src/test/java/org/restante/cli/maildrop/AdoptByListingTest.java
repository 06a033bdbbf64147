package org.restante.cli.maildrop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.cli.Outcome;
import org.restante.cli.serve.RunningServer;
import org.restante.spec.Spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Ids of a server that is known by its listing alone: the account {@code old} of a real server. */
final class AdoptByListingTest {
    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void twoAccountsWithTheSameMailInOtherFiles() throws Exception {
        file = folder.resolve("restante.toml");
        RunningServer.configure(file);
        for (String account : List.of("old", "alice")) {
            RunningServer.account(file, account, "--maildrop", folder.resolve(account).toString());
            for (String each : List.of("cur", "new", "tmp")) {
                Files.createDirectories(folder.resolve(account).resolve(each));
            }
        }
        both("1", "Subject: one\n\nof its own size\n");
        both("2", "Subject: two\n\nsame\n");
        both("3", "Subject: 333\n\nsame\n");
        both("4", "Subject: four\n\nbody A\n");
        both("5", "Subject: four\n\nbody B\n");
        both("6", "Subject: copy\n\ncopy\n");
        both("7", "Subject: copy\n\ncopy\n");
        put("old", "8.there", "Subject: only there\n\nsome text\n");
        put("alice", "9.here", "Subject: only here\n\nanother text\n");
    }

    private void both(String name, String text) throws Exception {
        put("old", name + ".there", text);
        put("alice", name + ".here", text.replace("\n", "\r\n"));
    }

    private void put(String account, String name, String text) throws Exception {
        Files.writeString(folder.resolve(account).resolve("new").resolve(name), text);
    }

    private Outcome adopt(String input, String... words) {
        List<String> all = new ArrayList<>(List.of("maildrop", "adopt", "alice", "--yes"));
        all.addAll(List.of(words));
        all.addAll(List.of("--config", file.toString()));
        return Outcome.ofInput(input, all.toArray(String[]::new));
    }

    private List<String> ids() {
        return Outcome.of("maildrop", "list", "alice", "--config", file.toString())
                .out()
                .lines()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pop3", "pop3s"})
    @Spec("P3-090")
    void theServerIsAskedAndTellsMessagesOfOneSizeApart(String scheme) throws Exception {
        try (RunningServer server = RunningServer.start(file)) {
            Outcome done =
                    adopt(
                            "secret\n",
                            "--from",
                            scheme + "://old@localhost:" + server.port(scheme),
                            "--password-stdin",
                            "--trust-file",
                            folder.resolve("data/tls/certificate.pem").toString());
            assertThat(done.exitCode()).as(done.err()).isZero();
            assertThat(done.out())
                    .contains(
                            "old at localhost:",
                            "8 messages: 7 keep",
                            "9.here: not in the list",
                            "1 of the list are not here");
            assertThat(server.log()).doesNotContain("secret");
        }
        assertThat(ids())
                .containsExactly(
                        "1.there", "2.there", "3.there", "4.there", "5.there", "6.there", "7.there",
                        "9.here");
    }

    @Test
    void aPasswordIsNotSentToWhoeverIsNotTrusted() throws Exception {
        try (RunningServer server = RunningServer.start(file)) {
            Outcome refused =
                    adopt(
                            "secret\n",
                            "--from",
                            "pop3://old@localhost:" + server.port("pop3"),
                            "--password-stdin");
            assertThat(refused.exitCode()).isEqualTo(69);
            assertThat(refused.err())
                    .contains("the certificate of localhost:", "is not trusted", "--trust-file")
                    .doesNotContain("secret");
            Outcome wrong =
                    adopt(
                            "guess\n",
                            "--from",
                            "pop3s://old@localhost:" + server.port("pop3s"),
                            "--password-stdin",
                            "--trust-file",
                            folder.resolve("data/tls/certificate.pem").toString());
            assertThat(wrong.exitCode()).isEqualTo(69);
            assertThat(wrong.err())
                    .contains("localhost: the server refuses AUTH SCRAM-SHA-256")
                    .doesNotContain("guess");
        }
        assertThat(adopt("", "--from", "pop3://old:secret@localhost").exitCode()).isEqualTo(64);
        assertThat(adopt("", "--from", "pop3:old").exitCode()).isEqualTo(64);
    }

    @Test
    @Spec({"P3-090", "P3-095"})
    void aListingThatSomebodyWroteDown() throws Exception {
        Path list = Files.writeString(folder.resolve("list.txt"), "1 u1 33\n2 u2 22\n3 u3 22\n");
        Outcome done = adopt("", "--from", list.toString());
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.out())
                .contains("the listing " + list, "8 messages: 1 keep", "several messages");
        assertThat(ids()).startsWith("u1", "2.here", "3.here");
        assertThat(adopt("", "--format", "list").exitCode()).isEqualTo(64);
        assertThat(adopt("", "--from", folder + "/none").exitCode()).isEqualTo(65);
    }

    @ParameterizedTest
    @CsvSource({
        "--password-stdin, are for another server",
        "--from list.txt --trust-file ca.pem, are for another server",
        "--from list.txt --clear-text, are for another server",
        "--from pop3://old@localhost --format dovecot, are for files",
        "--from pop3://old@localhost --uidl-format %u, are for files",
        "--from pop3://old@localhost --reuse-xuidl, are for files",
        "--format courier --uidl-format %u, 'Dovecot and Cyrus, not of courier'",
        "--from list.txt --format list --reuse-xuidl, 'Dovecot, not of list'"
    })
    void whatWouldNotBeHeededIsRefused(String options, String told) {
        Outcome refused = adopt("secret\n", options.split(" "));
        assertThat(refused.exitCode()).isEqualTo(64);
        assertThat(refused.err()).contains(told);
    }
}
