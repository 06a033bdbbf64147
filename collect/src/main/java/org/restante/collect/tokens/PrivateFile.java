package org.restante.collect.tokens;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file of secrets that is replaced whole: it has room on the disk before there is anything to
 * write. For one thread, and one such for a file at a time.
 */
final class PrivateFile implements AutoCloseable {
    static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final FileAttribute<?> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path file;
    private final Path fresh;

    // Not a channel: a stop, which interrupts, must not cost what cannot be had again.
    private final RandomAccessFile out;

    private PrivateFile(Path file, Path fresh, RandomAccessFile out) {
        this.file = file;
        this.fresh = fresh;
        this.out = out;
    }

    /** Makes the folder that a file shall be in, if it is not there, for its owner alone. */
    static void makeFolderOf(Path file) throws IOException {
        Files.createDirectories(file.resolveSibling(".").normalize(), OWNER_ONLY_FOLDER);
    }

    /**
     * Prepares a file in place of what may be there.
     *
     * @param octets how many there is room for when this returns
     */
    static PrivateFile prepare(Path file, int octets) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, OWNER_ONLY);
        RandomAccessFile out = new RandomAccessFile(fresh.toFile(), "rw");
        PrivateFile prepared = new PrivateFile(file, fresh, out);
        boolean done = false;
        try {
            out.write(new byte[octets]);
            out.getFD().sync();
            done = true;
            return prepared;
        } finally {
            if (!done) {
                prepared.close();
            }
        }
    }

    /** Has these octets on the disk, under the file's name, when it returns. */
    void replace(byte[] octets) throws IOException {
        out.seek(0);
        out.write(octets);
        out.setLength(octets.length);
        out.getFD().sync();
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        boolean interrupted = Thread.interrupted();
        try (FileChannel folder =
                FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
            folder.force(true);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Leaves nothing behind if nothing was replaced. */
    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
