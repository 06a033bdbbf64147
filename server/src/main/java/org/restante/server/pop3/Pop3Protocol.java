package org.restante.server.pop3;

import org.restante.server.event.Event;
import org.restante.server.event.Events;
import org.restante.server.event.SessionIds;
import org.restante.server.login.Login;
import org.restante.server.login.sasl.Mechanisms;
import org.restante.server.net.Connection;
import org.restante.server.net.EndReason;
import org.restante.server.net.Listener;
import org.restante.server.net.Peer;
import org.restante.server.net.Refusal;
import org.restante.server.net.TlsOffer;
import org.restante.store.MaildropStore;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** POP3 at a listener: in the clear with STLS, or inside TLS from the start. */
public final class Pop3Protocol implements Listener.Protocol {
    private final String name;
    private final boolean implicitTls;
    private final Services services;
    private final Supplier<Pop3Settings> settings;
    private final Set<Pop3Session> sessions = ConcurrentHashMap.newKeySet();

    /**
     * What the sessions of all listeners share; thread-safe, each of them.
     *
     * @param clock for the age of messages
     * @param random for APOP's timestamps
     * @param tls empty if there is no certificate: STLS is then not offered
     */
    public record Services(
            MaildropStore store,
            Login login,
            Mechanisms mechanisms,
            Optional<TlsOffer> tls,
            Events events,
            SessionIds ids,
            InstantSource clock,
            SecureRandom random) {
        /** The same with another offer of TLS. */
        public Services withTls(TlsOffer other) {
            return new Services(
                    store, login, mechanisms, Optional.of(other), events, ids, clock, random);
        }
    }

    /**
     * POP3 under a listener's name.
     *
     * @param implicitTls whether the handshake comes before the greeting (RFC 8314 §3)
     * @param settings asked at the start of each session
     */
    public Pop3Protocol(
            String name, boolean implicitTls, Services services, Supplier<Pop3Settings> settings) {
        if (implicitTls && services.tls().isEmpty()) {
            throw new IllegalArgumentException(name + " needs a certificate");
        }
        this.name = name;
        this.implicitTls = implicitTls;
        this.services = services;
        this.settings = settings;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Listener.Session session(Connection connection, Optional<Refusal> refusal) {
        Pop3Session session =
                new Pop3Session(name, implicitTls, connection, services, settings.get(), refusal);
        return new Listener.Session() {
            @Override
            public void run() {
                sessions.add(session);
                try {
                    session.run();
                } finally {
                    sessions.remove(session);
                }
            }

            @Override
            public void stop() {
                session.stop(EndReason.SHUTDOWN);
            }
        };
    }

    @Override
    public void refused(Peer peer, Refusal cause) {
        services.events()
                .record(new Event.Refused(services.ids().next(), name, peer.text(), cause));
    }

    /**
     * Ends the sessions of an account, without their UPDATE; one that is in it finishes that.
     *
     * @return how many there were
     */
    public int end(String account) {
        int ended = 0;
        for (Pop3Session session : sessions) {
            if (session.account().filter(account::equals).isPresent()) {
                session.stop(EndReason.ACCOUNT_CLOSED);
                ended++;
            }
        }
        return ended;
    }
}
