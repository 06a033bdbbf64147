package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.spec.Spec;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Maildir that Dovecot's LMTP fills and its readers change, served where it is. */
@Tag("interop")
final class DovecotTest {
    private static final String HEADER =
            "From: Mary <mary@example.org>\r\nSubject: a test\r\nMessage-ID: <%d@example.org>\r\n\r\n";

    @TempDir private Path folder;

    @Test
    @Spec({"P3-090", "P3-093", "OC-002"})
    void itsMessagesAreServedAsTheyAreAndKeepTheirUniqueIdsWhenDovecotRenamesThem()
            throws Exception {
        try (Dovecot dovecot = Dovecot.start(Files.createDirectory(folder.resolve("dovecot")));
                ServerProcess server =
                        ServerProcess.start(
                                Files.createDirectory(folder.resolve("server")),
                                "store.path = \"" + dovecot.maildir("{account}") + "\"")) {
            server.account("alice");
            List<String> bodies =
                    List.of(
                            "Hello.\r\n",
                            ".\r\n..\r\n",
                            "na\u00c3\u00afve \u0080\r\n",
                            "x".repeat(3000) + "\r\n");
            for (int i = 0; i < bodies.size(); i++) {
                deliver(dovecot, HEADER.formatted(i) + bodies.get(i));
            }
            List<String> served = RawPop3.messages(server, "alice");
            assertThat(served).hasSameSizeAs(bodies);
            for (int i = 0; i < bodies.size(); i++) {
                assertThat(served.get(i)).endsWith(HEADER.formatted(i) + bodies.get(i));
            }
            assertThat(served).containsExactlyInAnyOrderElementsOf(files(dovecot.maildir("alice")));
            String ids = uniqueIds(server);
            dovecot.doveadm("flags", "add", "-u", "alice", "\\Seen", "mailbox", "INBOX", "1:2");
            assertThat(uniqueIds(server)).isEqualTo(ids);
            dovecot.doveadm(
                    "flags",
                    "add",
                    "-u",
                    "alice",
                    "\\Flagged \\Answered",
                    "mailbox",
                    "INBOX",
                    "ALL");
            dovecot.doveadm("flags", "remove", "-u", "alice", "\\Seen", "mailbox", "INBOX", "1");
            assertThat(uniqueIds(server)).isEqualTo(ids);
            assertThat(RawPop3.messages(server, "alice")).isEqualTo(served);
        }
    }

    private void deliver(Dovecot dovecot, String message) throws Exception {
        Path file = folder.resolve("message.eml");
        Files.writeString(
                file, message.substring(0, message.length() - 2), StandardCharsets.ISO_8859_1);
        Program.Result result =
                Program.run(
                        "swaks",
                        folder,
                        Map.of(),
                        List.of(
                                "swaks",
                                "--protocol",
                                "LMTP",
                                "--socket",
                                dovecot.socket().toString(),
                                "--from",
                                "sender@example.org",
                                "--to",
                                "alice",
                                "--data",
                                "@" + file));
        assertThat(result.exit()).as(result.out()).isZero();
    }

    private static List<String> files(Path maildir) throws Exception {
        List<String> all = new ArrayList<>();
        for (String each : List.of("new", "cur")) {
            try (var files = Files.list(maildir.resolve(each))) {
                for (Path file : files.toList()) {
                    all.add(Sample.canonical(Files.readString(file, StandardCharsets.ISO_8859_1)));
                }
            }
        }
        return all;
    }

    private static String uniqueIds(ServerProcess server) throws Exception {
        try (RawPop3 client = RawPop3.login(server, Security.CLEAR, "alice")) {
            return client.listing("UIDL");
        }
    }
}
