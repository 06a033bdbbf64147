package org.restante.cli.collect;

import org.restante.cli.config.CollectionSettings;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** How many collections may run at a time. For any thread. */
final class Crowd {
    /** So many accounts at a time; a run holds a connection and a group of open files. */
    private static final int RUNS_MAX = 32;

    /** Of one server; providers refuse those that come in crowds. */
    private static final int RUNS_PER_HOST_MAX = 4;

    private final Semaphore all = new Semaphore(RUNS_MAX);
    private final Map<String, Semaphore> hosts = new ConcurrentHashMap<>();
    private final Map<String, Semaphore> maildrops = new ConcurrentHashMap<>();

    /** Works when it may. Who waits for the same maildrop or a crowded host keeps no other away. */
    <T> T within(CollectionSettings settings, Callable<T> work) throws Exception {
        Semaphore maildrop =
                maildrops.computeIfAbsent(
                        settings.user() + "@" + settings.server(), _ -> new Semaphore(1));
        Semaphore host =
                hosts.computeIfAbsent(
                        settings.server().host().toLowerCase(Locale.ROOT),
                        _ -> new Semaphore(RUNS_PER_HOST_MAX));
        return within(maildrop, () -> within(host, () -> within(all, work)));
    }

    private static <T> T within(Semaphore bound, Callable<T> work) throws Exception {
        bound.acquire();
        try {
            return work.call();
        } finally {
            bound.release();
        }
    }
}
