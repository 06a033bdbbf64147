package org.restante.server.quota;

import org.restante.server.login.Quota;
import org.restante.store.Usage;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is being stored at this moment, by the name of whom it is for: counted to what is there
 * already, so that two messages do not both take the last room.
 */
final class Rooms {
    private static final int SHARES = 256;

    /** Names are dealt out to these, so that a maildrop that takes long to count holds up few. */
    private final Share[] shares = Stream.generate(Share::new).limit(SHARES).toArray(Share[]::new);

    /** Guarded by itself. */
    private static final class Share {
        private final Map<String, Usage> claimed = new HashMap<>();
    }

    /** What is there already. */
    @FunctionalInterface
    interface Used {
        Usage count() throws IOException;
    }

    /**
     * Keeps room for more, until {@link #release}.
     *
     * @return what was there before; empty if there is no room
     */
    Optional<Usage> claim(String name, Quota quota, Used used, Usage more)
            throws IOException, InterruptedException {
        Share share = share(name);
        synchronized (share) {
            while (true) {
                Usage before = used.count();
                Usage beside = share.claimed.getOrDefault(name, Usage.NONE);
                if (quota.holds(before.plus(beside).plus(more))) {
                    share.claimed.merge(name, more, Usage::plus);
                    return Optional.of(before);
                }
                if (beside.equals(Usage.NONE)) {
                    return Optional.empty();
                }
                // What is stored but not released yet is counted twice; and it may still fail.
                share.wait();
            }
        }
    }

    /** It is stored, or never will be. */
    void release(String name, Usage more) {
        Share share = share(name);
        synchronized (share) {
            share.claimed.computeIfPresent(
                    name,
                    (_, beside) -> {
                        Usage rest = beside.minus(more);
                        return rest.equals(Usage.NONE) ? null : rest;
                    });
            share.notifyAll();
        }
    }

    private Share share(String name) {
        return shares[Math.floorMod(name.hashCode(), SHARES)];
    }
}
