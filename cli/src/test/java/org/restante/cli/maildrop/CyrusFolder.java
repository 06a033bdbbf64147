package org.restante.cli.maildrop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a folder as Cyrus leaves it, with an index of version 17. */
final class CyrusFolder {
    private static final int HEAD_OCTETS = 160;
    private static final int RECORD_OCTETS = 112;
    private static final int EXPUNGED = 1 << 31;

    private final Path folder;
    private final ByteBuffer index = ByteBuffer.allocate(64 * 1024);
    private int count;

    CyrusFolder(Path folder, int uidValidity) throws IOException {
        this.folder = Files.createDirectories(folder);
        index.putInt(8, 17)
                .putInt(12, HEAD_OCTETS)
                .putInt(16, RECORD_OCTETS)
                .putInt(44, uidValidity)
                .putInt(60, 1);
    }

    /** Adds a message that was not removed. */
    CyrusFolder with(int uid, int second, int flags, String message) throws IOException {
        Files.writeString(folder.resolve(uid + "."), message);
        return indexed(uid, second, flags);
    }

    /** Adds one whose file is there still. */
    CyrusFolder withExpunged(int uid, String message) throws IOException {
        return with(uid, 0, EXPUNGED, message);
    }

    /** Adds a record alone. */
    CyrusFolder indexed(int uid, int second, int flags) {
        int at = HEAD_OCTETS + count++ * RECORD_OCTETS;
        index.putInt(at, uid).putInt(at + 4, second).putInt(at + 32, flags);
        return this;
    }

    /** Changes the head. */
    CyrusFolder head(int at, int value) {
        index.putInt(at, value);
        return this;
    }

    /** Writes the index, less so many octets. */
    Path write(int missing) throws IOException {
        index.putInt(20, count);
        byte[] octets = new byte[HEAD_OCTETS + count * RECORD_OCTETS - missing];
        index.get(0, octets);
        Files.write(folder.resolve("cyrus.index"), octets);
        return folder;
    }
}
