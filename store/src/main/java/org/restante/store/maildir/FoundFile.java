package org.restante.store.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

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
        Path path = maildir.file(folder, name);
        Map<String, Object> attributes;
        try {
            attributes =
                    Files.readAttributes(
                            path,
                            "unix:isRegularFile,ino,size,lastModifiedTime",
                            LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        if (!(attributes.get("isRegularFile") instanceof Boolean regular && regular)
                || !(attributes.get("ino") instanceof Long inode)
                || !(attributes.get("size") instanceof Long size)
                || !(attributes.get("lastModifiedTime") instanceof FileTime modified)) {
            return Optional.empty();
        }
        return Optional.of(
                new FoundFile(folder, name, inode, size, modified.to(TimeUnit.NANOSECONDS)));
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
