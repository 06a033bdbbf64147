package org.restante.store.maildir;

import org.restante.store.Scan;

import java.io.IOException;

/** The messages of a maildrop by their places, the first of which is 0. Confined to one thread. */
sealed interface Messages extends AutoCloseable permits Joined, Manifest, MessageTable {
    int count();

    /** The sizes of all of them, added up. */
    long octets();

    /**
     * One message.
     *
     * @throws IOException if it cannot be read
     */
    StoredMessage message(int place) throws IOException;

    /** Messages by their places. */
    @FunctionalInterface
    interface Reader {
        StoredMessage message(int place) throws IOException;
    }

    /** For asking for one after the other: reads ahead, into a block. */
    Reader ahead();

    /** The same, for what LIST and UIDL show. */
    Scan scan();

    /** Has the next login look at each file: one was found that is not as listed. */
    void doubt();

    @Override
    void close();
}
