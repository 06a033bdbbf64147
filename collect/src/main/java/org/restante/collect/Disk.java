package org.restante.collect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What destinations and journal have in common on the file system. */
final class Disk {
    private Disk() {}

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
