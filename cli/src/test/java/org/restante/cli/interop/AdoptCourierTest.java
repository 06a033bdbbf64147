package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Outcome;
import org.restante.spec.Spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A maildrop that a real Courier served is taken over where it is. */
@Tag("interop")
final class AdoptCourierTest {
    @TempDir private Path folder;

    @Test
    @Spec({"P3-090", "OC-002"})
    void idsOfEveryKindAreKeptAndClientsFetchNothingAgain() throws Exception {
        Path maildir = Folders.maildir(folder.resolve("Maildir"));
        Files.writeString(maildir.resolve("cur/1700000000.M1.host:2,S"), "Subject: 1\n\none\n");
        Files.writeString(maildir.resolve("cur/1700000001.M2+'.host:2,"), "Subject: 2\n\ntwo\n");
        Files.writeString(maildir.resolve("cur/1700000002.M3.host,S=18:2,"), "Subject: 3\n\n333\n");
        Files.writeString(maildir.resolve("new/1700000003.M4.host"), "Subject: 4\n\nfour\n");
        // As a Courier left it that had been updated twice: ids of all its versions.
        Files.writeString(
                maildir.resolve("courierpop3dsizelist"),
                """
                /2 9 1600000000
                1700000000.M1.host:2,S 19 7:1500000000
                1700000001.M2+'.host:2, 19 0:0
                1700000002.M3.host,S=18:2, 19 8:0
                """);
        Map<String, String> before;
        try (Courier courier = Courier.start(maildir)) {
            before = AdoptDovecotTest.idsByMessage(courier.port(), "alice");
            assertThat(before.values())
                    .containsExactlyInAnyOrder(
                            "UID7-1500000000",
                            "1700000001.M2+2B+27.host",
                            "UID8",
                            "UID9-1600000000");
            for (KeepingClient client : KeepingClient.values()) {
                assertThat(client.fetched(courier.port(), "alice", home(client))).isEqualTo(4);
            }
        }
        try (ServerProcess server =
                ServerProcess.start(Files.createDirectory(folder.resolve("server")))) {
            server.account("alice", Optional.of(maildir));
            Outcome done =
                    Outcome.of(
                            "maildrop",
                            "adopt",
                            "alice",
                            "--yes",
                            "--config",
                            folder.resolve("server/restante.toml").toString());
            assertThat(done.exitCode()).as(done.err()).isZero();
            assertThat(AdoptDovecotTest.idsByMessage(server.port("pop3"), "alice"))
                    .isEqualTo(before);
            for (KeepingClient client : KeepingClient.values()) {
                assertThat(client.fetched(server.port("pop3"), "alice", home(client))).isZero();
            }
        }
    }

    private Path home(KeepingClient client) throws Exception {
        return Files.createDirectories(folder.resolve("home").resolve(client.name()));
    }
}
