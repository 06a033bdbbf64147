package org.restante.server.pop2;

import org.restante.server.net.Connection;
import org.restante.server.net.Listener;
import org.restante.server.net.Peer;
import org.restante.server.net.Refusal;
import org.restante.server.session.PlainPopSettings;
import org.restante.server.session.PopServices;
import org.restante.server.session.Visit;
import org.restante.server.session.Visits;

import java.util.Optional;
import java.util.function.Supplier;

/** POP2 at a listener. */
public final class Pop2Protocol implements Listener.Protocol {
    private static final String NAME = "pop2";

    private final PopServices services;
    private final Supplier<PlainPopSettings> settings;
    private final Visits visits;

    /**
     * POP2 under this name.
     *
     * @param settings asked at the start of each session
     */
    public Pop2Protocol(PopServices services, Supplier<PlainPopSettings> settings) {
        this.services = services;
        this.settings = settings;
        this.visits = new Visits(NAME, services);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Listener.Session session(Connection connection, Optional<Refusal> refusal) {
        Visit visit = visits.visit(connection);
        Pop2Session session = new Pop2Session(connection, visit, services, settings.get(), refusal);
        return visits.session(visit, session::run);
    }

    @Override
    public void refused(Peer peer, Refusal cause) {
        visits.refused(peer, cause);
    }

    /**
     * Ends the sessions of an account; one that is removing mail finishes that.
     *
     * @return how many there were
     */
    public int end(String account) {
        return visits.end(account);
    }
}
