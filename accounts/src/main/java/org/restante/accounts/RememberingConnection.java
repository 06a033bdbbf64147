package org.restante.accounts;

import org.restante.server.login.Account;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A connection to SQLite with the answers that it gave while nothing has changed: SQLite tells each
 * connection whether another one, of whatever process, has committed anything (PRAGMA
 * data_version). Used by one thread at a time.
 */
final class RememberingConnection implements AutoCloseable {
    /** Some hundred octets each; the one not asked for longest makes room. */
    private static final int ANSWERS_MAX = 4_000;

    private final Connection connection;
    private final PreparedStatement version;
    private final Map<Object, Answer> answers =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Object, Answer> eldest) {
                    return size() > ANSWERS_MAX;
                }
            };

    /** What SQLite said before the answers were found: they are of then or later. */
    private int answersVersion;

    /** Whose account it is, if it is anybody's. */
    record Answer(Optional<Account> account) {}

    RememberingConnection(Connection connection) throws SQLException {
        this.connection = connection;
        this.version = connection.prepareStatement("PRAGMA data_version");
    }

    Connection connection() {
        return connection;
    }

    /** The answer to an equal question, if there was one and it is still true. */
    Optional<Answer> remembered(Object question) throws SQLException {
        int now;
        try (ResultSet row = version.executeQuery()) {
            row.next();
            now = row.getInt(1);
        }
        if (now != answersVersion) {
            answers.clear();
            answersVersion = now;
        }
        return Optional.ofNullable(answers.get(question));
    }

    /** Remembers what was found after {@link #remembered} had nothing. */
    void remember(Object question, Answer answer) {
        answers.put(question, answer);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
