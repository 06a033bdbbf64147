package org.restante.store;

import java.io.IOException;

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
