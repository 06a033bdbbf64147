package org.restante.server.lmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.server.TestAccounts;
import org.restante.server.TestPostOffice;
import org.restante.server.event.SessionIds;
import org.restante.server.net.Admission;
import org.restante.server.net.EndReason;
import org.restante.server.net.Endpoint;
import org.restante.server.net.Listener;
import org.restante.server.net.Watchdog;
import org.restante.server.quota.QuotaSettings;
import org.restante.server.quota.Quotas;
import org.restante.spec.Chunking;
import org.restante.spec.Transcript;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** LMTP at a unix-domain socket, whose file decides who may connect. */
class LmtpUnixSocketTest {
    private final WatchedStore store = new WatchedStore();
    private final Watchdog watchdog = new Watchdog();
    private @TempDir Path folder;
    private Path socket;

    @BeforeEach
    void nameTheSocket() {
        socket = folder.resolve("lmtp.sock");
    }

    @AfterEach
    void endSessions() {
        watchdog.endAll(EndReason.SHUTDOWN);
        watchdog.close();
    }

    @Test
    void mailIsTakenAsByTcp() throws IOException {
        try (Listener _ = listen()) {
            deliver();
        }
        assertThat(store.messages("alice"))
                .singleElement()
                .asString()
                .contains("\r\nReceived: from client.example (local socket)\r\n")
                .endsWith("\r\ntext\r\n");
        assertThat(socket).doesNotExist();
    }

    @Test
    void onlyTheOwnerMayConnect() throws IOException {
        try (Listener _ = listen()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theSocketOfADeadProcessIsTakenOver() throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();

        try (Listener _ = listen()) {
            deliver();
        }
        assertThat(store.messages("alice")).hasSize(1);
    }

    @Test
    void theSocketOfALivingProcessIsNot() throws IOException {
        try (Listener _ = listen()) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(this::listen)
                    .withMessageContaining("in use");
            deliver();
        }
        assertThat(store.messages("alice")).hasSize(1);
    }

    @Test
    void anotherFileOfThatNameIsNoDeadSocketAndStays() throws IOException {
        Files.writeString(socket, "precious");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(this::listen)
                .withMessageContaining("no socket");
        assertThat(socket).hasContent("precious");
    }

    private Listener listen() throws IOException {
        TestPostOffice.Options options = TestPostOffice.Options.standard();
        Listener.Shared shared =
                new Listener.Shared(
                        watchdog, new Admission(options::rules), () -> Duration.ofMinutes(5));
        LmtpProtocol.Services services =
                new LmtpProtocol.Services(
                        store,
                        new TestAccounts().put("alice", "secret"),
                        new Quotas(
                                store,
                                () -> QuotaSettings.NONE,
                                _ -> List.of(),
                                InstantSource.system()),
                        _ -> {},
                        new SessionIds(),
                        InstantSource.system());
        Listener listener =
                Listener.bind(
                        new Endpoint.Unix(socket),
                        shared,
                        new LmtpProtocol(services, options::lmtp));
        listener.start();
        return listener;
    }

    private void deliver() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            Transcript.parse(
                            MailRoom.TO_ALICE
                                    + "C: text\nC: .\nS: 250 2.1.5 delivered\n"
                                    + MailRoom.BYE)
                    .run(
                            Channels.newInputStream(channel),
                            Channels.newOutputStream(channel),
                            new Chunking.Lines());
        }
    }
}
