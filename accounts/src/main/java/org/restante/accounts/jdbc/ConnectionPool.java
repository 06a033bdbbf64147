package org.restante.accounts.jdbc;

import org.restante.accounts.password.PasswordFile;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A bounded number of connections, each lent to one thread for one transaction. Any thread may
 * call. A connection on which anything failed is closed; one that was idle for long is tried before
 * it is lent again, so that a server's restart costs no login.
 */
public final class ConnectionPool implements AutoCloseable {
    private static final long TRY_AFTER_NANOSECONDS = Duration.ofSeconds(10).toNanos();

    private record Idle(Connection connection, long sinceNanoseconds) {}

    /** A piece of work in one transaction; whatever it throws rolls the transaction back. */
    public interface Work<T, X extends Exception> {
        T on(Connection connection) throws SQLException, IOException, X;
    }

    private final JdbcSettings settings;
    private final Driver driver;

    /** What not every driver takes is asked of this one alone. */
    private final boolean postgresql;

    private final Semaphore free;
    private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /**
     * Connects to nothing yet.
     *
     * @throws IOException if there is no driver for such a URL
     */
    public ConnectionPool(JdbcSettings settings) throws IOException {
        this.settings = settings;
        this.postgresql = settings.url().startsWith("jdbc:postgresql:");
        this.free = new Semaphore(settings.connections(), true);
        try {
            driver = DriverManager.getDriver(settings.url());
        } catch (SQLException e) {
            throw new IOException("there is no driver for " + settings.url(), e);
        }
    }

    /**
     * Does the work and commits.
     *
     * @param readOnly sees one moment of the database and changes nothing
     * @throws IOException if the database failed or was too slow
     */
    public <T, X extends Exception> T transaction(boolean readOnly, Work<T, X> work)
            throws IOException, X {
        if (!acquired()) {
            throw new IOException(
                    settings.url() + ": no connection became free", new TimeoutException());
        }
        try {
            return transact(readOnly, work);
        } catch (SQLException e) {
            if (isLost(e)) {
                // The others went to the same server.
                closeIdle();
            }
            // The driver's message may quote the query and its values, never the password.
            throw new IOException(settings.url() + ": " + e.getMessage(), e);
        } finally {
            free.release();
        }
    }

    /** SQL's classes of a connection that failed, and PostgreSQL's of a server that goes down. */
    private static boolean isLost(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    private boolean acquired() throws IOException {
        try {
            return free.tryAcquire(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private <T, X extends Exception> T transact(boolean readOnly, Work<T, X> work)
            throws SQLException, IOException, X {
        Connection connection = borrow();
        boolean done = false;
        try {
            if (postgresql) {
                connection.setReadOnly(readOnly);
                connection.setTransactionIsolation(
                        readOnly
                                ? Connection.TRANSACTION_REPEATABLE_READ
                                : Connection.TRANSACTION_READ_COMMITTED);
            }
            connection.setAutoCommit(false);
            T result = work.on(connection);
            connection.commit();
            // Ends no transaction, begins none: an idle connection holds nothing.
            connection.setAutoCommit(true);
            done = true;
            return result;
        } finally {
            if (done && !closed) {
                idle.push(new Idle(connection, System.nanoTime()));
            } else {
                connection.close(); // Rolls back, whatever state it is in.
            }
        }
    }

    private Connection borrow() throws SQLException, IOException {
        if (closed) {
            throw new IOException(settings.url() + " was closed");
        }
        for (Idle next; (next = idle.poll()) != null; ) {
            boolean fresh = System.nanoTime() - next.sinceNanoseconds() < TRY_AFTER_NANOSECONDS;
            if (fresh || next.connection().isValid(seconds())) {
                return next.connection();
            }
            next.connection().close();
        }
        return open();
    }

    private Connection open() throws SQLException, IOException {
        Properties properties = new Properties();
        settings.user().ifPresent(user -> properties.setProperty("user", user));
        Optional<Path> file = settings.passwordFile();
        if (file.isPresent()) {
            properties.setProperty("password", PasswordFile.read(file.get()));
        }
        String seconds = Integer.toString(seconds());
        if (postgresql) {
            properties.setProperty("connectTimeout", seconds);
            properties.setProperty("loginTimeout", seconds);
            // Of the socket: a server that is gone without a word answers no query either.
            properties.setProperty("socketTimeout", seconds);
            properties.setProperty("ApplicationName", "restante");
        }
        Connection connection = driver.connect(settings.url(), properties);
        if (connection == null) {
            throw new SQLException("the driver does not know this URL");
        }
        return connection;
    }

    /** The timeout of a query, for {@link java.sql.Statement#setQueryTimeout}. */
    public int seconds() {
        return Math.toIntExact(settings.timeout().toSeconds());
    }

    @Override
    public void close() {
        closed = true;
        closeIdle();
    }

    private void closeIdle() {
        for (Idle each; (each = idle.poll()) != null; ) {
            try {
                each.connection().close();
            } catch (SQLException e) {
                // It holds no transaction, and the server notices that it is gone.
            }
        }
    }
}
