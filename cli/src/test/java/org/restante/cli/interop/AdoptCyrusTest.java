package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.cli.Outcome;
import org.restante.spec.Spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A folder that a real Cyrus served is copied, with the ids that it showed. */
@Tag("interop")
final class AdoptCyrusTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "uidonly, 17",
        "cyrus, 17",
        "dovecot, 17",
        "courier, 17",
        "cyrus, 16",
        "cyrus, 15",
        "cyrus, 14",
        "cyrus, 13",
        "cyrus, 12",
        "cyrus, 9"
    })
    @Spec({"P3-090", "OC-002"})
    void idsOfEveryFormatAreKeptAndClientsFetchNothingAgain(String format, int version)
            throws Exception {
        Path inbox;
        Map<String, String> before;
        try (Cyrus cyrus = Cyrus.start(Files.createDirectory(folder.resolve("c")), format)) {
            String old = " 1-Jan-2020 10:00:00 +0000";
            cyrus.imap(
                    "alice",
                    List.of(
                            Cyrus.append("", old, "Subject: expunged\r\n\r\n"),
                            Cyrus.append("\\Seen \\Flagged", old, "Subject: 2\r\n\r\n.two\r\n"),
                            Cyrus.append("", old, "Subject: 3\r\n\r\nthree\r\n"),
                            Cyrus.append("", old, "Subject: expunged\r\n\r\n4"),
                            Cyrus.append("", old, "Subject: 5\r\n\r\nfive"),
                            "select inbox",
                            "store 1,4 +flags (\\Deleted)",
                            "expunge"));
            inbox = cyrus.inbox();
            cyrus.reconstruct("alice", version);
            assertThat(Files.readAllBytes(inbox.resolve("cyrus.index"))[11])
                    .isEqualTo((byte) version);
            before = AdoptDovecotTest.idsByMessage(cyrus.port(), "alice");
            assertThat(before).hasSize(3);
            for (KeepingClient client : KeepingClient.values()) {
                assertThat(client.fetched(cyrus.port(), "alice", home(client))).isEqualTo(3);
            }
        }
        // Expunged messages are still there, for the reader to leave out.
        assertThat(inbox.resolve("1.")).exists();
        try (ServerProcess server =
                ServerProcess.start(Files.createDirectory(folder.resolve("server")))) {
            server.account("alice");
            assertThat(
                            maildrop(
                                    "adopt",
                                    "--from",
                                    inbox.toString(),
                                    "--uidl-format",
                                    format,
                                    "--yes"))
                    .contains("3 messages copied\n3 messages: 3 keep");
            assertThat(AdoptDovecotTest.idsByMessage(server.port("pop3"), "alice"))
                    .isEqualTo(before);
            for (KeepingClient client : KeepingClient.values()) {
                assertThat(client.fetched(server.port("pop3"), "alice", home(client))).isZero();
            }
            // Who has seen what is in the index from version 12 on.
            assertThat(maildrop("list", "--long"))
                    .containsPattern("^1 .* 2020-01-01T10:00:00Z " + (version < 12 ? "F " : "FS "));
        }
    }

    private String maildrop(String verb, String... more) {
        Outcome outcome =
                Outcome.of(
                        Stream.concat(
                                        Stream.of(
                                                "maildrop",
                                                verb,
                                                "alice",
                                                "--config",
                                                folder.resolve("server/restante.toml").toString()),
                                        Stream.of(more))
                                .toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return outcome.out();
    }

    private Path home(KeepingClient client) throws Exception {
        return Files.createDirectories(folder.resolve("home").resolve(client.name()));
    }
}
