package org.restante.shell;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How long commands took, from the first octet sent to the last received. For one thread. */
final class Times {
    /** Of each command the last so many. */
    private static final int KEPT_MAX = 1000;

    /** Whoever types nonsense all day makes no table of it. */
    private static final int COMMANDS_MAX = 100;

    private final Map<String, Deque<Duration>> taken = new TreeMap<>();

    void add(String command, Duration took) {
        if (taken.containsKey(command) || taken.size() < COMMANDS_MAX) {
            Deque<Duration> all = taken.computeIfAbsent(command, _ -> new ArrayDeque<>());
            if (all.size() == KEPT_MAX) {
                all.removeFirst();
            }
            all.addLast(took);
        }
    }

    /** The quickest of all, which is a round trip and little else. */
    Optional<Duration> roundTrip() {
        return taken.values().stream().flatMap(Deque::stream).min(Duration::compareTo);
    }

    /** For each command how often, and the least, middle and greatest time, in milliseconds. */
    List<String> table() {
        List<String> lines = new ArrayList<>();
        taken.forEach((command, all) -> {
            List<Duration> sorted = new ArrayList<>(all);
            Collections.sort(sorted);
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%-8s %5d %10.1f %10.1f %10.1f",
                            command.length() > 8 ? command.substring(0, 8) : command,
                            sorted.size(),
                            sorted.getFirst().toNanos() / 1e6,
                            sorted.get(sorted.size() / 2).toNanos() / 1e6,
                            sorted.getLast().toNanos() / 1e6));
        });
        return lines;
    }
}
