package org.restante.store.maildir;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The names in {@code new/} and {@code cur/} at one time, without a look at the files.
 *
 * @param entries in the order they were read: {@code new/} first, so that a message which moves to
 *     {@code cur/} meanwhile is seen twice rather than never
 * @param newMail the state of {@code new/} before it was read
 * @param cur the state of {@code cur/} before it was read
 */
record FolderScan(List<Entry> entries, Stamp newMail, Stamp cur) {
    record Entry(Folder folder, String name) {}

    static FolderScan of(MaildirFolder maildir) throws IOException {
        Stamp newMail = Stamp.of(maildir.disk(), maildir.folder(Folder.NEW));
        Stamp cur = Stamp.of(maildir.disk(), maildir.folder(Folder.CUR));
        List<Entry> entries = new ArrayList<>();
        for (Folder folder : Folder.values()) {
            list(maildir, folder, name -> entries.add(new Entry(folder, name)));
        }
        return new FolderScan(entries, newMail, cur);
    }

    /** The names in one folder that can be messages: those that start with a full stop are not. */
    static void list(MaildirFolder maildir, Folder folder, Consumer<String> names)
            throws IOException {
        maildir.disk()
                .list(
                        maildir.folder(folder),
                        name -> {
                            if (!name.startsWith(".")) {
                                names.accept(name);
                            }
                        });
    }

    /** Whether the folders are still as they were before they were read. */
    boolean isCurrent(MaildirFolder maildir) throws IOException {
        return newMail.equals(Stamp.of(maildir.disk(), maildir.folder(Folder.NEW)))
                && cur.equals(Stamp.of(maildir.disk(), maildir.folder(Folder.CUR)));
    }
}
