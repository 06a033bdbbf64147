package org.restante.accounts;

import org.restante.server.login.Account;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Where our tables are; any thread may call. Each piece of work is one transaction. */
interface Database extends AutoCloseable {
    /** A piece of work in one transaction; whatever it throws rolls the transaction back. */
    interface Work<T, X extends Exception> {
        T on(Connection connection) throws SQLException, IOException, X;
    }

    /** Work that changes nothing and sees one moment of the database. */
    <T, X extends Exception> T read(Work<T, X> work) throws IOException, X;

    /**
     * Whose account a question means; may be remembered until anything in the database changes.
     *
     * @param question whoever asks an equal one is given the same answer
     * @param work finds the answer, and throws nothing of its own
     */
    default Optional<Account> account(
            Object question, Work<Optional<Account>, RuntimeException> work) throws IOException {
        return read(work);
    }

    /** Makes everything that is remembered be asked again. */
    default void forget() {}

    /** Work that may change something; no other such work goes on meanwhile, in any process. */
    <T, X extends Exception> T write(Work<T, X> work) throws IOException, X;

    /** Waits for work that has begun. */
    @Override
    void close();
}
