package org.restante.client;

import org.restante.protocol.wire.BlockInputStream;
import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;
import org.restante.protocol.wire.Watchdog;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * Octets to a server and back, in the clear or within TLS; every wait is bounded. For one thread;
 * {@link #close} for any.
 */
final class Connection implements Closeable {
    private static final int BLOCK_OCTETS = 16 * 1024;
    private static final int EXPORTED_OCTETS = 32;

    private final Pop3Server server;
    private final SocketChannel channel;
    private final Watchdog watchdog;
    private Socket socket;
    private LineReader in;
    private Optional<SSLSession> tls = Optional.empty();
    private volatile boolean closed;
    private boolean bindingUsed;

    /** What the peer is being waited for, for the words of an exception; nothing secret. */
    private String awaited = "the connection";

    /** How long the next wait may be; for a body each piece has that time, else all together. */
    private Duration bound;

    private long until;
    private boolean eachRead;

    private Connection(Pop3Server server, SocketChannel channel) {
        this.server = server;
        this.channel = channel;
        this.watchdog = new Watchdog(channel);
        this.socket = channel.socket();
        this.bound = server.timeouts().connect();
        this.until = System.nanoTime() + bound.toNanos();
        this.in = reader();
    }

    /** Connects, through the proxy if there is one, and begins TLS if that comes first. */
    static Connection open(Pop3Server server) throws IOException {
        Duration bound = server.timeouts().connect();
        long until = System.nanoTime() + bound.toNanos();
        SocketChannel channel =
                switch (server.route()) {
                    case Route.Direct _ -> connect(server.host(), server.port(), bound);
                    case Route.Socks5(String host, int port, _) -> connect(host, port, bound);
                    case Route.HttpConnect(String host, int port, _) -> connect(host, port, bound);
                };
        Connection connection = new Connection(server, channel);
        try {
            connection.until = until;
            connection.awaited = "the proxy";
            switch (server.route()) {
                case Route.Direct _ -> {}
                case Route.Socks5 proxy ->
                        ProxyHandshake.socks5(proxy, server, connection.raw(), connection.out());
                case Route.HttpConnect proxy ->
                        ProxyHandshake.http(proxy, server, connection.raw(), connection.out());
            }
            if (server.security() == Security.TLS) {
                connection.awaited = "TLS";
                connection.layerTls();
            }
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.abandon();
            throw e;
        }
    }

    private static SocketChannel connect(String host, int port, Duration bound) throws IOException {
        return Connector.connect(host, port, bound, InetAddress::getAllByName);
    }

    private LineReader reader() {
        return new LineReader(raw(), LineReader.Ends.CRLF_OR_LF, BLOCK_OCTETS);
    }

    /** From here on the peer has this long for this, however it comes. */
    void waitingFor(String what, Duration all) {
        awaited = what;
        bound = all;
        until = System.nanoTime() + all.toNanos();
        eachRead = false;
    }

    /** From here on the peer has this long for each piece of this. */
    void waitingForEachPieceOf(String what, Duration each) {
        awaited = what;
        bound = each;
        eachRead = true;
    }

    /** What was sent by now has to be answered before TLS begins. */
    void startTls() throws IOException {
        if (in.hasBuffered()) {
            throw new ProtocolException(
                    server
                            + " sends something behind its answer to STLS: somebody may be in"
                            + " between");
        }
        waitingFor("TLS", server.timeouts().connect());
        layerTls();
    }

    private void layerTls() throws IOException {
        guarded(() -> {
            SSLSocket layered =
                    (SSLSocket)
                            server.trust()
                                    .context()
                                    .getSocketFactory()
                                    .createSocket(socket, server.host(), server.port(), true);
            SSLParameters parameters = layered.getSSLParameters();
            parameters.setProtocols(server.trust().versions());
            parameters.setApplicationProtocols(new String[] {"pop3"});
            if (server.trust().checksName()) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            layered.setSSLParameters(parameters);
            try {
                layered.startHandshake();
            } catch (SSLException e) {
                throw said(e);
            }
            socket = layered;
            return 0;
        });
        SSLSession session = ((SSLSocket) socket).getSession();
        if (server.trust().checksName()) {
            checkName(session);
        }
        tls = Optional.of(session);
        in = reader();
    }

    /** With the server's name, and of a chain of causes the one that says something. */
    private SSLException said(SSLException e) {
        Throwable cause = e;
        boolean certificate = false;
        for (Throwable next = e.getCause(); next != null; next = next.getCause()) {
            certificate |= next instanceof CertificateException;
            cause = next;
        }
        return certificate
                ? new SSLHandshakeException(
                        "the certificate of " + server + " is not trusted: " + cause.getMessage(),
                        e)
                : new SSLException("TLS with " + server + ": " + e.getMessage(), e);
    }

    private void checkName(SSLSession session) throws IOException {
        try {
            ServerIdentity.check((X509Certificate) session.getPeerCertificates()[0], server.host());
        } catch (CertificateException e) {
            throw new SSLException(e.getMessage(), e);
        }
    }

    Optional<SSLSession> tls() {
        return tls;
    }

    /** What SCRAM binds itself to (RFC 9266 §2); empty without TLS 1.3, and once it was used. */
    Optional<byte[]> channelBinding() {
        return tls.filter(_ -> !bindingUsed)
                .filter(it -> it.getProtocol().equals("TLSv1.3"))
                .filter(ExtendedSSLSession.class::isInstance)
                .flatMap(it -> {
                    try {
                        return Optional.of(
                                ((ExtendedSSLSession) it)
                                        .exportKeyingMaterialData(
                                                "EXPORTER-Channel-Binding",
                                                new byte[0],
                                                EXPORTED_OCTETS));
                    } catch (SSLException | UnsupportedOperationException _) {
                        // Then the mechanisms without binding are left.
                        return Optional.empty();
                    }
                });
    }

    /** Takes it: it serves one login (RFC 9266 §4.1). */
    Optional<byte[]> useChannelBinding() {
        Optional<byte[]> binding = channelBinding();
        bindingUsed = true;
        return binding;
    }

    /** Sends lines in one piece; CRLF is added to each. */
    void send(List<String> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line).append("\r\n");
        }
        byte[] octets = text.toString().getBytes(StandardCharsets.UTF_8);
        out().write(octets, 0, octets.length);
    }

    /** Octets that a server sent unasked are there. */
    boolean hasUnread() throws IOException {
        if (in.hasBuffered()) {
            return true;
        }
        if (channel.socket().getInputStream().available() == 0) {
            return false;
        }
        if (tls.isEmpty()) {
            return true;
        }
        // It may be a session ticket, and nothing that was said. The last wait may long be over.
        waitingFor("what the server says unasked", server.timeouts().data());
        socket.setSoTimeout(1);
        try {
            return in.peek(0) >= 0;
        } catch (SocketTimeoutException _) {
            return false;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    /** Whether the next octets, which are waited for, begin an answer. */
    boolean beginsStatusLine() throws IOException {
        // One that hung up is met by whoever waits for that answer.
        String positive = "+OK";
        String negative = "-ERR";
        for (int i = 0; i < negative.length(); i++) {
            int octet = in.peek(i);
            if (octet < 0 || (i == positive.length() && positive.charAt(0) == in.peek(0))) {
                return true;
            }
            String expected = in.peek(0) == '+' ? positive : negative;
            if (octet != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The next line; one character for each octet. */
    String line(int octetsMax) throws IOException {
        return switch (in.nextOrLast(octetsMax)) {
            case Line.Text(var text) -> text;
            case Line.TooLong _ ->
                    throw new ProtocolException(
                            server + " answers with a line of more than " + octetsMax + " octets");
            case Line.End _ -> throw new EOFException(server + " hung up; waiting for " + awaited);
        };
    }

    LineReader lines() {
        return in;
    }

    private InputStream raw() {
        return new BlockInputStream() {
            @Override
            public int read(byte[] octets, int offset, int length) throws IOException {
                return guarded(() -> socket.getInputStream().read(octets, offset, length));
            }
        };
    }

    private OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                guarded(() -> {
                    socket.getOutputStream().write(octets, offset, length);
                    return 0;
                });
            }
        };
    }

    private interface Transfer {
        int run() throws IOException;
    }

    /** The one place where this side waits for the other. */
    private int guarded(Transfer transfer) throws IOException {
        watchdog.begin(eachRead ? bound : Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        try {
            return transfer.run();
        } catch (IOException e) {
            if (watchdog.expired()) {
                throw late(e);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(e);
            }
            if (closed) {
                throw aborted(e);
            }
            throw e;
        } finally {
            watchdog.end();
        }
    }

    private IOException late(IOException cause) {
        IOException late =
                new SocketTimeoutException(
                        server
                                + (eachRead ? " did nothing for " : " did not do in ")
                                + seconds(bound)
                                + (eachRead ? "; waiting for " : ": ")
                                + awaited);
        late.initCause(cause);
        return late;
    }

    private static IOException interrupted(IOException cause) {
        IOException interrupted = new ClosedByInterruptException();
        interrupted.initCause(cause);
        return interrupted;
    }

    private static IOException aborted(IOException cause) {
        IOException aborted = new SocketException("this side closed the connection");
        aborted.initCause(cause);
        return aborted;
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }

    /** After the last answer: ends TLS in order (RFC 8314 §3.4), then the connection. */
    void finish() throws IOException {
        if (tls.isPresent()) {
            waitingFor("the end of TLS", server.timeouts().data());
            guarded(() -> {
                socket.shutdownOutput();
                return 0;
            });
        }
        close();
    }

    /** Closes without an exception, where another one is on its way already. */
    void abandon() {
        try {
            close();
        } catch (IOException _) {
            // What made the connection useless is told by the caller.
        }
    }

    boolean isClosed() {
        return closed || !channel.isOpen();
    }

    /** Ends the connection at once; whoever waits on it gets an exception. */
    @Override
    public void close() throws IOException {
        closed = true;
        watchdog.close();
        channel.close();
    }
}
