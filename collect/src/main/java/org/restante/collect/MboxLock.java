package org.restante.collect;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * The two locks of a mailbox file, as others on this system take them: {@code NAME.lock} beside it,
 * then one by fcntl. Where the folder does not let this user make the first, the second has to do.
 */
final class MboxLock implements AutoCloseable {
    /** A lock file that is older was left by a program that died. */
    private static final Duration STALE = Duration.ofMinutes(10);

    private final Path dotLock;
    private final boolean made;

    private MboxLock(Path dotLock, boolean made) {
        this.dotLock = dotLock;
        this.made = made;
    }

    /**
     * Takes both.
     *
     * @param channel of the mailbox, open for writing; closing it gives the second lock up
     * @param again waits a little and says whether to try once more
     * @throws IOException if somebody else has one and it is not tried any more
     */
    static MboxLock take(Path mbox, FileChannel channel, InstantSource clock, BooleanSupplier again)
            throws IOException {
        Path dotLock = mbox.resolveSibling(mbox.getFileName() + ".lock");
        while (true) {
            boolean made = false;
            boolean locked = false;
            try {
                Files.createFile(
                        dotLock,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("r--r--r--")));
                made = true;
                locked = lock(channel);
            } catch (AccessDeniedException _) {
                locked = lock(channel);
            } catch (FileAlreadyExistsException _) {
                if (isStale(dotLock, clock)) {
                    Files.deleteIfExists(dotLock);
                }
            } finally {
                if (made && !locked) {
                    Files.deleteIfExists(dotLock);
                }
            }
            if (locked) {
                return new MboxLock(dotLock, made);
            }
            if (!again.getAsBoolean()) {
                throw new IOException(mbox + " is locked by another program");
            }
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static boolean isStale(Path dotLock, InstantSource clock) throws IOException {
        try {
            return Files.getLastModifiedTime(dotLock)
                    .toInstant()
                    .plus(STALE)
                    .isBefore(clock.instant());
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /** Gives the lock file up; the channel is the caller's. */
    @Override
    public void close() throws IOException {
        if (made) {
            Files.deleteIfExists(dotLock);
        }
    }
}
