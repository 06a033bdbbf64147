package org.restante.server.event;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each command of a session succeeded and failed. Filled by the session's thread alone;
 * complete when its end is told.
 */
public final class CommandCounts {
    /** A session has few commands, and mostly waits: for three this is 80 octets, a map was 190. */
    private String[] names = new String[4];

    /** Of each name, how often it succeeded and how often it failed. */
    private int[] outcomes = new int[2 * names.length];

    private int size;

    /** Outcomes of one command. */
    public record Count(int ok, int err) {}

    /** Counts one outcome. */
    public void add(String command, boolean ok) {
        int place = 0;
        while (place < size && !names[place].equals(command)) {
            place++;
        }
        if (place == size) {
            if (size == names.length) {
                names = Arrays.copyOf(names, 2 * size);
                outcomes = Arrays.copyOf(outcomes, 4 * size);
            }
            names[size++] = command;
        }
        outcomes[2 * place + (ok ? 0 : 1)]++;
    }

    /** By command, sorted. */
    public Map<String, Count> byCommand() {
        Map<String, Count> counts = new TreeMap<>();
        for (int place = 0; place < size; place++) {
            counts.put(names[place], new Count(outcomes[2 * place], outcomes[2 * place + 1]));
        }
        return counts;
    }

    /** In one word per command: {@code RETR=12 DELE=3/1}, failures behind the slash. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        byCommand()
                .forEach((command, count) ->
                        text.append(text.isEmpty() ? "" : " ")
                                .append(command)
                                .append('=')
                                .append(count.ok)
                                .append(count.err > 0 ? "/" + count.err : ""));
        return text.toString();
    }
}
