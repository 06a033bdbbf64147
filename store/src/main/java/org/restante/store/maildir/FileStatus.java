package org.restante.store.maildir;

/**
 * What the file system says of a file or folder.
 *
 * @param device with the inode it tells it from all others; compared, never looked into
 * @param size in octets
 * @param modified mtime in nanoseconds since 1970
 * @param changed ctime in nanoseconds since 1970
 */
record FileStatus(Kind kind, long device, long inode, long size, long modified, long changed) {
    enum Kind {
        FILE,
        FOLDER,
        OTHER
    }

    boolean isFile() {
        return kind == Kind.FILE;
    }

    boolean isFolder() {
        return kind == Kind.FOLDER;
    }
}
