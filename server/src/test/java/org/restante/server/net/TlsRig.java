package org.restante.server.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A listener that greets inside TLS and then sends back all that it gets. */
final class TlsRig implements AutoCloseable {
    static final String GREETING = "hello\n";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What the server's side knows of a connection once its handshake is over. */
    record Seen(
            Optional<TlsParameters> tls,
            Optional<byte[]> binding,
            Optional<X509Certificate> certificate,
            Optional<Exception> failure) {
        static Seen of(Connection connection) {
            return new Seen(
                    connection.tls(),
                    connection.channelBinding(),
                    connection.clientCertificate(),
                    Optional.empty());
        }
    }

    private final Watchdog watchdog = new Watchdog();
    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final Listener listener;

    TlsRig(TlsOffer offer) throws IOException {
        Admission.Rules rules = new Admission.Rules(100, 100, List.of());
        listener =
                Listener.bind(
                        new Endpoint.Tcp(
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0)),
                        new Listener.Shared(
                                watchdog, new Admission(() -> rules), () -> Duration.ofMinutes(1)),
                        protocol(offer));
        listener.start();
    }

    private Listener.Protocol protocol(TlsOffer offer) {
        return new Listener.Protocol() {
            @Override
            public String name() {
                return "echo";
            }

            @Override
            public void refused(Peer peer, Refusal cause) {
                throw new AssertionError(cause);
            }

            @Override
            public Listener.Session session(Connection connection, Optional<Refusal> refusal) {
                return new Listener.Session() {
                    @Override
                    public void run() {
                        serve(connection, offer);
                    }

                    @Override
                    public void stop() {
                        connection.end(EndReason.SHUTDOWN);
                    }
                };
            }
        };
    }

    private void serve(Connection connection, TlsOffer offer) {
        try {
            connection.startTls(offer);
        } catch (IOException e) {
            seen.add(
                    new Seen(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(e)));
            return;
        }
        seen.add(Seen.of(connection));
        try {
            byte[] greeting = GREETING.getBytes(StandardCharsets.US_ASCII);
            connection.write(greeting, 0, greeting.length);
            byte[] block = new byte[1000];
            for (int count; (count = connection.input().read(block, 0, block.length)) >= 0; ) {
                connection.write(block, 0, count);
            }
        } catch (IOException _) {
            // The client or the test has ended it.
        }
    }

    /** What the server saw of the next handshake that ended. */
    Seen seen() throws InterruptedException {
        Seen next = seen.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError("no handshake ended");
        }
        return next;
    }

    /** A new connection, with a read time-out. */
    Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.connect(((Endpoint.Tcp) listener.endpoint()).address());
        return socket;
    }

    @Override
    public void close() {
        listener.close();
        watchdog.endAll(EndReason.SHUTDOWN);
        watchdog.close();
    }
}
