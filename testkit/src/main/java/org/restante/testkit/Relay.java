package org.restante.testkit;

import org.restante.server.net.Connection;
import org.restante.server.net.Listener;
import org.restante.server.net.Peer;
import org.restante.server.net.Refusal;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What is spoken at the counter: POP3, passed on to a server that behaves, with the faults that are
 * wanted on the way.
 */
final class Relay implements Listener.Protocol {
    private final String name;
    private final boolean implicitTls;
    private final InetSocketAddress behind;
    private final Services services;
    private final Set<RelaySession> running = ConcurrentHashMap.newKeySet();

    /**
     * What the sessions share.
     *
     * @param dialogues makes the record of a new connection
     * @param patience how long anything may take
     */
    record Services(
            SessionEnds ends, Faults faults, Supplier<Dialogue> dialogues, Duration patience) {}

    /**
     * A counter.
     *
     * @param implicitTls whether TLS begins at once, here and behind
     * @param behind where the server that behaves listens
     */
    Relay(String name, boolean implicitTls, InetSocketAddress behind, Services services) {
        this.name = name;
        this.implicitTls = implicitTls;
        this.behind = behind;
        this.services = services;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Listener.Session session(Connection connection, Optional<Refusal> refusal) {
        RelaySession session = new RelaySession(connection, implicitTls, behind, services);
        return new Listener.Session() {
            @Override
            public void run() {
                running.add(session);
                try {
                    session.run();
                } finally {
                    running.remove(session);
                }
            }

            @Override
            public void stop() {
                session.stop();
            }
        };
    }

    /** Ends all sessions; does not wait for them. */
    void stopAll() {
        running.forEach(RelaySession::stop);
    }

    @Override
    public void refused(Peer peer, Refusal cause) {
        throw new IllegalStateException("nobody is refused here: " + cause);
    }
}
