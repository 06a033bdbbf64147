package org.restante.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLSocket;

/** A connection to the server that behaves. Confined to one thread. */
final class Backend implements AutoCloseable {
    /** A session that sees its connection closed lets go of its maildrop in a moment. */
    private static final Duration END_TIME = Duration.ofSeconds(5);

    private final CountDownLatch ended;
    private Socket socket;
    private PieceReader in;

    private Backend(Socket socket, CountDownLatch ended) throws IOException {
        this.socket = socket;
        this.ended = ended;
        this.in = new PieceReader(socket.getInputStream());
    }

    /**
     * Connects as a proxy does.
     *
     * @param clientsPort what the client connected to, which the server is to take for its own
     */
    static Backend connect(
            InetSocketAddress server, int clientsPort, SessionEnds ends, Duration patience)
            throws IOException {
        Socket socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            // Before it can have begun, so that its end cannot be missed.
            CountDownLatch ended = ends.expect("127.0.0.1:" + socket.getLocalPort());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) patience.toMillis());
            socket.connect(server);
            Backend backend = new Backend(socket, ended);
            backend.send(
                    String.format(
                                    Locale.ROOT,
                                    "PROXY TCP4 127.0.0.1 127.0.0.1 %d %d\r\n",
                                    socket.getLocalPort(),
                                    clientsPort)
                            .getBytes(StandardCharsets.US_ASCII));
            return backend;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    void startTls() throws IOException {
        SSLSocket inside =
                (SSLSocket)
                        Certificates.trust()
                                .sslContext()
                                .getSocketFactory()
                                .createSocket(socket, "localhost", socket.getPort(), true);
        socket = inside;
        inside.startHandshake();
        in = new PieceReader(inside.getInputStream());
    }

    void send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
    }

    /** As {@link PieceReader#piece()}, but the end is an exception. */
    byte[] piece() throws IOException {
        byte[] piece = in.piece();
        if (piece.length == 0) {
            throw new EOFException("the server behind closed the connection");
        }
        return piece;
    }

    /** Whether the server has closed; waits for it to say something or to close. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    /** Hangs up, and returns when the session is over, so that its maildrop is free. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed for the server all the same.
        }
        try {
            if (!ended.await(END_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("a session did not end within " + END_TIME);
            }
        } catch (InterruptedException _) {
            // The server stops, and waits for its sessions itself.
            Thread.currentThread().interrupt();
        }
    }
}
