package org.restante.testkit;

import org.restante.server.event.Event;
import org.restante.server.event.Events;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Tells when a server's session is over, its maildrop's lock free. Thread-safe. */
final class SessionEnds implements Events {
    private final Map<String, CountDownLatch> expected = new ConcurrentHashMap<>();
    private final Runnable changed;

    /**
     * Nobody is expected.
     *
     * @param changed told of each event
     */
    SessionEnds(Runnable changed) {
        this.changed = changed;
    }

    /**
     * The end of the session of a peer that has not connected yet.
     *
     * @param peer as events name it
     */
    CountDownLatch expect(String peer) {
        CountDownLatch end = new CountDownLatch(1);
        expected.put(peer, end);
        return end;
    }

    @Override
    public void record(Event event) {
        if (event instanceof Event.PopEnded ended) {
            ended(ended.peer());
        } else if (event instanceof Event.Refused refused) {
            ended(refused.peer());
        }
        changed.run();
    }

    private void ended(String peer) {
        CountDownLatch end = expected.remove(peer);
        if (end != null) {
            end.countDown();
        }
    }
}
