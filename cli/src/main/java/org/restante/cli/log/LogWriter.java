package org.restante.cli.log;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;

import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** Writes log lines. Thread-safe: each line leaves whole. */
public final class LogWriter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private final PrintStream out;
    private final boolean json;
    private final InstantSource clock;
    private volatile Level least;

    /**
     * A log on a stream.
     *
     * @param json one JSON object for each line; else {@code key=value} behind time, level, event
     * @param least what is less important is not written
     */
    public LogWriter(PrintStream out, boolean json, Level least, InstantSource clock) {
        this.out = out;
        this.json = json;
        this.least = least;
        this.clock = clock;
    }

    /** Writes from now on what is at least as important as this. */
    public void setLeast(Level level) {
        least = level;
    }

    boolean writes(Level level) {
        return level.getSeverity() >= least.getSeverity();
    }

    /**
     * Writes one line.
     *
     * @param event one word
     * @param fields in their order; values of any kind, printed by {@code toString}
     */
    public void write(Level level, String event, Map<String, ?> fields) {
        if (writes(level)) {
            out.println(json ? json(level, event, fields) : text(level, event, fields));
        }
    }

    private String json(Level level, String event, Map<String, ?> fields) {
        JsonObject line = new JsonObject();
        line.addProperty("time", TIME.format(clock.instant()));
        line.addProperty("level", level.getName());
        line.addProperty("event", event);
        fields.forEach((name, value) -> {
            switch (value) {
                case Number number -> line.addProperty(name, number);
                default -> line.addProperty(name, value.toString());
            }
        });
        return visible(GSON.toJson(line));
    }

    private String text(Level level, String event, Map<String, ?> fields) {
        StringBuilder line = new StringBuilder();
        line.append(TIME.format(clock.instant())).append(' ');
        line.append(String.format("%-7s", level.getName())).append(' ').append(event);
        fields.forEach(
                (name, value) -> line.append(' ').append(name).append('=').append(word(value)));
        return line.toString();
    }

    /** The value as it is if it is one word, else quoted; one line in any case. */
    private static String word(Object value) {
        String text = value.toString();
        boolean plain =
                !text.isEmpty()
                        && text.chars()
                                .noneMatch(c ->
                                        c == '"' || Character.isSpaceChar(c) || isInvisible(c));
        return plain ? text : visible(GSON.toJson(text));
    }

    /**
     * JSON leaves some characters as they are that end a line for some readers or turn the order of
     * what is shown; those stand only in strings, where they may be escaped as well.
     */
    private static String visible(String json) {
        StringBuilder visible = new StringBuilder(json.length());
        json.chars()
                .forEach(c -> {
                    if (isInvisible(c)) {
                        visible.append(String.format("\\u%04x", c));
                    } else {
                        visible.append((char) c);
                    }
                });
        return visible.toString();
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }
}
