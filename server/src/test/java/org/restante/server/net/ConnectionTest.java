package org.restante.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jdk.net.ExtendedSocketOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.wire.ContentFailedException;
import org.restante.server.TestTls;
import org.restante.spec.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

final class ConnectionTest {
    /** More than the socket buffers of both sides hold. */
    private static final int OCTETS = 32 * 1024 * 1024;

    /** What the socket buffers of both sides are set to; the system may take a multiple. */
    private static final int BUFFER_OCTETS = 256 * 1024;

    /** In fewer parts than that they are full. */
    private static final int PARTS_MAX = 10_000;

    private static final Duration STALL = Duration.ofMinutes(1);

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

    /** One write of much more than the buffers hold, to a peer that reads a part now and then. */
    @ParameterizedTest
    @ValueSource(strings = {"in the clear", "jsse", "conscrypt"})
    @Spec("P3-033")
    void aPeerThatTakesPartsOfAWriteIsNotStalledAndOneThatTakesNothingIs(String layer)
            throws Exception {
        AtomicLong clock = new AtomicLong();
        try (ServerSocketChannel server = ServerSocketChannel.open();
                Watchdog watchdog = new Watchdog(clock::get, STALL);
                var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_OCTETS);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (Socket peer = new Socket()) {
                peer.setReceiveBufferSize(BUFFER_OCTETS);
                peer.setSoTimeout((int) STALL.toMillis());
                peer.connect(server.getLocalAddress());
                SocketChannel accepted = server.accept();
                accepted.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_OCTETS);
                Connection connection = new Connection(accepted, watchdog, STALL);
                try {
                    var sent =
                            sessions.submit(() -> {
                                if (!layer.equals("in the clear")) {
                                    connection.startTls(offer(layer));
                                }
                                connection.write(new byte[OCTETS], 0, OCTETS);
                                return true;
                            });
                    InputStream in =
                            layer.equals("in the clear")
                                    ? peer.getInputStream()
                                    : TestTls.client(peer, "TLSv1.3").getInputStream();
                    for (int i = 0; i < 4; i++) {
                        // What is read is more than the buffers had taken: so much of it was
                        // written after the clock had gone on.
                        clock.addAndGet(STALL.toNanos() / 2 + 1);
                        in.skipNBytes(16 * BUFFER_OCTETS);
                        watchdog.sweep();
                        assertThat(connection.endedBecause()).isEmpty();
                    }
                    // The buffers may still be filling, and each part is a sign of life.
                    for (int i = 0; i < PARTS_MAX && connection.endedBecause().isEmpty(); i++) {
                        clock.addAndGet(STALL.toNanos() + 1);
                        watchdog.sweep();
                    }
                    assertThat(connection.endedBecause()).contains(EndReason.STALLED);
                    assertThat(sent).failsWithin(Duration.ofMinutes(1));
                } finally {
                    connection.end(EndReason.SHUTDOWN);
                }
            }
        }
    }

    /** With TLS 1.3 the engine still has the tickets of the handshake to send. */
    @ParameterizedTest
    @ValueSource(strings = {"jsse", "conscrypt"})
    void manyRecordsRightBehindTheHandshakeComeWhole(String provider) throws Exception {
        byte[] message = new byte[1024 * 1024];
        new Random(2).nextBytes(message);
        try (ServerSocketChannel server = ServerSocketChannel.open();
                Watchdog watchdog = new Watchdog();
                var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (Socket peer = new Socket()) {
                peer.setSoTimeout((int) STALL.toMillis());
                peer.connect(server.getLocalAddress());
                Connection connection = new Connection(server.accept(), watchdog, STALL);
                var sent =
                        sessions.submit(() -> {
                            try {
                                connection.startTls(offer(provider));
                                connection.write(message, 0, message.length);
                            } finally {
                                connection.close();
                            }
                            return true;
                        });
                InputStream in = TestTls.client(peer, "TLSv1.3").getInputStream();
                assertThat(in.readAllBytes()).isEqualTo(message);
                assertThat(sent.get()).isTrue();
            }
        }
    }

    /** A folder can be opened and not be read, as a file on a disk that fails. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Spec("P3-030")
    void aFileThatCannotBeReadIsNoPeerThatIsGone(boolean inTls) throws Exception {
        Path file = Files.write(folder.resolve("empty"), new byte[0]);
        try (ServerSocketChannel server = ServerSocketChannel.open();
                Watchdog watchdog = new Watchdog();
                var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (Socket peer = new Socket()) {
                peer.connect(server.getLocalAddress());
                Connection connection = new Connection(server.accept(), watchdog, STALL);
                var sent =
                        sessions.submit(() -> {
                            try (FileChannel unreadable = FileChannel.open(folder);
                                    FileChannel empty = FileChannel.open(file)) {
                                if (inTls) {
                                    connection.startTls(offer("jsse"));
                                }
                                for (FileChannel content : List.of(unreadable, empty)) {
                                    assertThatThrownBy(() -> connection.transfer(content, 0, 100))
                                            .isInstanceOf(ContentFailedException.class);
                                }
                            } finally {
                                connection.close();
                            }
                            return true;
                        });
                InputStream in =
                        inTls
                                ? TestTls.client(peer, "TLSv1.3").getInputStream()
                                : peer.getInputStream();
                assertThat(in.read()).isEqualTo(-1);
                assertThat(sent.get()).isTrue();
            }
        }
    }

    /** Without a thread the session would hold its maildrop for ever. */
    @Test
    void aThreadThatCannotBeStartedIsTriedAgain() throws Exception {
        CountDownLatch tries = new CountDownLatch(2);
        try (ServerSocketChannel server = ServerSocketChannel.open();
                Watchdog watchdog = new Watchdog()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel peer = SocketChannel.open(server.getLocalAddress())) {
                Connection connection = new Connection(server.accept(), watchdog, STALL);
                connection.readWithin(STALL, EndReason.IDLE);
                connection.rest(() -> {
                    tries.countDown();
                    if (tries.getCount() > 0) {
                        throw new IllegalStateException("no thread");
                    }
                });
                peer.socket().getOutputStream().write('\n');
                assertThat(tries.await(STALL.toSeconds(), TimeUnit.SECONDS)).isTrue();
                assertThat(connection.endedBecause()).contains(EndReason.INTERNAL);
            }
        }
    }

    private TlsOffer offer(String provider) throws Exception {
        return new TlsOffer(
                new Tls(
                        TestTls.provider(provider),
                        TlsPolicy.standard(),
                        List.of(TestTls.identity(folder, "EC"))),
                "pop3");
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
