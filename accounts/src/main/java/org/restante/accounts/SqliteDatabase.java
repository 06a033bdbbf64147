package org.restante.accounts;

import org.restante.server.login.Account;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * One SQLite file and the threads that talk to it; any thread may call.
 *
 * <p>SQLite is native code, which pins the carrier of a virtual thread, so its work is done by a
 * few platform threads: some for reading, one for writing, so that a writer who waits for another
 * process holds up no login. There are as many connections as threads. Every piece of work is one
 * transaction. A caller that is interrupted still waits: it could not know otherwise what became of
 * its transaction, and the wait is bounded by the busy timeout.
 *
 * <p>Nothing else in this process may open the file: POSIX gives up a process's locks on a file as
 * soon as any descriptor of it is closed.
 */
final class SqliteDatabase implements Database {
    private static final int READERS = 4;
    private static final int BUSY_TIMEOUT_MILLISECONDS = 10_000;
    private static final long BUSY_RETRY_NANOSECONDS = 10_000_000;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final RememberedAnswers remembered;
    private final Lane readers;
    private final Lane writer;

    /** Opens the file and makes it if it is not there; the folder has to exist. */
    SqliteDatabase(Path file) throws IOException {
        this.file = file.toAbsolutePath();
        remembered = new RememberedAnswers(this.file);
        SqliteLibrary.load();
        create();
        readers = new Lane(READERS, false);
        writer = new Lane(1, true);
        try {
            write(connection -> {
                Schema.bringUpToDate(connection);
                return true;
            });
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public <T, X extends Exception> T read(Work<T, X> work) throws IOException, X {
        return readers.run(work);
    }

    @Override
    public Optional<Account> account(
            Object question, Work<Optional<Account>, RuntimeException> work) throws IOException {
        Optional<RememberedAnswers.State> state = remembered.state();
        if (state.isPresent()) {
            Optional<RememberedAnswers.Answer> known = remembered.find(state.get(), question);
            if (known.isPresent()) {
                return known.get().account();
            }
        }
        Optional<Account> found = read(work);
        state.ifPresent(before -> remembered.add(before, question, found));
        return found;
    }

    @Override
    public <T, X extends Exception> T write(Work<T, X> work) throws IOException, X {
        try {
            return writer.run(work);
        } finally {
            forget();
        }
    }

    @Override
    public void forget() {
        remembered.forget();
    }

    @Override
    public void close() {
        readers.close();
        writer.close();
    }

    /** Takes care that the file is its owner's alone before a secret stands in it. */
    private void create() throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            // The usual case; a copy that came back from a backup may be open to all.
            if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
                Files.setPosixFilePermissions(file, OWNER_ONLY);
            }
        }
    }

    private final class Lane {
        private final ExecutorService threads;
        private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
        private final boolean writes;

        Lane(int size, boolean writes) {
            this.writes = writes;
            this.threads =
                    Executors.newFixedThreadPool(
                            size, Thread.ofPlatform().daemon().name("accounts-", 0).factory());
        }

        <T, X extends Exception> T run(Work<T, X> work) throws IOException, X {
            return call(() -> transaction(work));
        }

        @SuppressWarnings("unchecked") // X is all that work throws beside what is named before.
        private <T, X extends Exception> T call(Callable<T> task) throws IOException, X {
            try {
                return await(threads.submit(task));
            } catch (RejectedExecutionException e) {
                throw new IOException(file + " was closed", e);
            } catch (ExecutionException e) {
                switch (Objects.requireNonNull(e.getCause())) {
                    case SQLException sql ->
                            throw new IOException(file + ": " + sql.getMessage(), sql);
                    case IOException io -> throw io;
                    case RuntimeException ours -> throw ours;
                    case Error error -> throw error;
                    case Throwable other -> throw (X) other;
                }
            }
        }

        private <T, X extends Exception> T transaction(Work<T, X> work)
                throws SQLException, IOException, X {
            Connection connection = idle.poll();
            if (connection == null) {
                connection = open();
            }
            boolean done = false;
            try {
                // Not through JDBC's commit: the driver begins the next transaction at once, and an
                // idle writer would keep every other process out.
                execute(connection, writes ? "BEGIN IMMEDIATE" : "BEGIN");
                T result = work.on(connection);
                execute(connection, "COMMIT");
                done = true;
                return result;
            } finally {
                if (done) {
                    idle.add(connection);
                } else {
                    connection.close(); // Rolls back, whatever state it is in.
                }
            }
        }

        private Connection open() throws SQLException {
            SQLiteConfig config = new SQLiteConfig();
            // SQLite shall not make the file: its mode would be whatever the umask says.
            config.resetOpenMode(SQLiteOpenMode.CREATE);
            config.setBusyTimeout(BUSY_TIMEOUT_MILLISECONDS);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            config.enforceForeignKeys(true);
            Connection connection = config.createConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                if (writes) {
                    writeAhead(statement);
                } else {
                    statement.execute("PRAGMA query_only = ON");
                }
                return connection;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }

        void close() {
            threads.close();
            for (Connection connection; (connection = idle.poll()) != null; ) {
                try {
                    connection.close();
                } catch (SQLException e) {
                    // What was committed is on disk; the next opening tidies up.
                }
            }
        }
    }

    /**
     * Turns the write-ahead log on, which stays on. While two processes do so at the same moment
     * SQLite answers "busy" at once, without its timeout.
     */
    private static void writeAhead(Statement statement) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                statement.execute("PRAGMA journal_mode = WAL");
                return;
            } catch (SQLiteException e) {
                if (e.getResultCode() != SQLiteErrorCode.SQLITE_BUSY || tries == 100) {
                    throw e;
                }
                LockSupport.parkNanos(BUSY_RETRY_NANOSECONDS);
            }
        }
    }

    private static void execute(Connection connection, String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private static <T> T await(Future<T> future) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
