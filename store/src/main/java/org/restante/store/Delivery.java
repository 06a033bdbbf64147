package org.restante.store;

import org.restante.protocol.UniqueId;

import java.io.IOException;

/**
 * One message on its way into one maildrop. Nothing of it can be seen before {@link #commit}
 * returns. Confined to one thread; never waits for a session that holds the maildrop's lock.
 */
public interface Delivery extends AutoCloseable {
    /**
     * Appends octets of the message in its canonical form: CRLF line ends, not stuffed. The last
     * line may lack its CRLF; {@link #commit} then completes it.
     *
     * @throws IOException if it cannot be stored; the delivery can then only be closed
     */
    void write(byte[] octets, int offset, int length) throws IOException;

    /**
     * Has the message keep what was kept with it elsewhere; without this it arrives now, and has no
     * flags. Called before {@link #commit}; the last call counts.
     */
    void file(Filed filed);

    /**
     * Makes the message part of the maildrop. When this returns, the message and its directory
     * entry are on disk; when it throws, the message is not in the maildrop.
     *
     * @return the unique-id that sessions will list it under
     */
    UniqueId commit() throws IOException;

    /** Drops the message unless it was committed. */
    @Override
    void close() throws IOException;
}
