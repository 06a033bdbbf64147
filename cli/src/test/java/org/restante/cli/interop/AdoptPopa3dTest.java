package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Outcome;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A mailbox file that a real popa3d served is copied, with the ids that it showed. */
@Tag("interop")
final class AdoptPopa3dTest {
    private static final int MESSAGES = 60;

    /** What headers are made of: fields that popa3d goes by, some of them nearly. */
    private static final List<String> LINES =
            List.of(
                    "Received: from a by b; %d",
                    "received:by c %d",
                    "Return-Path: <%d@example.org>",
                    "Delivered-To: alice-%d",
                    "DELIVERED-TO: alice-%d",
                    "Delivered: no %d",
                    "Date: Mon, 23 Nov 2026 09:08:%d +0000",
                    "date : %d",
                    "Message-ID: <%d@example.org>",
                    "message-id:%d",
                    "X-Delivery-ID: %d",
                    "x-delivery-id: %d",
                    "Subject: %d",
                    "\tfolded %d",
                    " folded \r lone %d",
                    "",
                    "R%d",
                    "Message-ID: <%d" + "x".repeat(100_000) + "@example.org>",
                    "Subject: \u00e4 %d\r");

    @TempDir private Path folder;

    /** Headers of every kind, from a seed; the first lines make each message another one. */
    private Path mbox() throws IOException {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < MESSAGES; i++) {
            text.append("From ann@example.org Mon Nov 23 09:08:%02d 2026\n".formatted(i));
            text.append("Delivered-To: alice%d@example.org\n".formatted(i));
            for (int line = random.nextInt(12); line > 0; line--) {
                text.append(LINES.get(random.nextInt(LINES.size())).formatted(i)).append('\n');
            }
            text.append("\n>From the body %d\n.dot\n\n".formatted(i));
        }
        return Files.writeString(folder.resolve("mbox"), text, StandardCharsets.ISO_8859_1);
    }

    @Test
    @Spec("P3-090")
    void eachMessageHasItsIdWhateverItsHeader() throws Exception {
        Path mbox = mbox();
        String before;
        try (Popa3d popa3d = Popa3d.start(folder.resolve("root"), mbox)) {
            before = uidl(popa3d.port());
        }
        assertThat(before.lines().distinct()).hasSize(MESSAGES);
        try (ServerProcess server = adopted(mbox, MESSAGES)) {
            assertThat(uidl(server.port("pop3"))).isEqualTo(before);
        }
    }

    @Test
    @Spec({"P3-090", "OC-002"})
    void clientsFetchNothingAgain() throws Exception {
        Path mbox =
                Files.writeString(
                        folder.resolve("mbox"),
                        """
                        From ann@example.org Mon Nov 23 09:08:07 2026
                        Received: from a by b; Mon, 23 Nov 2026 09:08:07 +0000
                        Message-ID: <1@example.org>
                        Subject: one

                        one

                        From bob@example.org Mon Nov 23 09:08:08 2026
                        Date: Mon, 23 Nov 2026 09:08:08 +0000
                        Subject: two
                        Status: RO

                        .two
                        >From there

                        """);
        try (Popa3d popa3d = Popa3d.start(folder.resolve("root"), mbox)) {
            for (KeepingClient client : KeepingClient.values()) {
                assertThat(client.fetched(popa3d.port(), "alice", home(client))).isEqualTo(2);
            }
        }
        try (ServerProcess server = adopted(mbox, 2)) {
            for (KeepingClient client : KeepingClient.values()) {
                assertThat(client.fetched(server.port("pop3"), "alice", home(client))).isZero();
            }
        }
    }

    private ServerProcess adopted(Path mbox, int messages) throws Exception {
        ServerProcess server = ServerProcess.start(Files.createDirectory(folder.resolve("server")));
        server.account("alice");
        Outcome done =
                Outcome.of(
                        "maildrop",
                        "adopt",
                        "alice",
                        "--from",
                        mbox.toString(),
                        "--format",
                        "popa3d",
                        "--yes",
                        "--config",
                        folder.resolve("server/restante.toml").toString());
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.out()).contains(messages + " messages: " + messages + " keep");
        return server;
    }

    private static String uidl(int port) throws IOException {
        try (RawPop3 client = RawPop3.login(port, "alice")) {
            String listing = client.listing("UIDL");
            client.command("QUIT");
            return listing;
        }
    }

    private Path home(KeepingClient client) throws IOException {
        return Files.createDirectories(folder.resolve("home").resolve(client.name()));
    }
}
