package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.cli.Outcome;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A maildrop that a real Dovecot served is taken over where it is, or copied: each message has the
 * unique-id that it had there, and clients that know it fetch nothing again.
 */
@Tag("interop")
final class AdoptDovecotTest {
    @TempDir private Path folder;

    /** Names as several programs give them, the sizes right; two have a field X-UIDL. */
    private Path fill(Path maildir) throws IOException {
        Folders.maildir(maildir);
        write(maildir, "cur/1700000000.M1P1.host:2,S", "Subject: one\n\none\n");
        write(maildir, "new/1700000001.M2P1.host", "Subject: two\nX-UIDL: two+2\n\ntwo\n");
        write(maildir, "cur/1700000002.M3P1.host,S=%d,W=%d:2,RS", "Subject: three\n\nthree\n");
        write(maildir, "new/1700000003.V10I2aM4.host,S=%d", "Subject: 4\nX-UIDL: \"4!\n\nfour\n");
        write(maildir, "new/1700000004.Vfd01I5M5.host", "Subject: five\n\none\n");
        Folders.give(maildir, Folders.ordinaryUser());
        return maildir;
    }

    private static void write(Path maildir, String name, String message) throws IOException {
        long lines = message.chars().filter(c -> c == '\n').count();
        Files.writeString(
                maildir.resolve(name.formatted(message.length(), message.length() + lines)),
                message,
                StandardCharsets.ISO_8859_1);
    }

    /** The ids by the messages. */
    static Map<String, String> idsByMessage(int port, String account) throws IOException {
        Map<String, String> ids = new TreeMap<>();
        try (RawPop3 client = RawPop3.login(port, account)) {
            for (String line : client.listing("UIDL").lines().toList()) {
                String[] words = line.split(" ", 2);
                ids.put(client.listing("RETR " + words[0]), words[1]);
            }
            client.command("QUIT");
        }
        return ids;
    }

    private ServerProcess server() throws IOException {
        return ServerProcess.start(Files.createDirectory(folder.resolve("server")));
    }

    private Outcome adopt(String... more) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "maildrop",
                                "adopt",
                                "alice",
                                "--config",
                                folder.resolve("server/restante.toml").toString()));
        words.addAll(List.of(more));
        return Outcome.of(words.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%08Xu%08Xv",
                "%v.%u",
                "%u",
                "%f",
                "%g",
                "%Mf",
                "UID%u-%v",
                "%05u.%Xv.%2.4f",
            })
    @Spec({"P3-090", "P3-089"})
    void everyMessageKeepsItsIdInEveryFormat(String format) throws Exception {
        Path maildir;
        Map<String, String> before;
        try (Dovecot dovecot =
                Dovecot.start(
                        Files.createDirectory(folder.resolve("dovecot")),
                        "pop3_uidl_format = " + format)) {
            maildir = fill(dovecot.maildir("alice"));
            before = idsByMessage(dovecot.port(), "alice");
        }
        try (ServerProcess server = server()) {
            server.account("alice", Optional.of(maildir));
            assertThat(adopt("--uidl-format", format, "--yes", "--json"))
                    .satisfies(done -> {
                        assertThat(done.exitCode()).as(done.err()).isZero();
                        assertThat(done.out()).contains("\"kept\": 5", "\"again\": []");
                    });
            assertThat(idsByMessage(server.port("pop3"), "alice")).hasSize(5).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Spec("P3-090")
    void idsThatDovecotReusedOrSavedAreKept(boolean saved) throws Exception {
        Path maildir;
        Map<String, String> before;
        try (Dovecot dovecot =
                Dovecot.start(
                        Files.createDirectory(folder.resolve("dovecot")),
                        "pop3_reuse_xuidl = yes",
                        "pop3_save_uidl = " + (saved ? "yes" : "no"))) {
            maildir = fill(dovecot.maildir("alice"));
            before = idsByMessage(dovecot.port(), "alice");
            assertThat(before.values()).contains("two+2", "\"4!");
        }
        try (ServerProcess server = server()) {
            server.account("alice", Optional.of(maildir));
            Outcome done =
                    saved
                            ? adopt("--uidl-format", "%v", "--yes")
                            : adopt("--uidl-format", "%08Xu%08Xv", "--reuse-xuidl", "--yes");
            assertThat(done.exitCode()).as(done.err()).isZero();
            assertThat(idsByMessage(server.port("pop3"), "alice")).isEqualTo(before);
        }
    }

    /** The files have other names here, as after a move by a mail program. */
    @Test
    @Spec("P3-090")
    void aDovecotThatStillServesIsAskedForItsIds() throws Exception {
        try (Dovecot dovecot = Dovecot.start(Files.createDirectory(folder.resolve("dovecot")));
                ServerProcess server = server()) {
            Path there = fill(dovecot.maildir("alice"));
            Path here = fill(server.account("alice"));
            int number = 0;
            for (Path file : files(here)) {
                Files.move(file, here.resolve("new/" + ++number + ".moved"));
            }
            Map<String, String> before = idsByMessage(dovecot.port(), "alice");
            Outcome refused = adoptFrom(dovecot.port());
            assertThat(refused.exitCode()).isEqualTo(69);
            assertThat(refused.err()).contains("offers no STLS");
            Outcome done = adoptFrom(dovecot.port(), "--clear-text", "--yes");
            assertThat(done.exitCode()).as(done.err()).isZero();
            assertThat(done.out()).contains("5 messages: 5 keep");
            assertThat(idsByMessage(server.port("pop3"), "alice")).isEqualTo(before);
            assertThat(files(there)).hasSize(5);
        }
    }

    private Outcome adoptFrom(int port, String... more) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "maildrop",
                                "adopt",
                                "alice",
                                "--from",
                                "pop3://alice@127.0.0.1:" + port,
                                "--password-stdin",
                                "--config",
                                folder.resolve("server/restante.toml").toString()));
        words.addAll(List.of(more));
        return Outcome.ofInput("any\n", words.toArray(String[]::new));
    }

    /** In the order of their names, and so of their dates. */
    private static List<Path> files(Path maildir) throws IOException {
        List<Path> all = new ArrayList<>();
        for (String each : List.of("new", "cur")) {
            try (var files = Files.list(maildir.resolve(each))) {
                all.addAll(files.toList());
            }
        }
        all.sort(Comparator.comparing(Path::getFileName));
        return all;
    }

    @Test
    @Spec({"P3-090", "OC-002"})
    void clientsFetchNothingAgainButWhatIsNew() throws Exception {
        Path maildir;
        try (Dovecot dovecot = Dovecot.start(Files.createDirectory(folder.resolve("dovecot")))) {
            maildir = fill(dovecot.maildir("alice"));
            for (KeepingClient client : KeepingClient.values()) {
                assertThat(client.fetched(dovecot.port(), "alice", home(client))).isEqualTo(5);
            }
        }
        try (ServerProcess server = server()) {
            server.account("alice", Optional.of(maildir));
            // What doveconf says of the machine's Dovecot: nothing was changed there.
            Outcome planned = adopt();
            assertThat(planned.exitCode()).as(planned.err()).isZero();
            assertThat(planned.out())
                    .contains(
                            "unique-ids as %08Xu%08Xv",
                            "5 messages: 5 would keep", "Nothing was changed");
            assertThat(maildir.resolve("restante-unique-ids")).doesNotExist();
            assertThat(adopt("--yes").exitCode()).isZero();
            for (KeepingClient client : KeepingClient.values()) {
                assertThat(client.fetched(server.port("pop3"), "alice", home(client))).isZero();
            }
            write(maildir, "new/1700000009.M9P1.host", "Subject: nine\n\nnine\n");
            for (KeepingClient client : KeepingClient.values()) {
                assertThat(client.fetched(server.port("pop3"), "alice", home(client))).isOne();
            }
        }
    }

    @Test
    @Spec({"P3-090", "OC-002"})
    void clientsFetchNothingAgainOfACopy() throws Exception {
        Path maildir;
        Map<String, String> before;
        try (Dovecot dovecot = Dovecot.start(Files.createDirectory(folder.resolve("dovecot")))) {
            maildir = fill(dovecot.maildir("alice"));
            before = idsByMessage(dovecot.port(), "alice");
            for (KeepingClient client : KeepingClient.values()) {
                assertThat(client.fetched(dovecot.port(), "alice", home(client))).isEqualTo(5);
            }
        }
        try (ServerProcess server = server()) {
            server.account("alice");
            assertThat(adopt("--from", maildir.toString(), "--yes").out())
                    .contains("5 messages copied\n5 messages: 5 keep");
            assertThat(idsByMessage(server.port("pop3"), "alice")).isEqualTo(before);
            for (KeepingClient client : KeepingClient.values()) {
                assertThat(client.fetched(server.port("pop3"), "alice", home(client))).isZero();
            }
        }
    }

    private Path home(KeepingClient client) throws IOException {
        return Files.createDirectories(folder.resolve("home").resolve(client.name()));
    }
}
