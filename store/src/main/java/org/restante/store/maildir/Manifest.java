package org.restante.store.maildir;

import org.restante.protocol.UniqueId;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * What the last session found out about a maildrop, so that the next one need not: a cache. One
 * that is missing, damaged or of another version is the same as none; it costs time to make anew,
 * never mail nor a unique-id.
 *
 * <p>The file is binary, big-endian: a header (magic number with the version, the three {@link
 * Stamps}, settled or not, the number of messages), then for each message its flags, folder, name,
 * inode, size, mtime, octets and id, then the CRC-32C of all that. An id that is the start of the
 * name, as nearly all are, is stored as its length. A message takes about 120 octets; a maildrop of
 * 100,000 is read in one go and parsed in well under a second, its folders not touched.
 *
 * @param settled whether the stamps were old enough when taken to tell each later change
 * @param messages in the maildrop's order
 */
record Manifest(Stamps stamps, boolean settled, List<StoredMessage> messages) {
    /** "RsM" and the version of the format. */
    private static final int MAGIC = 0x52734D01;

    /** A larger file is no manifest of ours: three million messages with the longest names. */
    private static final long FILE_OCTETS_MAX = 1L << 30;

    private static final int IN_CUR = 1;
    private static final int WIRE_FORM = 2;

    /** The manifest in this file, if it holds one that is whole. */
    static Optional<Manifest> read(Path file) throws IOException {
        ByteBuffer octets;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < Integer.BYTES || size > FILE_OCTETS_MAX) {
                return Optional.empty();
            }
            octets = ByteBuffer.allocate((int) size);
            while (octets.hasRemaining() && channel.read(octets) >= 0) {
                // Reads on to the end.
            }
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        int end = octets.capacity() - Integer.BYTES;
        int checksum = octets.getInt(end);
        octets.rewind().limit(end);
        if (checksum != checksum(octets)) {
            return Optional.empty();
        }
        try {
            return parse(octets);
        } catch (BufferUnderflowException | IllegalArgumentException _) {
            // Whole, but not what this version writes.
            return Optional.empty();
        }
    }

    private static Optional<Manifest> parse(ByteBuffer in) {
        if (in.getInt() != MAGIC) {
            return Optional.empty();
        }
        Stamps stamps = new Stamps(stamp(in), stamp(in), stamp(in));
        boolean settled = in.get() == 1;
        int count = in.getInt();
        List<StoredMessage> messages = new ArrayList<>();
        Set<UniqueId> ids = new HashSet<>();
        for (int i = 0; i < count; i++) {
            StoredMessage message = message(in);
            if (message.file().name().indexOf('/') >= 0 || !ids.add(message.id())) {
                return Optional.empty();
            }
            messages.add(message);
        }
        return in.hasRemaining()
                ? Optional.empty()
                : Optional.of(new Manifest(stamps, settled, List.copyOf(messages)));
    }

    private static Stamp stamp(ByteBuffer in) {
        return new Stamp(in.getLong(), in.getLong(), in.getLong());
    }

    private static StoredMessage message(ByteBuffer in) {
        int flags = in.get();
        String name = text(in, in.getShort() & 0xFFFF);
        FoundFile file =
                new FoundFile(
                        (flags & IN_CUR) == 0 ? Folder.NEW : Folder.CUR,
                        name,
                        in.getLong(),
                        in.getLong(),
                        in.getLong());
        long octets = in.getLong();
        int idLength = in.get();
        String id =
                idLength < 0
                        ? text(in, -idLength)
                        : name.substring(0, Math.min(idLength, name.length()));
        return new StoredMessage(file, new UniqueId(id), octets, (flags & WIRE_FORM) != 0);
    }

    private static String text(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] octets = new byte[length];
        in.get(octets);
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** Replaces the file at one stroke; not forced to disk, as it is a cache. */
    void write(Path file) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(128 * messages.size() + 128);
        try (DataOutputStream out = new DataOutputStream(octets)) {
            out.writeInt(MAGIC);
            write(out, stamps.newMail());
            write(out, stamps.cur());
            write(out, stamps.assignedIds());
            out.writeByte(settled ? 1 : 0);
            out.writeInt(messages.size());
            for (StoredMessage message : messages) {
                write(out, message);
            }
            out.writeInt(checksum(ByteBuffer.wrap(octets.toByteArray())));
        }
        Disk.replace(file, ByteBuffer.wrap(octets.toByteArray()), false);
    }

    private static void write(DataOutputStream out, Stamp stamp) throws IOException {
        out.writeLong(stamp.inode());
        out.writeLong(stamp.modified());
        out.writeLong(stamp.changed());
    }

    private static void write(DataOutputStream out, StoredMessage message) throws IOException {
        FoundFile file = message.file();
        int folder =
                switch (file.folder()) {
                    case NEW -> 0;
                    case CUR -> IN_CUR;
                };
        out.writeByte(folder | (message.wireForm() ? WIRE_FORM : 0));
        out.writeShort(file.name().length());
        out.write(file.name().getBytes(StandardCharsets.ISO_8859_1));
        out.writeLong(file.inode());
        out.writeLong(file.size());
        out.writeLong(file.modified());
        out.writeLong(message.octets());
        String id = message.id().value();
        if (file.name().startsWith(id)) {
            out.writeByte(id.length());
        } else {
            out.writeByte(-id.length());
            out.write(id.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static int checksum(ByteBuffer octets) {
        CRC32C crc = new CRC32C();
        crc.update(octets.duplicate());
        return (int) crc.getValue();
    }
}
