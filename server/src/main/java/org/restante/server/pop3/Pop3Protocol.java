package org.restante.server.pop3;

import org.restante.server.event.Events;
import org.restante.server.event.SessionIds;
import org.restante.server.login.Login;
import org.restante.server.login.sasl.Mechanisms;
import org.restante.server.net.Connection;
import org.restante.server.net.Listener;
import org.restante.server.net.Peer;
import org.restante.server.net.Refusal;
import org.restante.server.net.TlsOffer;
import org.restante.server.session.PopServices;
import org.restante.server.session.Visit;
import org.restante.server.session.Visits;
import org.restante.store.MaildropStore;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** POP3 at a listener: in the clear with STLS, or inside TLS from the start. */
public final class Pop3Protocol implements Listener.Protocol {
    private final String name;
    private final Visits visits;
    private final boolean implicitTls;
    private final Services services;
    private final Supplier<Pop3Settings> settings;

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

        /** Those of them that other versions of POP need as well. */
        public PopServices shared() {
            return new PopServices(store, login, events, ids, clock);
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
        this.visits = new Visits(name, services.shared());
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
        Visit visit = visits.visit(connection);
        Pop3Session session =
                new Pop3Session(implicitTls, connection, visit, services, settings.get(), refusal);
        return visits.session(visit, session::run);
    }

    @Override
    public void refused(Peer peer, Refusal cause) {
        visits.refused(peer, cause);
    }

    /**
     * Ends the sessions of an account, without their UPDATE; one that is in it finishes that.
     *
     * @return how many there were
     */
    public int end(String account) {
        return visits.end(account);
    }
}
