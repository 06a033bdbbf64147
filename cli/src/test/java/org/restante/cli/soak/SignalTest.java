package org.restante.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.spec.Spec;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What SIGTERM and SIGHUP do to the real process. */
@Tag("interop")
final class SignalTest {
    private static final String MESSAGE = "Subject: test\r\n\r\nhello\r\n";

    @TempDir Path folder;
    private Path data;

    @BeforeEach
    void layOut() throws IOException {
        data = folder.resolve("data");
        ServerProcess.accounts(data, List.of("alice"));
    }

    @Test
    @Spec("LM-012")
    void aDeliveryInProgressIsFinishedBeforeSigtermEndsTheServer() throws Exception {
        try (ServerProcess server = ServerProcess.start(data);
                Link link = server.deliverer()) {
            link.ask("MAIL FROM:<sender@example.org>", "250");
            link.ask("RCPT TO:<alice@localhost>", "250");
            link.ask("DATA", "354");
            link.send("Subject: half\r\n\r\n");
            server.signal("TERM");
            Await.until("connections are refused", () -> isRefused(server.lmtp()));
            link.send("whole\r\n.\r\n");
            link.expect("250");
            assertThat(server.exitCode()).isZero();
        }
        try (ServerProcess server = ServerProcess.start(data);
                Link link = server.login("alice")) {
            link.ask("RETR 1", "+OK");
            assertThat(link.lines()).endsWith("Subject: half", "", "whole");
        }
    }

    @Test
    @Spec("P3-084")
    void sigtermEndsIdleSessionsWithoutUpdate() throws Exception {
        try (ServerProcess server = ServerProcess.start(data)) {
            server.deliver("alice", MESSAGE);
            try (Link link = server.login("alice");
                    Link inside = Link.insideTls(server.pop3s());
                    Link deliverer = server.deliverer()) {
                link.ask("DELE 1", "+OK");
                server.signal("TERM");
                assertThat(server.exitCode()).isZero();
                assertThat(link.isEnded()).isTrue();
                assertThat(inside.isEnded()).isTrue();
                assertThat(deliverer.isEnded()).isTrue();
            }
            assertThat(data.resolve("listeners.json")).doesNotExist();
        }
        try (ServerProcess server = ServerProcess.start(data);
                Link link = server.login("alice")) {
            link.ask("STAT", "+OK 1 ");
        }
    }

    @Test
    void sighupAppliesAChangedConfigurationAndKeepsTheOldOneWhenTheNewIsBad() throws Exception {
        try (ServerProcess server = ServerProcess.start(data, "hostname = \"one.example.org\"\n")) {
            configure("hostname = \"two.example.org\"\n");
            server.signal("HUP");
            Await.until("the new name greets", () -> greeting(server).contains("two.example.org"));

            configure("hostname = 3\n");
            server.signal("HUP");
            Path log = folder.resolve("server.log");
            Await.until("the log says so", () -> Files.readString(log).contains("not reloaded"));
            assertThat(greeting(server)).contains("two.example.org");
        }
    }

    private void configure(String text) throws IOException {
        Files.writeString(folder.resolve("restante.toml"), text);
    }

    private static String greeting(ServerProcess server) throws IOException {
        try (Link link = new Link(server.pop3())) {
            return link.line();
        }
    }

    private static boolean isRefused(InetSocketAddress address) throws IOException {
        try (Socket _ = new Socket(address.getAddress(), address.getPort())) {
            return false;
        } catch (ConnectException _) {
            return true;
        }
    }
}
