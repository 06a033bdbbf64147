package org.restante.store.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What changes whenever a folder gets, loses or renames an entry.
 *
 * @param modified mtime in nanoseconds since 1970
 * @param changed ctime in nanoseconds since 1970, which nobody can set back
 */
record Stamp(long inode, long modified, long changed) {
    /** Of something that does not exist. */
    static final Stamp NONE = new Stamp(0, 0, 0);

    static Stamp of(Path path) throws IOException {
        Map<String, Object> attributes;
        try {
            attributes = Files.readAttributes(path, "unix:ino,lastModifiedTime,ctime");
        } catch (NoSuchFileException _) {
            return NONE;
        }
        if (attributes.get("ino") instanceof Long inode
                && attributes.get("lastModifiedTime") instanceof FileTime modified
                && attributes.get("ctime") instanceof FileTime changed) {
            return new Stamp(
                    inode, modified.to(TimeUnit.NANOSECONDS), changed.to(TimeUnit.NANOSECONDS));
        }
        throw new IOException("the file system of " + path + " has no inodes");
    }

    boolean isOlderThan(Instant instant) {
        return nanosOf(instant) > Math.max(modified, changed);
    }

    static long nanosOf(Instant instant) {
        return FileTime.from(instant).to(TimeUnit.NANOSECONDS);
    }
}
