package org.restante.cli.log;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Brings what is logged by {@link java.lang.System.Logger} into the same log. */
public final class SystemLog extends Handler {
    private final LogWriter log;

    private SystemLog(LogWriter log) {
        this.log = log;
    }

    /** From now on, for the whole process. */
    public static void install(LogWriter log) {
        LogManager.getLogManager().reset();
        Logger.getLogger("").addHandler(new SystemLog(log));
    }

    @Override
    public void publish(LogRecord line) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("from", String.valueOf(line.getLoggerName()));
        fields.put("message", message(line));
        Throwable thrown = line.getThrown();
        if (thrown != null) {
            StringWriter stack = new StringWriter();
            thrown.printStackTrace(new PrintWriter(stack));
            fields.put("stack", stack.toString().strip());
        }
        log.write(level(line.getLevel()), "log", fields);
    }

    private static String message(LogRecord line) {
        @Nullable Object @Nullable [] parameters = line.getParameters();
        String message = String.valueOf(line.getMessage());
        return parameters == null || parameters.length == 0
                ? message
                : MessageFormat.format(message, parameters);
    }

    private static Level level(java.util.logging.Level level) {
        int value = level.intValue();
        if (value >= java.util.logging.Level.SEVERE.intValue()) {
            return Level.ERROR;
        }
        if (value >= java.util.logging.Level.WARNING.intValue()) {
            return Level.WARNING;
        }
        return value >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
    }

    @Override
    public void flush() {
        // Each line is written when it comes.
    }

    @Override
    public void close() {
        // The stream is not ours.
    }
}
