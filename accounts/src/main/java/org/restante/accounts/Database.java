package org.restante.accounts;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Where our tables are; any thread may call. Each piece of work is one transaction. */
interface Database extends AutoCloseable {
    /** A piece of work in one transaction; whatever it throws rolls the transaction back. */
    interface Work<T, X extends Exception> {
        T on(Connection connection) throws SQLException, IOException, X;
    }

    /** Work that changes nothing and sees one moment of the database. */
    <T, X extends Exception> T read(Work<T, X> work) throws IOException, X;

    /** Work that may change something; no other such work goes on meanwhile, in any process. */
    <T, X extends Exception> T write(Work<T, X> work) throws IOException, X;

    /** Waits for work that has begun. */
    @Override
    void close();
}
