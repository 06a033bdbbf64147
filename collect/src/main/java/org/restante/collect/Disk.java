package org.restante.collect;

import org.restante.collect.Report.Failure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What destinations and journal have in common on the file system. */
final class Disk {
    private Disk() {}

    /** What the file system said, for people: the JDK's kinds are in no message of theirs. */
    static String words(FileSystemException e) {
        String why =
                switch (e) {
                    case AccessDeniedException _ -> "permission denied";
                    case NoSuchFileException _ -> "no such file or folder";
                    case FileAlreadyExistsException _ -> "is there already";
                    case NotDirectoryException _ -> "is no folder";
                    default -> e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
                };
        return (e.getFile() == null ? "" : e.getFile())
                + (e.getOtherFile() == null ? "" : " to " + e.getOtherFile())
                + ": "
                + why;
    }

    /** What there is to be done about it: that it is told of a file is not always the file's. */
    static Failure.Kind kind(FileSystemException e) {
        String reason = String.valueOf(e.getReason());
        return reason.contains("Too many open files") || reason.contains("Stale file handle")
                ? Failure.Kind.TEMPORARY
                : Failure.Kind.DISK;
    }

    /** Returns when the entries of a folder are on disk. */
    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Writes all of it where the channel stands. */
    static void write(FileChannel channel, byte[] octets, int offset, int length)
            throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(octets, offset, length);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    static void write(FileChannel channel, byte[] octets) throws IOException {
        write(channel, octets, 0, octets.length);
    }
}
