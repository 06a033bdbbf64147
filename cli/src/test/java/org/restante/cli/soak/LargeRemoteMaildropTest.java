package org.restante.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Launched;
import org.restante.cli.Outcome;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A remote maildrop of a million messages of which ten are new, with little memory. */
@Tag("interop")
final class LargeRemoteMaildropTest {
    private static final int MESSAGES = 1_000_000;
    private static final int NEW = 10;
    private static final String HEAP = "-Xmx192m";

    @TempDir Path folder;

    /** No CAPA, so one command at a time: what is old can do no more. */
    private static void serve(Socket client) throws IOException {
        try (client;
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(
                                        client.getInputStream(), StandardCharsets.US_ASCII));
                Writer out =
                        new BufferedWriter(
                                new OutputStreamWriter(
                                        client.getOutputStream(), StandardCharsets.US_ASCII),
                                1 << 16)) {
            out.write("+OK ready\r\n");
            out.flush();
            String line;
            while ((line = in.readLine()) != null) {
                switch (line.replaceFirst(" .*", "")) {
                    case "USER", "PASS", "NOOP", "DELE", "QUIT" -> out.write("+OK\r\n");
                    case "STAT" -> out.write("+OK " + MESSAGES + " " + 1000L * MESSAGES + "\r\n");
                    case "UIDL" -> list(out, LargeRemoteMaildropTest::uniqueId);
                    case "LIST" -> list(out, _ -> "1000");
                    case "RETR" -> out.write("+OK\r\nSubject: new\r\n\r\nx\r\n.\r\n");
                    default -> out.write("-ERR\r\n");
                }
                out.flush();
            }
        }
    }

    private static String uniqueId(int number) {
        return "GmailId%016x".formatted(0x1234_5678L * number);
    }

    private interface Column {
        String of(int number);
    }

    private static void list(Writer out, Column column) throws IOException {
        out.write("+OK\r\n");
        for (int number = 1; number <= MESSAGES; number++) {
            out.write(number + " " + column.of(number) + "\r\n");
        }
        out.write(".\r\n");
    }

    @Test
    void tenNewMessagesOfAMillionComeWithLittleMemory() throws Exception {
        Path settings = Files.writeString(folder.resolve("restante.toml"), "data = \"data\"\n");
        Path mail = folder.resolve("mail");
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served =
                    CompletableFuture.runAsync(() -> {
                        try {
                            serve(listener.accept());
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            Path rc = Files.writeString(folder.resolve("mpoprc"), mpop(listener.getLocalPort()));
            Files.setPosixFilePermissions(rc, PosixFilePermissions.fromString("rw-------"));
            Outcome moved =
                    Outcome.of(
                            "collect",
                            "import",
                            rc.toString(),
                            "--seen",
                            seen().toString(),
                            "--write",
                            "--deliver-to",
                            "maildir:" + mail,
                            "--config",
                            settings.toString());
            assertThat(moved.exitCode()).as(moved.out() + moved.err()).isZero();
            List<String> command =
                    new ArrayList<>(
                            Launched.command("collect", "run", "--config", settings.toString()));
            command.addAll(1, List.of(HEAP, "-XX:+UseSerialGC"));
            Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(run.waitFor()).as(said).isZero();
            assertThat(said).contains(NEW + " messages delivered");
            served.get();
        }
        try (Stream<Path> files = Files.list(mail.resolve("new"))) {
            assertThat(files).hasSize(NEW);
        }
    }

    private static String mpop(int port) {
        return """
        account big
        host 127.0.0.1
        port %d
        user alice
        password secret
        tls off
        auth user
        keep on
        """
                .formatted(port);
    }

    private Path seen() throws IOException {
        Path file = folder.resolve("uidls");
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write(" " + (MESSAGES - NEW) + " 127.0.0.1 alice\n");
            for (int number = 1; number <= MESSAGES - NEW; number++) {
                out.write(uniqueId(number) + "\n");
            }
        }
        return file;
    }
}
