package org.restante.store;

import java.io.IOException;

/**
 * One pass over a listing, from the first message to the last. It has no object for each: LIST and
 * UIDL of a large maildrop cost the reading and the writing. Confined to the maildrop's thread.
 */
public interface Scan {
    /**
     * Goes to the next message, at first to number 1.
     *
     * @return false behind the last
     * @throws IOException if it cannot be read
     */
    boolean next() throws IOException;

    /** The size of this message, see {@link ListedMessage#octets}. */
    long octets();

    /**
     * Puts the unique-id of this message at the start of these octets.
     *
     * @param target has room for {@link org.restante.protocol.UniqueId#OCTETS_MAX}
     * @return the id's length in octets
     */
    int id(byte[] target);
}
