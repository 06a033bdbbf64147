package org.restante.bench;

import java.util.Map;

/**
 * What came of sessions that were to stand idle.
 *
 * @param asked connections
 * @param loggedIn how many came as far
 * @param readySeconds until all had, or had failed
 * @param standing how many were still there at the end
 * @param seconds for which they were held
 */
public record Held(
        int asked,
        int loggedIn,
        double readySeconds,
        int standing,
        double seconds,
        Map<Failure, Failed> failed) {
    public Held {
        failed = Map.copyOf(failed);
    }

    public long failures() {
        return failed.values().stream().mapToLong(Failed::count).sum();
    }
}
