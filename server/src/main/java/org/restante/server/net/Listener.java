package org.restante.server.net;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Accepts connections at one endpoint and runs a session for each on a virtual thread of its own.
 */
public final class Listener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Listener.class.getName());
    private static final int BACKLOG = 4096;

    /** How long to wait when accepting fails, as it does while no descriptor is free. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ServerSocketChannel channel;
    private final Endpoint endpoint;
    private final Shared shared;
    private final Protocol protocol;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

    /**
     * What the listeners of a server share.
     *
     * @param stallTimeout how long a peer may take nothing of what it is sent; asked at each
     *     connection
     */
    public record Shared(Watchdog watchdog, Admission admission, Supplier<Duration> stallTimeout) {}

    /** What is spoken at a listener. */
    public interface Protocol {
        /** The name of the listener in the configuration and in the log, such as {@code pop3s}. */
        String name();

        /**
         * A session on a new connection.
         *
         * @param refusal why there is no place for it, to be told to the peer; else empty
         */
        Session session(Connection connection, Optional<String> refusal);
    }

    /** One peer's visit. */
    public interface Session {
        /** Serves the peer until one of both ends it; on the connection's own thread. */
        void run();

        /** Asks the session to end as soon as nothing is lost by it; from any thread. */
        void stop();
    }

    private Listener(
            ServerSocketChannel channel, Endpoint endpoint, Shared shared, Protocol protocol) {
        this.channel = channel;
        this.endpoint = endpoint;
        this.shared = shared;
        this.protocol = protocol;
    }

    /**
     * Starts to listen; connections are accepted from {@link #start} on.
     *
     * @throws IOException if the address cannot be had
     */
    public static Listener bind(Endpoint endpoint, Shared shared, Protocol protocol)
            throws IOException {
        ServerSocketChannel channel =
                switch (endpoint) {
                    case Endpoint.Tcp _ -> ServerSocketChannel.open();
                    case Endpoint.Unix _ -> ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                };
        try {
            Endpoint actual =
                    switch (endpoint) {
                        case Endpoint.Tcp(var address) -> {
                            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                            channel.bind(address, BACKLOG);
                            yield new Endpoint.Tcp((InetSocketAddress) channel.getLocalAddress());
                        }
                        case Endpoint.Unix(var path) -> {
                            bindUnix(channel, path);
                            yield endpoint;
                        }
                    };
            return new Listener(channel, actual, shared, protocol);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void bindUnix(ServerSocketChannel channel, Path path) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        if (Files.exists(path)) {
            // Connecting to any other file is refused like to a dead socket.
            if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
                throw new IOException(path + " is there already and is no socket");
            }
            // A socket that nobody answers on was left by a process that died.
            try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                probe.connect(address);
                throw new IOException(path + " is in use by another process");
            } catch (ConnectException _) {
                Files.delete(path);
            }
        }
        channel.bind(address, BACKLOG);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }

    /** The name of what is spoken here. */
    public String name() {
        return protocol.name();
    }

    /** Where it listens, with the port that was chosen. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** How many sessions there are now. */
    public int sessions() {
        return sessions.size();
    }

    /** Begins to accept connections. */
    public void start() {
        Thread.ofPlatform().name("accept " + protocol.name() + " " + endpoint).start(this::accept);
    }

    private void accept() {
        while (channel.isOpen()) {
            try {
                SocketChannel accepted = channel.accept();
                Thread.ofVirtual().name(protocol.name()).start(() -> serve(accepted));
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                LOG.log(Level.WARNING, () -> "accepting at " + endpoint + ": " + e.getMessage());
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    private void serve(SocketChannel accepted) {
        Connection connection;
        try {
            connection = new Connection(accepted, shared.watchdog, shared.stallTimeout.get());
        } catch (IOException _) {
            // The peer was gone before it was served.
            closeQuietly(accepted);
            return;
        }
        Admission.Entry entry = shared.admission.enter(connection.peer());
        Optional<String> refusal =
                switch (entry) {
                    case Admission.Entry.Admitted _ -> Optional.empty();
                    case Admission.Entry.Refused(var reason) -> Optional.of(reason);
                };
        try {
            Session session = protocol.session(connection, refusal);
            sessions.add(session);
            try {
                session.run();
            } finally {
                sessions.remove(session);
            }
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a session at " + endpoint + " failed", e);
        } finally {
            connection.close();
            if (entry instanceof Admission.Entry.Admitted admitted) {
                shared.admission.leave(admitted);
            }
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // Nothing was promised on it.
        }
    }

    /** Accepts no more, and asks the sessions to end; does not wait for them. */
    @Override
    public void close() {
        try {
            // The file first: once the socket is closed, it may be a successor's.
            if (channel.isOpen() && endpoint instanceof Endpoint.Unix(var path)) {
                Files.deleteIfExists(path);
            }
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, () -> "closing " + endpoint + ": " + e.getMessage());
        }
        sessions.forEach(Session::stop);
    }
}
