package org.restante.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

final class ListenerTest {
    /** Sends back what it gets; a {@code !} makes it fail. */
    private static final class Echo implements Listener.Protocol {
        /** Those that have run a session. */
        private final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();

        @Override
        public String name() {
            return "echo";
        }

        @Override
        public Listener.Session session(Connection connection, Optional<Refusal> refusal) {
            return new Listener.Session() {
                private boolean rests;

                @Override
                public void run() {
                    threads.add(Thread.currentThread());
                    rests = false;
                    try {
                        echo();
                    } catch (QuietException _) {
                        rests = true;
                    } catch (IOException _) {
                        // The client or the listener has ended it.
                    }
                }

                private void echo() throws IOException {
                    byte[] block = new byte[16];
                    while (true) {
                        connection.restWhenQuiet();
                        int count = connection.input().read(block, 0, 16);
                        if (count < 0) {
                            return;
                        }
                        if (block[0] == '!') {
                            throw new IllegalStateException("a mistake of ours");
                        }
                        connection.write(block, 0, count);
                    }
                }

                @Override
                public boolean rests() {
                    return rests;
                }

                @Override
                public void stop() {
                    connection.end(EndReason.SHUTDOWN);
                }
            };
        }

        @Override
        public void refused(Peer peer, Refusal cause) {
            throw new AssertionError(cause);
        }
    }

    private static Listener listen(Endpoint endpoint, Watchdog watchdog) throws IOException {
        return listen(endpoint, watchdog, new Echo());
    }

    private static Listener listen(Endpoint endpoint, Watchdog watchdog, Echo echo)
            throws IOException {
        Admission.Rules rules = new Admission.Rules(10, 10, List.of());
        Listener listener =
                Listener.bind(
                        endpoint,
                        new Listener.Shared(
                                watchdog, new Admission(() -> rules), () -> Duration.ofMinutes(1)),
                        echo);
        listener.start();
        return listener;
    }

    private static int echo(SocketChannel channel, char octet) throws IOException {
        channel.write(ByteBuffer.wrap(new byte[] {(byte) octet}));
        ByteBuffer answer = ByteBuffer.allocate(1);
        return channel.read(answer) < 0 ? -1 : answer.get(0);
    }

    private static Endpoint anyPort() {
        return new Endpoint.Tcp(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    }

    @Test
    void aMistakeInOneSessionEndsThatOneOnly() throws IOException {
        try (Watchdog watchdog = new Watchdog();
                SocketChannel bad = SocketChannel.open();
                SocketChannel good = SocketChannel.open()) {
            try (Listener listener = listen(anyPort(), watchdog)) {
                bad.connect(((Endpoint.Tcp) listener.endpoint()).address());
                good.connect(((Endpoint.Tcp) listener.endpoint()).address());
                assertThat(echo(good, 'a')).isEqualTo('a');
                assertThat(echo(bad, '!')).isEqualTo(-1);
                assertThat(echo(good, 'b')).isEqualTo('b');
            }
            assertThat(good.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void aSessionThatRestsHasNoThreadAndGetsAnother() throws Exception {
        Echo echo = new Echo();
        try (Watchdog watchdog = new Watchdog(System::nanoTime, Duration.ofMillis(1));
                Listener listener = listen(anyPort(), watchdog, echo);
                SocketChannel client = SocketChannel.open()) {
            client.connect(((Endpoint.Tcp) listener.endpoint()).address());
            for (int i = 0; i < 3; i++) {
                Thread thread = echo.threads.poll(20, TimeUnit.SECONDS);
                assertThat(thread).isNotNull();
                assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
                assertThat(listener.sessions()).isEqualTo(1);
                assertThat(echo(client, 'a')).isEqualTo('a');
            }
        }
    }

    @Test
    void aSessionThatRestsGoesOnWithoutAWatchdog() throws Exception {
        Echo echo = new Echo();
        Watchdog watchdog = new Watchdog(System::nanoTime, Duration.ofMillis(1));
        try (Listener listener = listen(anyPort(), watchdog, echo);
                SocketChannel client = SocketChannel.open()) {
            client.connect(((Endpoint.Tcp) listener.endpoint()).address());
            assertThat(echo(client, 'a')).isEqualTo('a');
            watchdog.close();
            assertThat(echo(client, 'b')).isEqualTo('b');
            assertThat(echo(client, 'c')).isEqualTo('c');
        }
    }

    @Test
    void aTakenPortIsAnError() throws IOException {
        try (Watchdog watchdog = new Watchdog();
                Listener listener = listen(anyPort(), watchdog)) {
            assertThat(listener.endpoint().toString()).matches("127\\.0\\.0\\.1:[1-9][0-9]*");
            assertThatThrownBy(() -> listen(listener.endpoint(), watchdog))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aUnixSocketIsForItsOwnerAndGoneAtTheEnd(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("s");
        Endpoint endpoint = new Endpoint.Unix(path);
        try (Watchdog watchdog = new Watchdog()) {
            try (Listener listener = listen(endpoint, watchdog);
                    SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .isEqualTo("rw-------");
                assertThat(echo(client, 'a')).isEqualTo('a');
                assertThatThrownBy(() -> listen(endpoint, watchdog))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("in use by another process");
                assertThat(listener.name()).isEqualTo("echo");
            }
            assertThat(path).doesNotExist();
        }
    }

    @Test
    void aUnixSocketThatADeadProcessLeftIsTakenOver(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("s");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        try (Watchdog watchdog = new Watchdog();
                Listener listener = listen(new Endpoint.Unix(path), watchdog);
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            assertThat(echo(client, 'a')).isEqualTo('a');
            assertThat(listener.sessions()).isEqualTo(1);
        }
    }
}
