package org.restante.cli.log;

import com.google.gson.stream.JsonWriter;

import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Writes log lines. Thread-safe: each line leaves whole. */
public final class LogWriter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

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
        return visible(
                written(line -> {
                    line.beginObject();
                    line.name("time").value(TIME.format(clock.instant()));
                    line.name("level").value(level.getName());
                    line.name("event").value(event);
                    for (Map.Entry<String, ?> field : fields.entrySet()) {
                        line.name(field.getKey());
                        if (field.getValue() instanceof Number number) {
                            line.value(number);
                        } else {
                            line.value(field.getValue().toString());
                        }
                    }
                    line.endObject();
                }));
    }

    @FunctionalInterface
    private interface Writing {
        void to(JsonWriter writer) throws IOException;
    }

    /** By the stream alone: what else Gson has would be 130 classes more at each start. */
    private static String written(Writing writing) {
        StringWriter text = new StringWriter();
        try (JsonWriter writer = new JsonWriter(text)) {
            writing.to(writer);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return text.toString();
    }

    private String text(Level level, String event, Map<String, ?> fields) {
        StringBuilder line = new StringBuilder();
        line.append(TIME.format(clock.instant())).append(' ');
        line.append(String.format(Locale.ROOT, "%-7s", level.getName())).append(' ').append(event);
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
        return plain ? text : visible(written(json -> json.value(text)));
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
                        visible.append(String.format(Locale.ROOT, "\\u%04x", c));
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
