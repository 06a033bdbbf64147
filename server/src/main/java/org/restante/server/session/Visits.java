package org.restante.server.session;

import org.restante.server.event.Event;
import org.restante.server.net.Connection;
import org.restante.server.net.EndReason;
import org.restante.server.net.Listener;
import org.restante.server.net.Peer;
import org.restante.server.net.Refusal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The visits at one POP listener, to be ended from outside. Serves any number of threads. */
public final class Visits {
    private final String listener;
    private final PopServices services;
    private final Set<Visit> running = ConcurrentHashMap.newKeySet();

    /** None yet, at the listener of this name. */
    public Visits(String listener, PopServices services) {
        this.listener = listener;
        this.services = services;
    }

    /** A new one. */
    public Visit visit(Connection connection) {
        return new Visit(listener, connection, services);
    }

    /** A visit and what is said in it, as the listener wants it. */
    public Listener.Session session(Visit visit, Visit.Talk talk) {
        return new Listener.Session() {
            @Override
            public void run() {
                running.add(visit);
                try {
                    visit.run(talk);
                } finally {
                    running.remove(visit);
                }
            }

            @Override
            public void stop() {
                visit.stop(EndReason.SHUTDOWN);
            }
        };
    }

    /** Tells the log of a peer that was sent away without a word. */
    public void refused(Peer peer, Refusal cause) {
        services.events()
                .record(new Event.Refused(services.ids().next(), listener, peer.text(), cause));
    }

    /**
     * Ends the visits of an account; one that is removing mail finishes that.
     *
     * @return how many there were
     */
    public int end(String account) {
        int ended = 0;
        for (Visit visit : running) {
            if (visit.account().filter(account::equals).isPresent()) {
                visit.stop(EndReason.ACCOUNT_CLOSED);
                ended++;
            }
        }
        return ended;
    }
}
