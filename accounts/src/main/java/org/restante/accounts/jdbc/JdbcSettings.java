package org.restante.accounts.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How to reach a database. Holds no secret: the password stands in a file.
 *
 * @param url of JDBC, such as {@code jdbc:postgresql://db.example.org/mail}
 * @param user none: as the driver decides
 * @param passwordFile its first line is the password, read at each new connection; none: as the
 *     driver decides, which for PostgreSQL is {@code ~/.pgpass}
 * @param connections how many there may be at once
 * @param timeout for a free connection, for a new one and for a query, each; a second or more
 */
public record JdbcSettings(
        String url,
        Optional<String> user,
        Optional<Path> passwordFile,
        int connections,
        Duration timeout) {
    private static final Pattern PASSWORD =
            Pattern.compile("[?&;:](ssl)?password=", Pattern.CASE_INSENSITIVE);

    public JdbcSettings {
        if (connections < 1) {
            throw new IllegalArgumentException("connections is " + connections + ", must be 1");
        }
        if (timeout.toSeconds() < 1) {
            throw new IllegalArgumentException("timeout is " + timeout + ", must be 1s or more");
        }
    }

    /**
     * A URL that holds no password, as it is shown and logged.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static String url(String text) {
        if (!text.startsWith("jdbc:")) {
            throw new IllegalArgumentException(
                    "is not a URL of JDBC, such as jdbc:postgresql://localhost/mail");
        }
        if (PASSWORD.matcher(text).find()) {
            throw new IllegalArgumentException("holds a password; that belongs into password-file");
        }
        return text;
    }
}
