package org.restante.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.net.ExtendedSocketOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.spec.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;

final class ConnectionTest {
    /** More than the socket buffers of both sides hold. */
    private static final int OCTETS = 32 * 1024 * 1024;

    @TempDir private Path folder;

    /** A session reads before it writes, which makes its channel one that does not block. */
    @Test
    void aFileThatIsLargerThanTheSocketsBufferReachesAPeerThatIsSlowerThanTheDisk()
            throws Exception {
        byte[] message = new byte[OCTETS];
        new Random(1).nextBytes(message);
        Path file = Files.write(folder.resolve("message"), message);
        try (ServerSocketChannel server = ServerSocketChannel.open();
                Watchdog watchdog = new Watchdog();
                var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel peer = SocketChannel.open(server.getLocalAddress())) {
                var sent =
                        sessions.submit(() -> {
                            transferAfterARead(server.accept(), watchdog, file);
                            return true;
                        });
                peer.socket().getOutputStream().write('\n');
                InputStream in = peer.socket().getInputStream();
                assertThat(in.readAllBytes()).isEqualTo(message);
                assertThat(sent.get()).isTrue();
            }
        }
    }

    @Test
    @Spec("LK-006")
    void aHostThatIsGoneIsNoticedByKeepaliveBeforeTheIdleTimer() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open();
                Watchdog watchdog = new Watchdog()) {
            Connection.keepAlive(server);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel _ = SocketChannel.open(server.getLocalAddress());
                    SocketChannel accepted = server.accept()) {
                new Connection(accepted, watchdog, Duration.ofMinutes(1));
                assertThat(accepted.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
                assertThat(accepted.supportedOptions())
                        .as("this system can say how soon")
                        .contains(ExtendedSocketOptions.TCP_KEEPIDLE);
                int seconds =
                        accepted.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)
                                + accepted.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)
                                        * accepted.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT);
                assertThat(Duration.ofSeconds(seconds)).isLessThan(Duration.ofMinutes(5));
            }
        }
    }

    private static void transferAfterARead(SocketChannel accepted, Watchdog watchdog, Path file)
            throws IOException {
        try (accepted;
                FileChannel content = FileChannel.open(file)) {
            Connection connection = new Connection(accepted, watchdog, Duration.ofMinutes(1));
            connection.input().read();
            connection.transfer(content, 0, OCTETS);
        }
    }
}
