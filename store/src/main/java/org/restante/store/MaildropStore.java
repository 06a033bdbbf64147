package org.restante.store;

import java.io.IOException;
import java.util.Optional;

/** All maildrops of one kind of storage. Called by any number of threads at once. */
public interface MaildropStore {
    /**
     * Opens a maildrop with its exclusive lock, without waiting for it. One that does not exist yet
     * is created empty; a folder is not. Each folder has a lock of its own.
     *
     * @throws IOException if it cannot be read or created; no lock is then held
     */
    Opening open(MaildropName name) throws IOException;

    /**
     * Begins a delivery; the caller closes it, committed or not. Mail arrives in the maildrop
     * itself: what is in its folders was put there by its owner.
     *
     * @throws IllegalArgumentException if the name is a folder's
     * @throws IOException if nothing can be stored there
     */
    Delivery deliver(MaildropName name) throws IOException;

    /**
     * Removes what a maildrop keeps no longer, without waiting for its lock: expired messages,
     * hidden or not, and what is left of earlier removals, also in its folders, and of deliveries
     * that died. One that does not exist is not made.
     *
     * @param expiry empty if nothing expires there
     * @throws IOException if it cannot be read, or a removal cannot be made durable
     */
    Sweeping sweep(MaildropName name, Optional<Expiry> expiry) throws IOException;

    /**
     * Begins a delivery that may be a repetition: whatever happens to the process, the disk or the
     * network in between, of all deliveries to a maildrop with one id one at most is stored, also
     * when a session has removed that message since. A store remembers an id for 400 days at least,
     * as long as there are fewer than half a million later ones.
     *
     * <p>When {@link Delivery#commit} throws, the message is not in the maildrop, but a repetition,
     * a {@link #sweep} or an {@link #open} may find it whole and deliver it as it was.
     *
     * @throws IllegalArgumentException if the name is a folder's
     * @throws IOException if nothing can be stored there, or what was cannot be told
     */
    Handover deliver(MaildropName name, DeliveryId id) throws IOException;

    /**
     * What is in a maildrop now, deliveries that have just been committed included; what other
     * programs change may show a minute later. Cheap as long as little changes.
     *
     * @throws IOException if it cannot be counted
     */
    Usage usage(MaildropName name) throws IOException;

    /** What happened to the mail in all of them; the same object at each call. */
    default Journal journal() {
        return Journal.NONE;
    }
}
