package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Postfix takes mail from swaks and hands it to the real server, which is then asked for it. */
@Tag("interop")
final class PostfixTest {
    private static final String HEADER =
            """
            From: Mary <mary@example.org>\r
            To: John <john@example.org>\r
            Subject: a test\r
            Message-ID: <1@example.org>\r
            Date: Mon, 5 Jan 2026 10:00:00 +0000\r
            \r
            """;

    /** Fields on top of a message: Postfix, swaks and Restante may add these and nothing else. */
    private static final Pattern TRACE =
            Pattern.compile(
                    "((Return-Path|Delivered-To|X-Original-To|Received):.*\r\n([ \t].*\r\n)*)+");

    @TempDir private Path folder;
    private final List<AutoCloseable> started = new ArrayList<>();
    private ServerProcess server;
    private Postfix postfix;

    @BeforeEach
    void start() throws IOException {
        server =
                ServerProcess.start(
                        Files.createDirectory(folder.resolve("server")),
                        "domains = [\"localhost\", \"unix.test\"]");
        started.add(server);
        postfix =
                Postfix.start(
                        Files.createDirectory(folder.resolve("postfix")),
                        "localhost, unix.test",
                        "localhost=lmtp:inet:127.0.0.1:%d, unix.test=lmtp:unix:%s"
                                .formatted(server.port("lmtp"), server.lmtpSocket()),
                        "virtual_mailbox_domains = maildir.test",
                        "virtual_mailbox_base = "
                                + Folders.maildir(folder.resolve("vmail/carol")).getParent(),
                        "virtual_mailbox_maps = inline:{ carol@maildir.test=carol/ }",
                        "virtual_uid_maps = static:65534",
                        "virtual_gid_maps = static:65534");
        started.add(postfix);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : started.reversed()) {
            each.close();
        }
    }

    @Test
    @Spec({"LM-002", "LM-007", "LM-022"})
    void aMessageReachesEachOfItsRecipientsAsItWasSent() throws Exception {
        server.account("alice");
        server.account("bob");
        String message = HEADER + ".\r\n..\r\n.x\r\nna\u00c3\u00afve \u0080\u00ff\r\n.\r\nend\r\n";
        send(message, "alice@localhost", "bob@localhost");
        postfix.await("to=<alice@localhost>", "status=sent");
        postfix.await("to=<bob@localhost>", "status=sent");
        for (String account : List.of("alice", "bob")) {
            List<String> messages = RawPop3.messages(server, account);
            assertThat(messages).hasSize(1);
            assertThat(messages.getFirst()).startsWith("Return-Path: <sender@example.org>\r\n");
            assertThat(messages.getFirst()).containsPattern("Received: [^:]*with LMTP");
            assertArrived(messages.getFirst(), message);
        }
    }

    @Test
    @Spec("LM-020")
    void anUnknownRecipientIsReturnedToTheSenderAndTheOthersGetTheMessage() throws Exception {
        server.account("alice");
        String message = HEADER + "x\r\n";
        send(message, "alice@localhost", "nobody-here@localhost");
        assertThat(postfix.await("to=<nobody-here@localhost>", "status="))
                .contains("status=bounced")
                .contains("550 5.1.1");
        postfix.await("to=<alice@localhost>", "status=sent");
        assertArrived(RawPop3.messages(server, "alice").getFirst(), message);
    }

    @Test
    void theUnixSocketServesAUserWhoMayWriteToIt() throws Exception {
        server.account("alice");
        Folders.give(server.lmtpSocket(), "postfix");
        String message = HEADER + "x\r\n";
        send(message, "alice@unix.test");
        assertThat(postfix.await("to=<alice@unix.test>", "status=")).contains("status=sent");
        assertArrived(RawPop3.messages(server, "alice").getFirst(), message);
    }

    /** Postfix does that, not Restante: a line is never longer than 998 octets on its way. */
    @Test
    void postfixFoldsLinesOfMoreThan998Octets() throws Exception {
        server.account("alice");
        String message = HEADER + "x".repeat(3000) + "\r\n";
        send(message, "alice@localhost");
        postfix.await("to=<alice@localhost>", "status=sent");
        String arrived = RawPop3.messages(server, "alice").getFirst();
        assertThat(arrived.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(999));
        assertArrived(arrived.replace("x\r\n x", "xx"), message);
    }

    @Test
    @Spec({"P3-090", "P3-093"})
    void aMaildirThatPostfixFillsIsServedAsItIs() throws Exception {
        Path maildir = folder.resolve("vmail/carol");
        Folders.give(folder.resolve("vmail"), "nobody");
        server.account("carol", Optional.of(maildir));
        String message = HEADER + ".\r\nna\u00c3\u00afve\r\n";
        send(message, "carol@maildir.test");
        assertThat(postfix.await("to=<carol@maildir.test>", "status=")).contains("status=sent");
        Path file;
        try (var files = Files.list(maildir.resolve("new"))) {
            file = files.findFirst().orElseThrow();
        }
        String served = RawPop3.messages(server, "carol").getFirst();
        assertThat(served)
                .isEqualTo(Sample.canonical(Files.readString(file, StandardCharsets.ISO_8859_1)))
                .endsWith(message);
        String id = uniqueIds("carol");
        // As a mail reader does that has seen it, and then flags it.
        Path seen = maildir.resolve("cur/" + file.getFileName() + ":2,S");
        Files.move(file, seen);
        assertThat(uniqueIds("carol")).isEqualTo(id);
        Files.move(seen, maildir.resolve("cur/" + file.getFileName() + ":2,FRS"));
        assertThat(uniqueIds("carol")).isEqualTo(id);
        assertThat(RawPop3.messages(server, "carol")).containsExactly(served);
    }

    private String uniqueIds(String account) throws Exception {
        try (RawPop3 client = RawPop3.login(server, Security.CLEAR, account)) {
            return client.listing("UIDL");
        }
    }

    private static void assertArrived(String arrived, String sent) {
        assertThat(arrived).endsWith(sent);
        assertThat(arrived.substring(0, arrived.length() - sent.length())).matches(TRACE);
    }

    private void send(String message, String... recipients) throws Exception {
        Path file = folder.resolve("message.eml");
        // swaks adds a line end of its own.
        Files.writeString(
                file,
                message.substring(0, message.length() - "\r\n".length()),
                StandardCharsets.ISO_8859_1);
        Program.Result result =
                Program.run(
                        "swaks",
                        folder,
                        Map.of(),
                        List.of(
                                "swaks",
                                "--server",
                                "127.0.0.1:" + postfix.port(),
                                "--from",
                                "sender@example.org",
                                "--to",
                                String.join(",", recipients),
                                "--data",
                                "@" + file));
        assertThat(result.exit()).as(result.out()).isZero();
    }
}
