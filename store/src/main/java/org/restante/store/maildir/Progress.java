package org.restante.store.maildir;

/** Hears how far something is that takes long. Called by the thread that does it, often. */
@FunctionalInterface
public interface Progress {
    /** So much is done of so much. */
    void at(long done, long all);
}
