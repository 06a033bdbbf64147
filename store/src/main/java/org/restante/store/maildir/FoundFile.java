package org.restante.store.maildir;

import java.io.IOException;
import java.util.Optional;

/**
 * A message's file as it was when looked at.
 *
 * @param name as octets, see {@link FileName}
 * @param size of the file in octets, which need not be the message's
 * @param modified mtime in nanoseconds since 1970
 */
record FoundFile(Folder folder, String name, long inode, long size, long modified) {
    /** What tells a message's file from all others while it is moved and its flags change. */
    record Key(String base, long inode) {}

    /** Looks at a file; empty if it is not there, or is no regular file. */
    static Optional<FoundFile> look(MaildirFolder maildir, Folder folder, String name)
            throws IOException {
        return maildir.disk().file(maildir.file(folder, name), folder, name);
    }

    String base() {
        return FileName.base(name);
    }

    Key key() {
        return new Key(base(), inode);
    }

    /** Whether this is the same file and nobody has written to it in between. */
    boolean isUnchangedFrom(FoundFile before) {
        return inode == before.inode && size == before.size && modified == before.modified;
    }
}
