package org.restante.accounts;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables on PostgreSQL, and the version of them that a database has. */
final class PostgresqlSchema {
    /** Names sort and compare by code point on every machine, whatever the database's language. */
    private static final String[] TABLES = {
        "CREATE TABLE restante_schema (version INTEGER NOT NULL)",
        "INSERT INTO restante_schema VALUES (" + Schema.VERSION + ")",
        """
        CREATE TABLE account (
            name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
            enabled BOOLEAN NOT NULL,
            maildrop TEXT UNIQUE,
            created_ms BIGINT NOT NULL)
        """,
        """
        CREATE TABLE verifier (
            account TEXT COLLATE "C" NOT NULL REFERENCES account (name) ON DELETE CASCADE,
            scheme TEXT COLLATE "C" NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (account, scheme))
        """,
        """
        CREATE TABLE address (
            local_part TEXT COLLATE "C" NOT NULL,
            domain TEXT COLLATE "C" NOT NULL,
            account TEXT COLLATE "C" NOT NULL REFERENCES account (name) ON DELETE CASCADE,
            PRIMARY KEY (local_part, domain))
        """,
        "CREATE INDEX address_of_account ON address (account)",
        """
        CREATE TABLE policy (
            account TEXT COLLATE "C" NOT NULL PRIMARY KEY
                REFERENCES account (name) ON DELETE CASCADE,
            listeners TEXT,
            tls_required BOOLEAN NOT NULL,
            networks TEXT,
            methods TEXT,
            login_delay_ms BIGINT,
            retention TEXT,
            on_delete TEXT,
            views BOOLEAN,
            quota TEXT)
        """
    };

    private PostgresqlSchema() {}

    /** Makes the tables that a database lacks; refuses one that is newer than we are. */
    static void bringUpToDate(Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            if (isThere(statement)) {
                int version = version(statement);
                if (version == 2) {
                    for (String each : Schema.VERSION_3) {
                        statement.execute(each);
                    }
                    statement.execute("UPDATE restante_schema SET version = " + Schema.VERSION);
                } else if (version != Schema.VERSION) {
                    throw new IOException(
                            "the account database has schema version "
                                    + version
                                    + ", this Restante knows "
                                    + Schema.VERSION
                                    + ": a newer Restante made it; use that one");
                }
                return;
            }
            for (String each : TABLES) {
                statement.execute(each);
            }
        }
    }

    private static boolean isThere(Statement statement) throws SQLException {
        try (ResultSet rows =
                statement.executeQuery("SELECT to_regclass('restante_schema') IS NOT NULL")) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT max(version) FROM restante_schema")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
