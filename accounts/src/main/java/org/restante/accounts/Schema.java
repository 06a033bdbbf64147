package org.restante.accounts;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables, and the version of them that a file has ({@code PRAGMA user_version}). */
final class Schema {
    static final int VERSION = 3;

    private static final String[] VERSION_1 = {
        """
        CREATE TABLE account (
            name TEXT NOT NULL PRIMARY KEY,
            enabled INTEGER NOT NULL,
            maildrop TEXT UNIQUE,
            created_ms INTEGER NOT NULL)
        """,
        """
        CREATE TABLE verifier (
            account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
            scheme TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (account, scheme))
        """,
        """
        CREATE TABLE address (
            local_part TEXT NOT NULL,
            domain TEXT NOT NULL,
            account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
            PRIMARY KEY (local_part, domain))
        """,
        "CREATE INDEX address_of_account ON address (account)"
    };

    /** What came with version 2. */
    private static final String[] VERSION_2 = {
        """
        CREATE TABLE policy (
            account TEXT NOT NULL PRIMARY KEY REFERENCES account (name) ON DELETE CASCADE,
            listeners TEXT,
            tls_required INTEGER NOT NULL,
            networks TEXT,
            methods TEXT,
            login_delay_ms INTEGER,
            retention TEXT)
        """
    };

    /** What came with version 3. */
    static final String[] VERSION_3 = {
        "ALTER TABLE policy ADD COLUMN on_delete TEXT",
        "ALTER TABLE policy ADD COLUMN views BOOLEAN",
        "ALTER TABLE policy ADD COLUMN quota TEXT"
    };

    private Schema() {}

    /** Makes the tables that a file lacks; refuses a file that is not ours or newer than we are. */
    static void bringUpToDate(Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            int version = number(statement, "PRAGMA user_version");
            if (version > VERSION) {
                throw new IOException(
                        "the account file has schema version "
                                + version
                                + ", this Restante knows "
                                + VERSION
                                + ": a newer Restante wrote it; use that one");
            }
            if (version == VERSION) {
                return;
            }
            if (version == 0) {
                if (number(statement, "SELECT count(*) FROM sqlite_master") > 0) {
                    throw new IOException("the account file is a database of another program");
                }
                execute(statement, VERSION_1);
            }
            if (version < 2) {
                execute(statement, VERSION_2);
            }
            execute(statement, VERSION_3);
            statement.execute("PRAGMA user_version = " + VERSION);
        }
    }

    private static void execute(Statement statement, String[] texts) throws SQLException {
        for (String text : texts) {
            statement.execute(text);
        }
    }

    private static int number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
