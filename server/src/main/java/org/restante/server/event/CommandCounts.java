package org.restante.server.event;

import java.util.Map;
import java.util.TreeMap;

/**
 * How often each command of a session succeeded and failed. Filled by the session's thread alone;
 * complete when its end is told.
 */
public final class CommandCounts {
    private final Map<String, Count> counts = new TreeMap<>();

    /** Outcomes of one command. */
    public record Count(int ok, int err) {}

    /** Counts one outcome. */
    public void add(String command, boolean ok) {
        counts.merge(
                command,
                new Count(ok ? 1 : 0, ok ? 0 : 1),
                (a, b) -> new Count(a.ok + b.ok, a.err + b.err));
    }

    /** By command, sorted. */
    public Map<String, Count> byCommand() {
        return counts;
    }

    /** In one word per command: {@code RETR=12 DELE=3/1}, failures behind the slash. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        counts.forEach((command, count) ->
                text.append(text.isEmpty() ? "" : " ")
                        .append(command)
                        .append('=')
                        .append(count.ok)
                        .append(count.err > 0 ? "/" + count.err : ""));
        return text.toString();
    }
}
