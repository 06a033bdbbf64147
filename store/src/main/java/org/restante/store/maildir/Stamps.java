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
                Stamp.of(maildir.disk(), maildir.folder(Folder.NEW)),
                Stamp.of(maildir.disk(), maildir.folder(Folder.CUR)),
                Stamp.of(maildir.disk(), maildir.assignedIds()));
    }

    Stamp of(Folder folder) {
        return switch (folder) {
            case NEW -> newMail;
            case CUR -> cur;
        };
    }

    Stamps withAssignedIds(Stamp stamp) {
        return new Stamps(newMail, cur, stamp);
    }

    /** Whether both folders are where they were. */
    boolean haveInodesOf(Stamps other) {
        return newMail.inode() == other.newMail.inode() && cur.inode() == other.cur.inode();
    }

    boolean haveFoldersOf(Stamps other) {
        return newMail.equals(other.newMail) && cur.equals(other.cur);
    }

    /** These, the times only of folders that were last changed before this instant. */
    Stamps settledBefore(Instant instant) {
        return new Stamps(
                newMail.isOlderThan(instant) ? newMail : newMail.withoutTimes(),
                cur.isOlderThan(instant) ? cur : cur.withoutTimes(),
                assignedIds);
    }

    Stamps withoutTimes() {
        return new Stamps(newMail.withoutTimes(), cur.withoutTimes(), assignedIds);
    }
}
