package org.restante.collect.transfer;

import org.restante.client.Security;
import org.restante.collect.Report.Failure;
import org.restante.collect.UnavailableException;
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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * Octets to a server and back, in the clear or within TLS. Every wait is bounded, and so is what
 * the peer may say in it; all that fails here is an {@link UnavailableException} that names the
 * server. For one thread; {@link #close} for any.
 */
public final class Wire implements Closeable {
    private static final int BLOCK_OCTETS = 16 * 1024;

    private final MailServer server;
    private final SocketChannel channel;
    private final Watchdog watchdog;
    private InputStream peerIn;
    private OutputStream peerOut;
    private Optional<SSLSession> tls = Optional.empty();
    private LineReader lines;

    /** What is waited for, for the words of an exception; nothing secret. */
    private String awaited = "the connection";

    private Duration bound;
    private long until;
    private long octetsLeft;

    private Wire(MailServer server, SocketChannel channel) {
        this.server = server;
        this.channel = channel;
        this.watchdog = new Watchdog(channel);
        this.peerIn = Channels.newInputStream(channel);
        this.peerOut = Channels.newOutputStream(channel);
        this.lines = new LineReader(in(), LineReader.Ends.CRLF_OR_LF, BLOCK_OCTETS);
        this.bound = server.patience().connect();
        this.until = System.nanoTime() + bound.toNanos();
    }

    /**
     * Connects, and begins TLS if that comes first.
     *
     * @throws UnavailableException if that fails
     */
    public static Wire open(MailServer server) throws IOException {
        Wire wire;
        try {
            wire = new Wire(server, connect(server));
        } catch (IOException e) {
            throw new UnavailableException(
                    Failure.Kind.TEMPORARY,
                    "cannot connect to " + server + ": " + e.getMessage(),
                    e);
        }
        try {
            if (server.security() == Security.TLS) {
                wire.layerTls();
            }
            return wire;
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    private static SocketChannel connect(MailServer server) throws IOException {
        return switch (server.place()) {
            case MailServer.Place.Unix(var path) -> {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                // The system waits without bound for a server that takes no connections.
                try (Watchdog bound = new Watchdog(channel)) {
                    bound.begin(server.patience().connect());
                    try {
                        channel.connect(UnixDomainSocketAddress.of(path));
                    } catch (IOException e) {
                        channel.close();
                        throw bound.expired()
                                ? new IOException("it does not answer in time", e)
                                : e;
                    }
                    bound.end();
                }
                yield channel;
            }
            case MailServer.Place.Tcp(var host, var port) ->
                    connect(host, port, server.patience().connect());
        };
    }

    /** Tries all addresses of a name, one after the other. */
    private static SocketChannel connect(String host, int port, Duration bound) throws IOException {
        IOException failure = new IOException(host + " has no address");
        long until = System.nanoTime() + bound.toNanos();
        for (InetAddress address : InetAddress.getAllByName(host)) {
            SocketChannel channel = SocketChannel.open();
            try {
                long left = Math.max(1, (until - System.nanoTime()) / 1_000_000);
                channel.socket().connect(new InetSocketAddress(address, port), (int) left);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                return channel;
            } catch (IOException e) {
                channel.close();
                failure = e;
            }
        }
        throw failure;
    }

    /**
     * Begins TLS behind what the peer has answered.
     *
     * @throws UnavailableException if it fails, or the peer said more than that answer
     */
    public void startTls() throws IOException {
        if (lines.hasBuffered()) {
            // Whatever is there came in the clear, and would be taken for the server's later.
            throw server("sends something behind its answer to STARTTLS: somebody may be between");
        }
        waitFor("TLS", server.patience().connect(), 0);
        layerTls();
    }

    private void layerTls() throws IOException {
        if (!(server.place() instanceof MailServer.Place.Tcp(var host, var port))) {
            throw new IllegalArgumentException("no TLS on a socket of this machine");
        }
        Socket plain = channel.socket();
        SSLSocket layered =
                (SSLSocket) server.trust().socketFactory().createSocket(plain, host, port, true);
        watchdog.begin(left());
        try {
            layered.startHandshake();
        } catch (SSLException e) {
            if (e.getCause() instanceof EOFException || watchdog.expired()) {
                throw failed(e);
            }
            throw new UnavailableException(
                    Failure.Kind.SERVER, server + ": TLS failed: " + e.getMessage(), e);
        } catch (IOException e) {
            throw failed(e);
        } finally {
            watchdog.end();
        }
        peerIn = layered.getInputStream();
        peerOut = layered.getOutputStream();
        tls = Optional.of(layered.getSession());
        lines = new LineReader(in(), LineReader.Ends.CRLF_OR_LF, BLOCK_OCTETS);
    }

    /** TLS, once it has begun. */
    public Optional<SSLSession> tls() {
        return tls;
    }

    /**
     * From here on the peer has this long for this, and says no more than so many octets.
     *
     * @param what in words, nothing secret
     */
    public void waitFor(String what, Duration all, long octetsMax) {
        awaited = what;
        bound = all;
        until = System.nanoTime() + all.toNanos();
        octetsLeft = octetsMax;
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }

    /**
     * The next line, without its end; one character for each octet.
     *
     * @throws UnavailableException if there is none, or it is longer
     */
    public String line(int octetsMax) throws IOException {
        return switch (lines.nextOrLast(octetsMax)) {
            case Line.Text(var text) -> text;
            case Line.TooLong _ ->
                    throw server("answers with a line of more than " + octetsMax + " octets");
            case Line.End _ ->
                    throw new UnavailableException(
                            Failure.Kind.TEMPORARY, server + " hung up; waiting for " + awaited);
        };
    }

    /** Sends a line; CRLF is added. */
    public void send(String line) throws IOException {
        out().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** What the peer says, for who reads it in another way than by lines. */
    public InputStream in() {
        return new BlockInputStream() {
            @Override
            public int read(byte[] octets, int offset, int length) throws IOException {
                int count;
                watchdog.begin(left());
                try {
                    count = peerIn.read(octets, offset, length);
                } catch (IOException e) {
                    throw failed(e);
                } finally {
                    watchdog.end();
                }
                octetsLeft -= Math.max(0, count);
                if (octetsLeft < 0) {
                    throw server("says more than is bearable; waiting for " + awaited);
                }
                return count;
            }
        };
    }

    /** To the peer, unbuffered; each block has its time, however much is written at once. */
    public OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                int end = offset + length;
                for (int at = offset; at < end; at += BLOCK_OCTETS) {
                    watchdog.begin(server.patience().block());
                    try {
                        peerOut.write(octets, at, Math.min(BLOCK_OCTETS, end - at));
                        peerOut.flush();
                    } catch (IOException e) {
                        throw failed(e);
                    } finally {
                        watchdog.end();
                    }
                }
            }
        };
    }

    private UnavailableException failed(IOException cause) {
        return watchdog.expired()
                ? new UnavailableException(
                        Failure.Kind.TEMPORARY,
                        server + " did not answer in time; waiting for " + awaited,
                        cause)
                : new UnavailableException(
                        Failure.Kind.TEMPORARY,
                        server + ": " + cause.getMessage() + "; waiting for " + awaited,
                        cause);
    }

    /** What a server does that none should. */
    public UnavailableException server(String what) {
        return new UnavailableException(Failure.Kind.SERVER, server + " " + what);
    }

    /** Ends the connection at once; whoever waits on it gets an exception. */
    @Override
    public void close() throws IOException {
        watchdog.close();
        channel.close();
    }
}
