package org.restante.shell.script;

import java.util.List;
import java.util.Optional;

/**
 * What the server answered to a line. Immutable.
 *
 * @param status the status line without its line end, one character for each octet; empty if there
 *     was none
 * @param body the first lines of the multi-line answer, without stuffing, one character for each
 *     octet; the caller bounds how many
 * @param bodyLines how many lines the multi-line answer had; 0 if it was none
 * @param closed whether the server hung up after it, or instead
 */
public record Answer(Optional<String> status, List<String> body, long bodyLines, boolean closed) {
    public Answer {
        body = List.copyOf(body);
        if (bodyLines < body.size()) {
            throw new IllegalArgumentException(body.size() + " lines of " + bodyLines);
        }
    }

    /** Nothing went wrong, and there is nothing to say. */
    public static final Answer DONE = of("+OK");

    /** An answer of one line. */
    public static Answer of(String status) {
        return new Answer(Optional.of(status), List.of(), 0, false);
    }

    /** Whether its status line begins with {@code +OK}. */
    public boolean isPositive() {
        return status.filter(it -> it.startsWith("+OK")).isPresent();
    }
}
