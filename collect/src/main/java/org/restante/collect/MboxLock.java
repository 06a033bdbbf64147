package org.restante.collect;

import org.restante.collect.Report.Failure;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * A mailbox file under the two locks that others on this system take: {@code NAME.lock} beside it,
 * then one by fcntl. Where the folder does not let this user make the first, the second has to do.
 *
 * <p>Closing any descriptor of a file gives up what its process has locked in it (POSIX, fcntl). So
 * the mailbox is opened only by whoever has its path in {@link #HELD}.
 */
final class MboxLock implements AutoCloseable {
    /** A lock file that is older was left by a program that died. */
    private static final Duration STALE = Duration.ofMinutes(10);

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path mbox;
    private final FileChannel channel;
    private final boolean made;

    private MboxLock(Path mbox, FileChannel channel, boolean made) {
        this.mbox = mbox;
        this.channel = channel;
        this.made = made;
    }

    /**
     * Opens a mailbox, made if need be, and takes both locks.
     *
     * @param again waits a little and says whether to try once more
     * @throws IOException if somebody else has one and it is not tried any more
     */
    static MboxLock take(Path mbox, InstantSource clock, BooleanSupplier again) throws IOException {
        Path file =
                mbox.toAbsolutePath().resolveSibling(".").toRealPath().resolve(mbox.getFileName());
        while (!HELD.add(file)) {
            tryAgain(file, again);
        }
        Optional<FileChannel> opened = Optional.empty();
        boolean done = false;
        try {
            FileChannel channel =
                    FileChannel.open(
                            file,
                            Set.of(
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE),
                            OWNER_ONLY);
            opened = Optional.of(channel);
            if (channel.size() == 0) {
                Disk.force(file.resolveSibling("."));
            }
            boolean made = lock(dotLock(file), channel, clock, again);
            done = true;
            return new MboxLock(file, channel, made);
        } finally {
            if (!done) {
                try {
                    if (opened.isPresent()) {
                        opened.get().close();
                    }
                } finally {
                    HELD.remove(file);
                }
            }
        }
    }

    private static Path dotLock(Path mbox) {
        return mbox.resolveSibling(mbox.getFileName() + ".lock");
    }

    /** Whether the lock file was made; both locks are held then, else the one by fcntl. */
    private static boolean lock(
            Path dotLock, FileChannel channel, InstantSource clock, BooleanSupplier again)
            throws IOException {
        while (true) {
            boolean made = false;
            boolean locked = false;
            try {
                Files.createFile(
                        dotLock,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("r--r--r--")));
                made = true;
                locked = channel.tryLock() != null;
            } catch (AccessDeniedException _) {
                locked = channel.tryLock() != null;
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
                return made;
            }
            tryAgain(dotLock, again);
        }
    }

    private static void tryAgain(Path file, BooleanSupplier again) throws IOException {
        if (!again.getAsBoolean()) {
            throw new UnavailableException(
                    Failure.Kind.TEMPORARY, "the mailbox is locked by another program: " + file);
        }
    }

    /** The mailbox, for reading and writing; not to be closed. */
    FileChannel channel() {
        return channel;
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

    /** Closes the mailbox, and gives up its locks. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
            if (made) {
                Files.deleteIfExists(dotLock(mbox));
            }
        } finally {
            HELD.remove(mbox);
        }
    }
}
