package org.restante.testkit;

import org.restante.spec.Wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was said on one connection, as far as it went. What is secret shows as {@code ***}, messages
 * show as their number of octets. Grows while the connection lasts; thread-safe.
 */
public final class Dialogue {
    /** Later lines are counted and not kept. */
    private static final int LINES_MAX = 10_000;

    private static final int LINE_OCTETS_MAX = 1_000;

    private final Runnable changed;

    /** Guarded by this. */
    private final List<String> lines = new ArrayList<>();

    /** Guarded by this. */
    private final List<String> commands = new ArrayList<>();

    private long dropped;
    private boolean ended;

    /**
     * An empty one.
     *
     * @param changed told of each change
     */
    Dialogue(Runnable changed) {
        this.changed = changed;
    }

    /** The client's commands in their order, such as {@code USER alice}, {@code PASS ***}. */
    public synchronized List<String> commands() {
        return List.copyOf(commands);
    }

    /**
     * Both sides in their order, one line each, with {@code C: } or {@code S: } in front; what was
     * not said but happened stands in {@code <} and {@code >}.
     */
    public synchronized String transcript() {
        String text = lines.stream().map(line -> line + "\n").collect(Collectors.joining());
        return dropped == 0 ? text : text + "(" + dropped + " more lines)\n";
    }

    /** Whether the connection is over, and the maildrop's lock free if it was held. */
    public synchronized boolean hasEnded() {
        return ended;
    }

    /** The same as {@link #transcript}. */
    @Override
    public String toString() {
        return transcript();
    }

    void client(String shown) {
        synchronized (this) {
            if (commands.size() < LINES_MAX) {
                commands.add(shown);
            }
        }
        add("C: " + shown);
    }

    /** A line of the server, with its line end or a part of one. */
    void server(byte[] line) {
        String text = new String(line, StandardCharsets.ISO_8859_1).replaceFirst("\r?\n$", "");
        String start = text.substring(0, Math.min(text.length(), LINE_OCTETS_MAX));
        add(
                "S: "
                        + Wire.visible(start.getBytes(StandardCharsets.ISO_8859_1))
                        + (text.length() > LINE_OCTETS_MAX ? "..." : ""));
    }

    /** Something that happened. */
    void note(String what) {
        add("<" + what + ">");
    }

    void end() {
        synchronized (this) {
            ended = true;
        }
        changed.run();
    }

    private void add(String line) {
        synchronized (this) {
            if (lines.size() < LINES_MAX) {
                lines.add(line);
            } else {
                dropped++;
            }
        }
        changed.run();
    }
}
