package org.restante.store.maildir;

import org.restante.protocol.UniqueId;
import org.restante.store.Maildrop;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An open maildrop whose messages can be given the unique-ids that another server showed. */
public sealed interface AdoptableMaildrop extends Maildrop permits OpenMaildir {
    /**
     * The messages in the order of the listing, with their files' names.
     *
     * @throws IOException if the listing cannot be read
     */
    List<MessageFile> files() throws IOException;

    /**
     * Ids that no message listed now may be given: they were assigned to others, which are not
     * here, and may come back.
     */
    Set<UniqueId> unavailable() throws IOException;

    /**
     * Gives messages other unique-ids; they are on disk when this returns. Whatever happens before,
     * the next login lists either all of the old ids or all of the new ones. This session's listing
     * has the old ones: it is of no more use and should be closed.
     *
     * @param ids by the ids as they are listed now; one that is given to a message is taken from
     *     whoever is listed under it
     * @throws IllegalArgumentException if an id is unavailable, is given twice, or is not listed
     * @throws IOException if they cannot be made durable; then all messages have their old ids, or
     *     all have the new ones
     */
    void adopt(Map<UniqueId, UniqueId> ids) throws IOException;

    /**
     * Lists what is here now. The lock is held all the time, so that nobody has seen what came
     * meanwhile; this view is closed, the new one is to be closed by the caller.
     *
     * @throws IOException if it cannot be listed; then the lock is given up
     */
    AdoptableMaildrop relisted() throws IOException;
}
