package org.restante.server.lmtp;

import org.restante.server.event.Event;
import org.restante.server.event.Events;
import org.restante.server.event.SessionIds;
import org.restante.server.login.Accounts;
import org.restante.server.net.Connection;
import org.restante.server.net.Listener;
import org.restante.server.net.Peer;
import org.restante.server.net.Refusal;
import org.restante.server.quota.Quotas;
import org.restante.store.MaildropStore;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** LMTP at a listener. */
public final class LmtpProtocol implements Listener.Protocol {
    private final Services services;
    private final Supplier<LmtpSettings> settings;

    /** What the sessions of all listeners share; thread-safe, each of them. */
    public record Services(
            MaildropStore store,
            Accounts accounts,
            Quotas quotas,
            Events events,
            SessionIds ids,
            InstantSource clock) {}

    /**
     * LMTP with these services.
     *
     * @param settings asked at the start of each session
     */
    public LmtpProtocol(Services services, Supplier<LmtpSettings> settings) {
        this.services = services;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "lmtp";
    }

    @Override
    public Listener.Session session(Connection connection, Optional<Refusal> refusal) {
        return new LmtpSession(connection, services, settings.get(), refusal);
    }

    @Override
    public void refused(Peer peer, Refusal cause) {
        services.events()
                .record(new Event.Refused(services.ids().next(), name(), peer.text(), cause));
    }
}
