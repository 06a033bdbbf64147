package org.restante.store.maildir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The exclusive lock of one maildrop, against other threads and other processes. The operating
 * system ends it with the process, however that dies.
 *
 * <p>The file lock belongs to the whole process, and closing any descriptor of the file gives it up
 * (POSIX, fcntl). So the file is opened only by whoever got the maildrop in {@link #HELD} first,
 * and nobody else in the process ever opens it.
 */
final class MaildirLock implements AutoCloseable {
    /**
     * What is locked in this process, by the folder's device and inode: two accounts may reach one
     * folder by different paths. Static because what the operating system locks is per process,
     * too.
     */
    private static final Set<Held> HELD = ConcurrentHashMap.newKeySet();

    private record Held(Disk disk, long device, long inode, Path file) {}

    private final Held held;
    private final FolderLook look;
    private final FileChannel file;

    private MaildirLock(Held held, FolderLook look, FileChannel file) {
        this.held = held;
        this.look = look;
        this.file = file;
    }

    /**
     * The Maildir's folder as it was just before it was locked. What another session has changed
     * there since then, it has changed while this one was under way already.
     */
    FolderLook look() {
        return look;
    }

    /** Takes the lock of an existing Maildir unless someone has it; never waits. */
    static Optional<MaildirLock> tryLock(MaildirFolder maildir, InstantSource clock)
            throws IOException {
        return tryLock(maildir, maildir.lock(), clock);
    }

    /**
     * Takes one of the locks of an existing Maildir.
     *
     * @param lock the file in it that is locked
     * @throws NoSuchFileException if the folder is not there
     */
    static Optional<MaildirLock> tryLock(MaildirFolder maildir, Path lock, InstantSource clock)
            throws IOException {
        Disk disk = maildir.disk();
        Instant before = clock.instant();
        FileStatus status =
                disk.statusBehindLinks(maildir.path())
                        .orElseThrow(() -> new NoSuchFileException(maildir.path().toString()));
        Held held = new Held(disk, status.device(), status.inode(), lock.getFileName());
        if (!HELD.add(held)) {
            return Optional.empty();
        }
        boolean locked = false;
        try {
            Optional<FileChannel> file = disk.tryLock(lock);
            locked = file.isPresent();
            return file.map(channel ->
                    new MaildirLock(held, new FolderLook(Stamp.of(status), before), channel));
        } finally {
            if (!locked) {
                HELD.remove(held);
            }
        }
    }

    /** Gives the lock up; called once. */
    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException _) {
            // The descriptor is gone all the same, and the lock with it; nothing was written.
        } finally {
            HELD.remove(held);
        }
    }
}
