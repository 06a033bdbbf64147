package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.soak.Await;
import org.restante.client.CommandFailedException;
import org.restante.client.Credentials;
import org.restante.client.Listed;
import org.restante.client.Mechanism;
import org.restante.client.Pop3Client;
import org.restante.client.Pop3Server;
import org.restante.client.RemoteMaildrop;
import org.restante.client.Security;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The client library with servers of others, and with ours: the same session with each. */
@Tag("interop")
final class ClientLibraryTest {
    private static final List<String> MESSAGES =
            List.of(
                    "Subject: one\r\n\r\n.a line that is stuffed\r\n..\r\n.\r\nend\r\n",
                    "Subject: two\r\n\r\n" + "A line of a message that is longer.\r\n".repeat(3000),
                    "Subject: three\r\n\r\n\u00E9 in ISO 8859-1\r\n");

    @TempDir private Path folder;

    private static Path maildir(Path folder) throws IOException {
        Folders.maildir(folder);
        for (int i = 0; i < MESSAGES.size(); i++) {
            Files.writeString(
                    folder.resolve("cur/170000000" + i + ".M1P1.host:2,"),
                    MESSAGES.get(i).replace("\r\n", "\n"),
                    StandardCharsets.ISO_8859_1);
        }
        return folder;
    }

    private static Pop3Server server(int port) {
        return Pop3Server.of("127.0.0.1").withSecurity(Security.CLEAR_TEXT).withPort(port);
    }

    private interface Use {
        void run(RemoteMaildrop maildrop) throws IOException;
    }

    private static final Credentials.Password ALICE =
            new Credentials.Password("alice", ServerProcess.PASSWORD);

    /** A server lets go of a maildrop a little after its client has gone: it is tried again. */
    private static void visit(int port, Credentials credentials, Use use)
            throws IOException, InterruptedException {
        Await.until(
                "the maildrop is free",
                () -> {
                    try (Pop3Client client = Pop3Client.connect(server(port))) {
                        RemoteMaildrop maildrop;
                        try {
                            maildrop = client.login(credentials);
                        } catch (CommandFailedException e) {
                            if (e.isTemporary()) {
                                return false;
                            }
                            throw e;
                        }
                        use.run(maildrop);
                        return true;
                    }
                });
    }

    /** What servers of mailbox files add to a header is taken out again. */
    private static String withoutAdded(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1)
                .replaceAll("(?m)^(Status|X-UIDL?|X-IMAPbase|X-Status|Return-Path):.*\r\n", "");
    }

    private static List<String> retrieved(RemoteMaildrop maildrop) throws IOException {
        List<String> messages = new ArrayList<>();
        assertThat(
                        maildrop.retrieveAll(
                                maildrop.listing().messages(),
                                (_, octets) -> messages.add(withoutAdded(octets.readAllBytes()))))
                .isEmpty();
        return messages;
    }

    private static void wholeSession(int port, boolean pipelining)
            throws IOException, InterruptedException {
        wholeSession(port, ALICE, pipelining);
    }

    private static void wholeSession(int port, Credentials credentials, boolean pipelining)
            throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        visit(
                port,
                credentials,
                maildrop -> {
                    assertThat(maildrop.capabilities().pipelining()).isEqualTo(pipelining);
                    assertThat(maildrop.stat().messages()).hasValue(3);
                    assertThat(retrieved(maildrop)).isEqualTo(MESSAGES);
                    for (Listed message : maildrop.listing().messages()) {
                        ids.add(message.uniqueId().orElseThrow());
                        assertThat(message.octets()).isPresent();
                        try (var top = maildrop.top(message.number(), 0)) {
                            assertThat(withoutAdded(top.readAllBytes()))
                                    .matches("Subject: (one|two|three)\r\n\r\n");
                        }
                    }
                    maildrop.mark(maildrop.listing().messages().get(1).number());
                    maildrop.unmarkAll();
                    maildrop.noop();
                    // Left without QUIT: the mark is forgotten.
                    maildrop.mark(maildrop.listing().messages().get(0).number());
                });
        visit(
                port,
                credentials,
                maildrop -> {
                    List<Listed> listed = maildrop.listing().messages();
                    assertThat(listed).extracting(it -> it.uniqueId().orElseThrow()).isEqualTo(ids);
                    assertThat(maildrop.markAll(List.of(listed.get(0), listed.get(2)))).isEmpty();
                    maildrop.quit();
                });
        visit(
                port,
                credentials,
                maildrop -> assertThat(retrieved(maildrop)).containsExactly(MESSAGES.get(1)));
    }

    @Test
    @Spec({"CL-012", "CL-028"})
    void restante() throws Exception {
        try (ServerProcess server =
                ServerProcess.start(Files.createDirectory(folder.resolve("server")))) {
            Path maildir = maildir(folder.resolve("mail"));
            server.account("alice", Optional.of(maildir));
            wholeSession(server.port("pop3"), true);
        }
    }

    @Test
    void dovecot() throws Exception {
        try (Dovecot dovecot = Dovecot.start(Files.createDirectory(folder.resolve("dovecot")))) {
            Folders.give(maildir(dovecot.maildir("alice")), Folders.ordinaryUser());
            wholeSession(dovecot.port(), true);
        }
    }

    @Test
    void courier() throws Exception {
        try (Courier courier = Courier.start(maildir(folder.resolve("courier")))) {
            wholeSession(courier.port(), false);
        }
    }

    @Test
    void cyrus() throws Exception {
        // Its folder's path is short: sockets are in it.
        try (Cyrus cyrus = Cyrus.start(Files.createDirectory(folder.resolve("c")), "cyrus")) {
            List<String> appends = new ArrayList<>();
            for (String message : MESSAGES) {
                appends.add(Cyrus.append("", " 1-Jan-2020 10:00:00 +0000", message));
            }
            cyrus.imap("alice", appends);
            // It greets with a timestamp and has no secrets for APOP here.
            wholeSession(cyrus.port(), ALICE.by(Mechanism.USER), true);
        }
    }

    private static String mbox() {
        StringBuilder mbox = new StringBuilder();
        for (String message : MESSAGES) {
            mbox.append("From ann@example.org Mon Nov 23 09:08:07 2026\n")
                    .append(message.replace("\r\n", "\n"))
                    .append('\n');
        }
        return mbox.toString();
    }

    @Test
    void popa3d() throws Exception {
        Path file = Files.writeString(folder.resolve("mbox"), mbox(), StandardCharsets.ISO_8859_1);
        try (Popa3d popa3d = Popa3d.start(folder.resolve("root"), file)) {
            wholeSession(popa3d.port(), false);
        }
    }

    @Test
    void gnuMailutils() throws Exception {
        try (Mailutils mailutils = Mailutils.start(folder.resolve("mailutils"), mbox())) {
            // It, too, greets with a timestamp.
            Credentials alice =
                    new Credentials.Password(Mailutils.NAME, ServerProcess.PASSWORD)
                            .by(Mechanism.USER);
            wholeSession(mailutils.port(), alice, true);
        }
    }
}
