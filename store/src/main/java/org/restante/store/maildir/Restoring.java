package org.restante.store.maildir;

import java.util.List;

/** What came of bringing removed messages back. */
public sealed interface Restoring {
    /**
     * These are in the maildrop again, durably; the others that were asked for had gone for good
     * meanwhile.
     */
    record Restored(List<RemovedMessage> messages) implements Restoring {
        public Restored {
            messages = List.copyOf(messages);
        }
    }

    /** A session holds the maildrop's lock. */
    record InUse() implements Restoring {}

    /** The account has no folder of this name. */
    record NoSuchFolder() implements Restoring {}
}
