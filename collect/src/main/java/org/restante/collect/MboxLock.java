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
import java.nio.file.attribute.BasicFileAttributes;
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
    private static final FileAttribute<?> READ_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--r--r--"));

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
        boolean done = false;
        try {
            Optional<MboxLock> lock = attempt(file, clock);
            while (lock.isEmpty()) {
                tryAgain(dotLock(file), again);
                lock = attempt(file, clock);
            }
            done = true;
            return lock.get();
        } finally {
            if (!done) {
                HELD.remove(file);
            }
        }
    }

    private static Path dotLock(Path mbox) {
        return mbox.resolveSibling(mbox.getFileName() + ".lock");
    }

    /**
     * Takes both locks, or the one by fcntl where there can be no other. The mailbox is opened
     * behind the first one, as whoever has that may put another file in its place.
     */
    private static Optional<MboxLock> attempt(Path file, InstantSource clock) throws IOException {
        boolean made = false;
        Optional<FileChannel> opened = Optional.empty();
        boolean locked = false;
        try {
            try {
                Files.createFile(dotLock(file), READ_ONLY);
                made = true;
            } catch (AccessDeniedException _) {
                // The lock by fcntl has to do.
            } catch (FileAlreadyExistsException _) {
                if (isStale(dotLock(file), clock)) {
                    Files.deleteIfExists(dotLock(file));
                }
                return Optional.empty();
            }
            if (Files.notExists(file)) {
                FileChannel.open(
                                file,
                                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                                OWNER_ONLY)
                        .close();
            }
            Optional<Object> there = key(file);
            FileChannel channel;
            try {
                channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            } catch (NoSuchFileException _) {
                // Somebody has just taken it away.
                return Optional.empty();
            }
            opened = Optional.of(channel);
            if (channel.size() == 0) {
                Disk.force(file.resolveSibling("."));
            }
            // Who does without lock files may have put another one in its place up to here.
            locked = channel.tryLock() != null && there.equals(key(file));
            return locked ? Optional.of(new MboxLock(file, channel, made)) : Optional.empty();
        } finally {
            if (!locked) {
                if (opened.isPresent()) {
                    opened.get().close();
                }
                if (made) {
                    Files.deleteIfExists(dotLock(file));
                }
            }
        }
    }

    /** What tells a file from another one of the same name; empty if there is none. */
    private static Optional<Object> key(Path file) throws IOException {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException _) {
            return Optional.empty();
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
