package org.restante.store.maildir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The state of a maildrop's folders, of its assigned unique-ids and of what is hidden: while it
 * stays the same, no message was added, removed, renamed or hidden.
 */
record Stamps(Stamp newMail, Stamp cur, Stamp assignedIds, Stamp hidden) {
    static Stamps of(MaildirFolder maildir) throws IOException {
        return new Stamps(
                Stamp.of(maildir.disk(), maildir.folder(Folder.NEW)),
                Stamp.of(maildir.disk(), maildir.folder(Folder.CUR)),
                Stamp.ofRare(maildir.disk(), maildir.assignedIds()),
                Stamp.ofRare(maildir.disk(), maildir.hidden()));
    }

    /**
     * The same for a Maildir whose own folder is as it was when these were taken: a file that was
     * not in it is not looked for.
     */
    Stamps takenAgain(MaildirFolder maildir) throws IOException {
        return new Stamps(
                Stamp.of(maildir.disk(), maildir.folder(Folder.NEW)),
                Stamp.of(maildir.disk(), maildir.folder(Folder.CUR)),
                ifThere(assignedIds, maildir.disk(), maildir.assignedIds()),
                ifThere(hidden, maildir.disk(), maildir.hidden()));
    }

    private static Stamp ifThere(Stamp before, Disk disk, Path path) throws IOException {
        return before.equals(Stamp.NONE) ? Stamp.NONE : Stamp.of(disk, path);
    }

    Stamp of(Folder folder) {
        return switch (folder) {
            case NEW -> newMail;
            case CUR -> cur;
        };
    }

    Stamps withAssignedIds(Stamp stamp) {
        return new Stamps(newMail, cur, stamp, hidden);
    }

    Stamps withHidden(Stamp stamp) {
        return new Stamps(newMail, cur, assignedIds, stamp);
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
                newMail.settledBefore(instant), cur.settledBefore(instant), assignedIds, hidden);
    }

    Stamps withoutTimes() {
        return new Stamps(newMail.withoutTimes(), cur.withoutTimes(), assignedIds, hidden);
    }
}
