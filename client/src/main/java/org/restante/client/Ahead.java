package org.restante.client;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Which commands have been sent ahead of their answers (RFC 2449 §6.6). Both sides would wait for
 * ever if each wrote and neither read; so what is sent and not answered fits into the smallest
 * socket buffer, and what is asked for is bounded as well. Enough is asked for at once to keep a
 * line of 100 Mbit/s busy over 100 ms, which holds 1.25 MB.
 */
final class Ahead<T> {
    /** A message whose size is not known. */
    static final long MESSAGE_OCTETS_GUESS = 64 * 1024;

    /** A message's header. */
    static final long HEADER_OCTETS_GUESS = 4 * 1024;

    /**
     * What may stand unread at the server (RFC 2449 §6.6): what this side's system buffers by
     * itself, so that writing it never waits. A server's window is at least four times as large.
     */
    static final int LINE_OCTETS_MAX = 16_000;

    /** Expected octets of answers. One message may be larger. */
    private static final long OCTETS_MAX = 4 * 1024 * 1024;

    private record Asked<T>(Optional<T> what, int lineOctets, long octets) {}

    private final Iterator<T> left;
    private final Function<T, String> line;
    private final ToLongFunction<T> expected;
    private final String last;
    private final Deque<Asked<T>> asked = new ArrayDeque<>();
    private boolean lastToCome = true;
    private int lineOctets;
    private long octets;

    /** The last one is sent behind all others, and its answer shows where theirs end. */
    Ahead(Iterator<T> left, Function<T, String> line, ToLongFunction<T> expected, String last) {
        this.left = left;
        this.line = line;
        this.expected = expected;
        this.last = last;
    }

    /**
     * Sends what may be sent now.
     *
     * @param pipelining whether more than one may be on its way
     */
    void ask(Dialogue dialogue, boolean pipelining) throws IOException {
        // Not one by one: an eighth of the window in one piece.
        boolean room =
                pipelining
                        && lineOctets <= LINE_OCTETS_MAX - LINE_OCTETS_MAX / 8
                        && octets <= OCTETS_MAX - OCTETS_MAX / 8;
        List<String> lines = new ArrayList<>();
        boolean first = asked.isEmpty();
        while (lastToCome && (asked.isEmpty() || (room && fits()))) {
            if (left.hasNext()) {
                T next = left.next();
                add(lines, Optional.of(next), line.apply(next), expected.applyAsLong(next));
            } else {
                add(lines, Optional.empty(), last, 0);
                lastToCome = false;
            }
        }
        if (lines.isEmpty()) {
            return;
        }
        if (first) {
            dialogue.sendFirst(lines);
        } else {
            dialogue.sendBehind(lines);
        }
    }

    private void add(List<String> lines, Optional<T> what, String command, long expectedOctets) {
        lines.add(command);
        Asked<T> more = new Asked<>(what, command.length() + 2, expectedOctets);
        asked.add(more);
        lineOctets += more.lineOctets();
        octets += more.octets();
    }

    private boolean fits() {
        // No line is longer than this one.
        return lineOctets + "TOP 10000000 1000000000\r\n".length() <= LINE_OCTETS_MAX
                && octets < OCTETS_MAX;
    }

    /** The one whose answer comes next; empty for the last command. */
    Optional<T> next() {
        Asked<T> next = asked.removeFirst();
        lineOctets -= next.lineOctets();
        octets -= next.octets();
        return next.what();
    }

    /** Whether an answer is to come. */
    boolean isAwaiting() {
        return !asked.isEmpty();
    }
}
