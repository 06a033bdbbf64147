package org.restante.store.maildir;

import java.io.IOException;
import java.time.Instant;

/**
 * The state of a maildrop's folders and of its assigned unique-ids: while it stays the same, no
 * message was added, removed or renamed.
 */
record Stamps(Stamp newMail, Stamp cur, Stamp assignedIds) {
    static Stamps of(MaildirFolder maildir) throws IOException {
        return new Stamps(
                Stamp.of(maildir.folder(Folder.NEW)),
                Stamp.of(maildir.folder(Folder.CUR)),
                Stamp.of(maildir.assignedIds()));
    }

    Stamps withAssignedIds(Stamp stamp) {
        return new Stamps(newMail, cur, stamp);
    }

    /** Whether both folders were last changed before this instant. */
    boolean areOlderThan(Instant instant) {
        return newMail.isOlderThan(instant) && cur.isOlderThan(instant);
    }
}
