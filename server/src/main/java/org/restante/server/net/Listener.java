package org.restante.server.net;

import org.jspecify.annotations.Nullable;
import org.restante.protocol.proxy.ProxyHeader;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
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

    private final ServerSocketChannel channel;
    private final Endpoint endpoint;
    private final Shared shared;
    private final Protocol protocol;
    private final Supplier<Rules> rules;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

    /**
     * What the listeners of a server share.
     *
     * @param stallTimeout how long a peer may take nothing of what it is sent; asked at each
     *     connection
     */
    public record Shared(Watchdog watchdog, Admission admission, Supplier<Duration> stallTimeout) {}

    /**
     * What one listener goes by.
     *
     * @param proxies networks whose connections begin with a PROXY header; no others may
     * @param headerTimeout how long that header may take
     * @param sessionTime how long a session may be; empty: as long as it likes
     */
    public record Rules(
            List<Network> proxies, Duration headerTimeout, Optional<Duration> sessionTime) {
        /** No proxies, and sessions of any length. */
        public static final Rules NONE =
                new Rules(List.of(), Duration.ofMinutes(1), Optional.empty());

        public Rules {
            proxies = List.copyOf(proxies);
        }

        private boolean isProxy(Peer peer) {
            return peer.address()
                    .filter(address -> proxies.stream().anyMatch(n -> n.contains(address)))
                    .isPresent();
        }
    }

    /** What is spoken at a listener. */
    public interface Protocol {
        /** The name of the listener in the configuration and in the log, such as {@code pop3s}. */
        String name();

        /**
         * A session on a new connection.
         *
         * @param refusal why there is no place for it, to be told to the peer; else empty
         */
        Session session(Connection connection, Optional<Refusal> refusal);

        /** Notes that a peer was sent away without a session, and so without a word. */
        void refused(Peer peer, Refusal cause);
    }

    /** One peer's visit. */
    public interface Session {
        /**
         * Serves the peer until one of both ends it, on a thread of the connection's own; or until
         * the session {@link #rests}, and then again when there is something to do.
         */
        void run();

        /**
         * Whether {@link #run} returned because of a {@link QuietException}, not because the
         * session is over.
         */
        default boolean rests() {
            return false;
        }

        /** Asks the session to end as soon as nothing is lost by it; from any thread. */
        void stop();
    }

    private Listener(
            ServerSocketChannel channel,
            Endpoint endpoint,
            Shared shared,
            Protocol protocol,
            Supplier<Rules> rules) {
        this.channel = channel;
        this.endpoint = endpoint;
        this.shared = shared;
        this.protocol = protocol;
        this.rules = rules;
    }

    /** Starts to listen, with {@link Rules#NONE}. */
    public static Listener bind(Endpoint endpoint, Shared shared, Protocol protocol)
            throws IOException {
        return bind(endpoint, shared, protocol, () -> Rules.NONE);
    }

    /**
     * Starts to listen; connections are accepted from {@link #start} on.
     *
     * @param rules asked at each connection
     * @throws IOException if the address cannot be had
     */
    public static Listener bind(
            Endpoint endpoint, Shared shared, Protocol protocol, Supplier<Rules> rules)
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
                            Connection.keepAlive(channel);
                            channel.bind(address, BACKLOG);
                            yield new Endpoint.Tcp((InetSocketAddress) channel.getLocalAddress());
                        }
                        case Endpoint.Unix(var path) -> {
                            bindUnix(channel, path);
                            yield endpoint;
                        }
                    };
            return new Listener(channel, actual, shared, protocol, rules);
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
        Thread.ofVirtual()
                .name("accept " + protocol.name() + " " + endpoint)
                .start(() ->
                        Acceptor.run(
                                channel, String.valueOf(endpoint), it -> start(() -> serve(it))));
    }

    private void start(Runnable serving) {
        Thread.ofVirtual().name(protocol.name()).start(serving);
    }

    private void serve(SocketChannel accepted) {
        Connection connection;
        try {
            connection = new Connection(accepted, shared.watchdog, shared.stallTimeout.get());
        } catch (IOException _) {
            // The peer was gone before it was served.
            Acceptor.closeQuietly(accepted);
            return;
        }
        new Visitor(connection).run();
    }

    /** One connection from its beginning to its end, by one thread after the other. */
    private final class Visitor implements Runnable {
        private final Connection connection;
        private Admission.Entry.@Nullable Admitted place;
        private @Nullable Session session;

        Visitor(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void run() {
            boolean rests = false;
            try {
                if (session == null) {
                    receive();
                }
                Session admitted = session;
                if (admitted != null) {
                    admitted.run();
                    rests = admitted.rests();
                }
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a session at " + endpoint + " failed", e);
            } finally {
                if (!rests) {
                    leave();
                }
            }
            if (rests) {
                // Nothing behind this: another thread may be at it already.
                connection.rest(() -> start(this));
            }
        }

        private void receive() {
            switch (shared.admission.enter()) {
                case Admission.Entry.Admitted first -> {
                    place = first;
                    Rules now = rules.get();
                    if (!now.isProxy(connection.peer()) || isIntroduced(connection, now)) {
                        admit(first, now);
                    }
                }
                case Admission.Entry.Refused(var cause) -> refuse(connection, cause);
            }
        }

        private void admit(Admission.Entry.Admitted first, Rules now) {
            switch (shared.admission.enter(first, connection.peer())) {
                case Admission.Entry.Admitted known -> {
                    place = known;
                    now.sessionTime.ifPresent(
                            time -> connection.endAfter(time, EndReason.SESSION_TIME));
                    Session admitted = protocol.session(connection, Optional.empty());
                    session = admitted;
                    sessions.add(admitted);
                }
                case Admission.Entry.Refused(var cause) -> {
                    place = null;
                    refuse(connection, cause);
                }
            }
        }

        private void leave() {
            if (session != null) {
                sessions.remove(session);
            }
            try {
                connection.close();
            } finally {
                if (place != null) {
                    shared.admission.leave(place);
                }
            }
        }
    }

    /** Whether a proxy has said for whom it connects. */
    private boolean isIntroduced(Connection connection, Rules now) {
        ProxyHeaderVisit visit = new ProxyHeaderVisit(connection, now.headerTimeout);
        run(visit);
        return switch (visit.header) {
            case ProxyHeader.Proxied _, ProxyHeader.Local _ -> true;
            // A health check that only connects is nothing to be told.
            case ProxyHeader.Nothing _ -> false;
            case ProxyHeader.Malformed _ -> {
                protocol.refused(connection.peer(), Refusal.PROXY_HEADER);
                yield false;
            }
        };
    }

    private void refuse(Connection connection, Refusal cause) {
        if (!shared.admission.mayTellRefusal()) {
            protocol.refused(connection.peer(), cause);
            connection.end(EndReason.REFUSED);
            return;
        }
        try {
            run(protocol.session(connection, Optional.of(cause)));
            connection.close();
        } finally {
            shared.admission.refusalTold();
        }
    }

    private void run(Session session) {
        sessions.add(session);
        try {
            session.run();
        } finally {
            sessions.remove(session);
        }
    }

    /** The time before a session, so that a stop of the listener ends it as well. */
    private static final class ProxyHeaderVisit implements Session {
        private final Connection connection;
        private final Duration timeout;
        private ProxyHeader header = new ProxyHeader.Nothing();

        ProxyHeaderVisit(Connection connection, Duration timeout) {
            this.connection = connection;
            this.timeout = timeout;
        }

        @Override
        public void run() {
            connection.readWithin(timeout, EndReason.LOGIN_TIMEOUT);
            try {
                header = connection.readProxyHeader();
            } catch (IOException _) {
                // Out of time, or reset: only what waited too long is worth a word.
                if (connection.endedBecause().equals(Optional.of(EndReason.LOGIN_TIMEOUT))) {
                    header = new ProxyHeader.Malformed("no PROXY header came in time");
                }
            }
        }

        @Override
        public void stop() {
            connection.end(EndReason.SHUTDOWN);
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
