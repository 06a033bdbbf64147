package org.restante.collect.imap;

import org.restante.protocol.wire.BlockInputStream;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The messages on their way, one behind the other in a file: they are sent from there, and what the
 * server has after a crash is compared with it. Confined to one thread.
 */
final class Group {
    /** So much of a message's id tells it in a group. */
    private static final int ID_DIGITS = 16;

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Where a message lies in the file. */
    record Part(long offset, long octets) {}

    private final Path file;
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private long end;

    Group(Path file) {
        this.file = file;
    }

    /** One that an earlier run left; messages that the file does not hold whole are not in it. */
    static Group read(Path file, String index) throws IOException {
        Group group = new Group(file);
        long octets = Files.exists(file) ? Files.size(file) : 0;
        for (String word : index.split(" ", -1)) {
            int colon = word.indexOf(':');
            if (colon > 0) {
                long length = Long.parseLong(word.substring(colon + 1));
                if (group.end + length <= octets) {
                    group.parts.put(word.substring(0, colon), new Part(group.end, length));
                }
                group.end += length;
            }
        }
        return group;
    }

    private static String key(String id) {
        return id.substring(0, Math.min(id.length(), ID_DIGITS));
    }

    /** What {@link #read} wants to know. */
    String index() {
        StringBuilder index = new StringBuilder();
        parts.forEach((id, part) -> index.append(' ').append(id).append(':').append(part.octets()));
        return index.toString().strip();
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    boolean contains(String id) {
        return parts.containsKey(key(id));
    }

    long octets(String id) {
        return part(id).octets();
    }

    private Part part(String id) {
        Part part = parts.get(key(id));
        if (part == null) {
            throw new IllegalStateException("no message " + id + " in the group");
        }
        return part;
    }

    /** Appends a message; one that fails leaves nothing. */
    void add(String id, InputStream message) throws IOException {
        if (end == 0) {
            Files.deleteIfExists(file);
        }
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        OWNER_ONLY)) {
            channel.truncate(end);
            channel.position(end);
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
            message.transferTo(out);
            out.flush();
            parts.put(key(id), new Part(end, channel.position() - end));
            end = channel.position();
        }
    }

    /** Returns when all is on disk. */
    void force() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** A message; the caller closes it. */
    InputStream open(String id) throws IOException {
        Part part = part(id);
        RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r");
        opened.seek(part.offset());
        return new BlockInputStream() {
            private long left = part.octets();

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (left == 0) {
                    return -1;
                }
                int count = opened.read(target, offset, (int) Math.min(length, left));
                left -= Math.max(0, count);
                return count;
            }

            @Override
            public void close() throws IOException {
                opened.close();
            }
        };
    }

    /** Begins the next one. */
    void clear() throws IOException {
        parts.clear();
        end = 0;
        Files.deleteIfExists(file);
    }
}
