package org.restante.store.maildir;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order of messages that come into a maildrop together: by time of delivery. */
final class DeliveryOrder {
    /**
     * Seconds, a dot, and among what makes the name unique the microseconds after an M: {@code
     * 1700000000.M123456P42.host}, or as Postfix writes it {@code 1700000000.V10I2aM123456.host}.
     */
    private static final Pattern TIMES =
            Pattern.compile("(\\d{1,10})\\.(?:[^.:,]*?M(\\d{1,6})(?!\\d))?.*");

    private DeliveryOrder() {}

    /** In nanoseconds since 1970: by the name, as most programs write it, else by mtime. */
    static long delivered(FoundFile file) {
        Matcher name = TIMES.matcher(file.name());
        if (!name.matches()) {
            return file.modified();
        }
        long micros = name.group(2) == null ? 0 : Long.parseLong(name.group(2));
        // Ten digits of seconds reach the year 2286, and with nanoseconds still fit a long.
        return (Long.parseLong(name.group(1)) * 1_000_000 + micros) * 1000;
    }
}
