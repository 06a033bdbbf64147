package org.restante.store;

import org.restante.protocol.Content;
import org.restante.protocol.UniqueId;

import java.io.IOException;
import java.time.Instant;
import java.util.Set;

/**
 * An account's maildrop, open and exclusively locked (RFC 1939 §4). Confined to one thread; the
 * session that opened it closes it. Mail that arrives while it is open is not listed.
 */
public interface Maildrop extends AutoCloseable {
    /** What was there when the lock was taken; never changes while it is open. */
    ScanListing listing();

    /**
     * The canonical form of a listed message, exactly as many octets as listed; the caller closes
     * it.
     *
     * @throws MessageGoneException if another program removed or replaced it since the listing
     * @throws IOException if it cannot be read
     */
    Content open(UniqueId id) throws IOException;

    /**
     * What is kept with a listed message, as it was when it was listed.
     *
     * @throws IOException if the listing cannot be read
     */
    Filed filed(UniqueId id) throws IOException;

    /**
     * Those listed messages that are in the maildrop since before a time; one of which that is not
     * certain is left out. One that was removed and brought back counts from then.
     *
     * @throws IOException if the listing cannot be read
     */
    Set<UniqueId> arrivedBefore(Instant time) throws IOException;

    /**
     * Those listed messages of which {@link #retrieved} was first told before a time, as far as
     * that is known. One that was removed and brought back counts as never retrieved.
     *
     * @throws IOException if the listing cannot be read
     */
    Set<UniqueId> retrievedBefore(Instant time) throws IOException;

    /** Those listed messages that have been kept for as long as was promised. */
    default Set<UniqueId> expired(Expiry expiry) throws IOException {
        return switch (expiry) {
            case Expiry.Arrived(var before) -> arrivedBefore(before);
            case Expiry.Retrieved(var before) -> retrievedBefore(before);
        };
    }

    /**
     * Notes that listed messages were retrieved; for one that was before, the first time stays. It
     * may be lost with the process or the power: then a message is kept longer, never shorter.
     *
     * @throws IOException if it cannot be noted
     */
    void retrieved(Set<UniqueId> ids, Instant time) throws IOException;

    /**
     * Hides listed messages: they stay where they are, for other programs, and no session lists
     * them from the next on. When this returns, that is on disk.
     *
     * @throws IOException if it cannot be made durable; each of them may be hidden or not
     */
    void hide(Set<UniqueId> ids) throws IOException;

    /**
     * Removes these messages and nothing else; when it returns, their removal is on disk. One that
     * is gone already counts as removed.
     *
     * @return those that could not be removed: they are still in the maildrop (RFC 1939 §6)
     * @throws IOException if what was removed cannot be made durable; each of the messages may be
     *     gone or not, no other is touched
     */
    Set<UniqueId> remove(Set<UniqueId> ids) throws IOException;

    /** Releases the lock. Never removes anything, never fails; a second call does nothing. */
    @Override
    void close();
}
