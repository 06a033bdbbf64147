package org.restante.accounts;

import org.restante.accounts.jdbc.ConnectionPool;
import org.restante.accounts.jdbc.JdbcSettings;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Our tables on a PostgreSQL server that any number of machines share. The driver is Java and its
 * sockets block a virtual thread only, so callers talk to the server themselves.
 *
 * <p>Nothing is asked of the server before it is needed, so that one that is down holds up no
 * start; the tables are made, or brought up to date, by the first who asks.
 */
final class PostgresqlDatabase implements Database {
    /** Any number that nobody else takes: "REST" and "ANTE" in ASCII. */
    private static final long WRITERS = 0x52455354_414E5445L;

    private final ConnectionPool pool;

    /** Held while the tables are made. */
    private final ReentrantLock making = new ReentrantLock();

    private final Duration timeout;

    private volatile boolean upToDate;

    PostgresqlDatabase(JdbcSettings settings) throws IOException {
        pool = new ConnectionPool(settings);
        timeout = settings.timeout();
    }

    @Override
    public <T, X extends Exception> T read(Work<T, X> work) throws IOException, X {
        makeTables();
        return pool.<T, X>transaction(true, work::on);
    }

    @Override
    public <T, X extends Exception> T write(Work<T, X> work) throws IOException, X {
        makeTables();
        return alone(work);
    }

    /**
     * What is checked before a change must still be so when it is made: names and addresses must
     * not clash across tables, which no constraint of the database could say. Changes are rare, so
     * they go one after the other.
     */
    private <T, X extends Exception> T alone(Work<T, X> work) throws IOException, X {
        return pool.<T, X>transaction(
                false,
                connection -> {
                    lock(connection.createStatement());
                    return work.on(connection);
                });
    }

    private static void lock(Statement made) throws SQLException {
        try (Statement statement = made) {
            // Let go by the end of the transaction, however it ends.
            statement.execute("SELECT pg_advisory_xact_lock(" + WRITERS + ")");
        }
    }

    private void makeTables() throws IOException {
        if (upToDate) {
            return;
        }
        // Where the server does not answer, those who wait must not try one behind the other.
        if (!isMine()) {
            throw new IOException(
                    "the database has not answered within " + timeout.toSeconds() + " s");
        }
        try {
            if (!upToDate) {
                this.<Boolean, IOException>alone(connection -> {
                    PostgresqlSchema.bringUpToDate(connection);
                    return true;
                });
                upToDate = true;
            }
        } finally {
            making.unlock();
        }
    }

    private boolean isMine() throws IOException {
        try {
            return making.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
