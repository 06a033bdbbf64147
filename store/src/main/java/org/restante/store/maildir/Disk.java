package org.restante.store.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All that this store does with the file system, in the few ways in which it does it. Files and
 * folders that it makes are for the owner's eyes only. Serves any number of threads.
 *
 * <p>It is an interface so that tests can have a disk that forgets what was not forced to it, and
 * one that fails at the n-th call. What they may rely on, and what not, is in decision 21.
 */
interface Disk {
    /** Makes a new file, open for reading and writing. */
    FileChannel create(Path file) throws IOException;

    /** Opens a file for reading, but nothing behind a symbolic link. */
    FileChannel read(Path file) throws IOException;

    /** Opens an existing file for reading and writing. */
    FileChannel update(Path file) throws IOException;

    /** Dates a file: sets its mtime. */
    void setModified(Path file, Instant time) throws IOException;

    /** Opens a file, made if need be, whose writes go to its end, whoever else writes there. */
    FileChannel append(Path file) throws IOException;

    /** Gives a file another name, in place of what had that name. */
    void rename(Path from, Path to) throws IOException;

    /** Takes a name away. */
    void remove(Path file) throws IOException;

    void createFolder(Path folder) throws IOException;

    /** Returns when the entries of this folder are on disk. */
    void sync(Path folder) throws IOException;

    /** Names the entries of a folder as octets (see {@link FileName}), in no order. */
    void list(Path folder, Consumer<String> names) throws IOException;

    /** What is at this path, a symbolic link itself; empty if nothing is. */
    Optional<FileStatus> status(Path path) throws IOException;

    /**
     * The regular file at this path itself, by this name in this folder; empty if there is none.
     * Cheaper than {@link #status}.
     */
    default Optional<FoundFile> file(Path path, Folder folder, String name) throws IOException {
        return status(path)
                .filter(FileStatus::isFile)
                .map(found ->
                        new FoundFile(folder, name, found.inode(), found.size(), found.modified()));
    }

    /** What is at this path or where a symbolic link there leads; empty if nothing is. */
    Optional<FileStatus> statusBehindLinks(Path path) throws IOException;

    /** As {@link #statusBehindLinks}, but cheap where nothing is. */
    default Optional<FileStatus> statusIfThere(Path path) throws IOException {
        return statusBehindLinks(path);
    }

    /** Whether nothing is at this path, nor where a symbolic link there leads. */
    default boolean isFree(Path path) throws IOException {
        return statusBehindLinks(path).isEmpty();
    }

    boolean isWritable(Path folder);

    /**
     * Opens a file, made if need be, and locks it against other processes until the channel is
     * closed; empty if another has it. Within the process the caller sees to it that only one does
     * so.
     */
    Optional<FileChannel> tryLock(Path file) throws IOException;

    default boolean isFolder(Path path) throws IOException {
        return statusBehindLinks(path).filter(FileStatus::isFolder).isPresent();
    }

    /**
     * Whether there is a folder at this path itself. What is removed behind a symbolic link could
     * be another account's.
     */
    default boolean isFolderItself(Path path) throws IOException {
        return isFolder(path) && status(path).filter(FileStatus::isFolder).isPresent();
    }

    default void removeIfThere(Path file) throws IOException {
        try {
            remove(file);
        } catch (NoSuchFileException _) {
            // As wanted.
        }
    }

    /**
     * Whether it failed because there is no room, on the disk or in its owner's share of it. Known
     * by the system's words alone: the launcher sees to it that they are English.
     */
    static boolean isFull(IOException failure) {
        String said = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return said.contains("no space left") || said.contains("quota exceeded");
    }

    static void write(FileChannel file, ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            file.write(octets);
        }
    }

    /** Writes all of it at this place of the file. */
    static void write(FileChannel file, ByteBuffer octets, long at) throws IOException {
        long place = at;
        while (octets.hasRemaining()) {
            place += file.write(octets, place);
        }
    }

    /** Reads until the buffer is full or the file ends. */
    static void read(FileChannel file, ByteBuffer octets, long at) throws IOException {
        read(file, octets, at, octets.limit());
    }

    /** Reads until the buffer is filled up to here or the file ends; more if that comes along. */
    static void read(FileChannel file, ByteBuffer octets, long at, int least) throws IOException {
        long place = at;
        while (octets.position() < least) {
            int count = file.read(octets, place);
            if (count < 0) {
                return;
            }
            place += count;
        }
    }

    /** Copies what is left to read of one file to the other. */
    static void copy(FileChannel from, FileChannel to) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(64 * 1024);
        while (from.read(block) >= 0) {
            write(to, block.flip());
            block.clear();
        }
    }

    /** Writes what a file is to hold. */
    @FunctionalInterface
    interface Writing {
        void to(Path fresh, FileChannel channel) throws IOException;
    }

    /**
     * Replaces a file at one stroke: whoever reads it finds the old octets or the new ones. Only
     * the holder of the maildrop's lock may do this, as the file in the making has a fixed name.
     *
     * @param durable whether it has to be on disk when this returns
     */
    default void replace(Path file, boolean durable, Writing writing) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
        removeIfThere(fresh);
        try {
            try (FileChannel channel = create(fresh)) {
                writing.to(fresh, channel);
                if (durable) {
                    channel.force(true);
                }
            }
            rename(fresh, file);
        } catch (IOException e) {
            // A part of a file must not take the last room of a full disk.
            try {
                removeIfThere(fresh);
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
        Path folder = file.getParent();
        if (durable && folder != null) {
            sync(folder);
        }
    }
}
