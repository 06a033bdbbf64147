package org.restante.acme;

import org.restante.server.net.Connection;
import org.restante.server.net.Listener;
import org.restante.server.net.Peer;
import org.restante.server.net.Refusal;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the authority may ask for now (http-01, RFC 8555 §8.3), and who answers it. Thread-safe. */
final class Challenges implements Listener.Protocol {
    private static final System.Logger LOG = System.getLogger(Challenges.class.getName());

    private final Map<String, String> keyAuthorizations = new ConcurrentHashMap<>();

    /** The time in which a token is answered. */
    interface Outstanding extends AutoCloseable {
        @Override
        void close();
    }

    /** From now on, until it is closed, this token is answered with this. */
    Outstanding answer(String token, String keyAuthorization) {
        keyAuthorizations.put(token, keyAuthorization);
        return () -> keyAuthorizations.remove(token);
    }

    Optional<String> find(String token) {
        return Optional.ofNullable(keyAuthorizations.get(token));
    }

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public Listener.Session session(Connection connection, Optional<Refusal> refusal) {
        return new ChallengeVisit(connection, this, refusal);
    }

    @Override
    public void refused(Peer peer, Refusal cause) {
        LOG.log(Level.DEBUG, "acme: {0} was sent away: {1}", peer.text(), cause.text());
    }
}
