package org.restante.store.maildir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
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
     * The folders locked in this process, by device and inode: two accounts may reach one folder by
     * different paths. Static because what the operating system locks is per process, too.
     */
    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

    private final Object folder;
    private final FileChannel file;

    private MaildirLock(Object folder, FileChannel file) {
        this.folder = folder;
        this.file = file;
    }

    /** Takes the lock of an existing Maildir unless someone has it; never waits. */
    static Optional<MaildirLock> tryLock(MaildirFolder maildir) throws IOException {
        Object folder = identity(maildir.path());
        if (!HELD.add(folder)) {
            return Optional.empty();
        }
        boolean locked = false;
        try {
            FileChannel file =
                    FileChannel.open(
                            maildir.lock(),
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            Disk.FILE_MODE);
            try {
                FileLock lock = file.tryLock();
                locked = lock != null;
                return locked ? Optional.of(new MaildirLock(folder, file)) : Optional.empty();
            } finally {
                if (!locked) {
                    file.close();
                }
            }
        } finally {
            if (!locked) {
                HELD.remove(folder);
            }
        }
    }

    private static Object identity(Path folder) throws IOException {
        Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
        if (key == null) {
            throw new IOException("the file system of " + folder + " has no inodes");
        }
        return key;
    }

    /** Gives the lock up; called once. */
    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException _) {
            // The descriptor is gone all the same, and the lock with it; nothing was written.
        } finally {
            HELD.remove(folder);
        }
    }
}
