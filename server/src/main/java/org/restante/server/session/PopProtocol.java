package org.restante.server.session;

import org.restante.server.event.Event;
import org.restante.server.net.Connection;
import org.restante.server.net.EndReason;
import org.restante.server.net.Listener;
import org.restante.server.net.Peer;
import org.restante.server.net.Refusal;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One version of POP at a listener: makes the visits, and ends them from outside. Serves any number
 * of threads.
 */
public final class PopProtocol implements Listener.Protocol {
    private final String name;
    private final PopServices services;
    private final Sessions sessions;
    private final Set<Visit> running = ConcurrentHashMap.newKeySet();

    /** Makes the session of one version. */
    @FunctionalInterface
    public interface Sessions {
        /**
         * A session that has not begun.
         *
         * @param refusal why the peer is to be sent away, if it is
         */
        Visit.Talk session(Connection connection, Visit visit, Optional<Refusal> refusal);
    }

    /** A version under a listener's name. */
    public PopProtocol(String name, PopServices services, Sessions sessions) {
        this.name = name;
        this.services = services;
        this.sessions = sessions;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Listener.Session session(Connection connection, Optional<Refusal> refusal) {
        Visit visit = new Visit(name, connection, services);
        Visit.Talk talk = sessions.session(connection, visit, refusal);
        return new Listener.Session() {
            private boolean rests;

            @Override
            public void run() {
                running.add(visit);
                rests = false;
                try {
                    rests = visit.run(talk);
                } finally {
                    if (!rests) {
                        running.remove(visit);
                    }
                }
            }

            @Override
            public boolean rests() {
                return rests;
            }

            @Override
            public void stop() {
                visit.stop(EndReason.SHUTDOWN);
            }
        };
    }

    @Override
    public void refused(Peer peer, Refusal cause) {
        services.events()
                .record(new Event.Refused(services.ids().next(), name, peer.text(), cause));
    }

    /**
     * Ends the visits of an account, without their UPDATE; one that is in it finishes that.
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
