package org.restante.store.maildir;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
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

    static Stamp of(Disk disk, Path path) throws IOException {
        return of(disk.statusBehindLinks(path));
    }

    static Stamp of(FileStatus found) {
        return new Stamp(found.inode(), found.modified(), found.changed());
    }

    private static Stamp of(Optional<FileStatus> status) {
        return status.map(Stamp::of).orElse(NONE);
    }

    /** The same, of something that is seldom there. */
    static Stamp ofRare(Disk disk, Path path) throws IOException {
        return of(disk.statusIfThere(path));
    }

    boolean isOlderThan(Instant instant) {
        return nanosOf(instant) > Math.max(modified, changed);
    }

    /** This if it proves something: that it is of a time before this instant. */
    Stamp settledBefore(Instant instant) {
        return isOlderThan(instant) ? this : withoutTimes();
    }

    /** The same place, but at no time: unlike every stamp that can be taken of it. */
    Stamp withoutTimes() {
        return new Stamp(inode, Long.MIN_VALUE, Long.MIN_VALUE);
    }

    /** The other way round. */
    static Instant instantOf(long nanos) {
        return FileTime.from(nanos, TimeUnit.NANOSECONDS).toInstant();
    }

    static long nanosOf(Instant instant) {
        return FileTime.from(instant).to(TimeUnit.NANOSECONDS);
    }
}
