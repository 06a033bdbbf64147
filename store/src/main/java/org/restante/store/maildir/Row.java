package org.restante.store.maildir;

import org.restante.protocol.UniqueId;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One message, encoded as it stands in a record of the manifest: octets, inode, size and mtime (8
 * each, big-endian), flags (1), length of the unique-id (1), length of the name (2), the name, the
 * unique-id. An id that is the start of the name, as nearly all are, is only a length; one that is
 * not has its length negative. 0 is a message that has none yet, and octets of −1 one that was not
 * measured; neither gets into a manifest.
 */
final class Row {
    private static final long NOT_MEASURED = -1;

    private static final int INODE = 8;
    private static final int SIZE = 16;
    private static final int MODIFIED = 24;
    private static final int FLAGS = 32;
    private static final int ID_LENGTH = 33;
    private static final int NAME_LENGTH = 34;
    private static final int NAME = 36;

    private static final int IN_CUR = 1;
    private static final int WIRE_FORM = 2;

    private Row() {}

    /** A message that has no unique-id yet and is not measured. */
    static byte[] of(FoundFile file) {
        byte[] name = file.name().getBytes(StandardCharsets.ISO_8859_1);
        if (name.length > 0xFFFF) {
            throw new IllegalArgumentException(
                    "a file's name has " + name.length + " octets, 65535 are the most");
        }
        int flags =
                switch (file.folder()) {
                    case NEW -> 0;
                    case CUR -> IN_CUR;
                };
        return ByteBuffer.allocate(NAME + name.length)
                .putLong(NOT_MEASURED)
                .putLong(file.inode())
                .putLong(file.size())
                .putLong(file.modified())
                .put((byte) flags)
                .put((byte) 0)
                .putShort((short) name.length)
                .put(name)
                .array();
    }

    static byte[] measured(byte[] row, long octets, boolean wireForm) {
        byte[] changed = row.clone();
        ByteBuffer.wrap(changed).putLong(0, octets);
        changed[FLAGS] = (byte) ((row[FLAGS] & ~WIRE_FORM) | (wireForm ? WIRE_FORM : 0));
        return changed;
    }

    static byte[] withId(byte[] row, UniqueId id) {
        byte[] text = id.value().getBytes(StandardCharsets.US_ASCII);
        int end = NAME + nameLength(row);
        boolean startsName = name(row).startsWith(id.value());
        ByteBuffer changed = ByteBuffer.allocate(startsName ? end : end + text.length);
        changed.put(row, 0, end);
        if (!startsName) {
            changed.put(text);
        }
        return changed.put(ID_LENGTH, (byte) (startsName ? text.length : -text.length)).array();
    }

    static byte[] withoutId(byte[] row) {
        byte[] changed = Arrays.copyOf(row, NAME + nameLength(row));
        changed[ID_LENGTH] = 0;
        return changed;
    }

    static boolean hasId(byte[] row) {
        return row[ID_LENGTH] != 0;
    }

    /** The same message in another file, or in the same after a change; measured still if told. */
    static byte[] moved(byte[] row, FoundFile file, boolean measured) {
        byte[] moved = of(file);
        if (measured) {
            moved = measured(moved, octets(row), isWireForm(row));
        }
        Optional<UniqueId> id = id(row);
        return id.isPresent() ? withId(moved, id.get()) : moved;
    }

    static long octets(byte[] row) {
        return octets(row, 0);
    }

    /** The size of the message whose row is at this place. */
    static long octets(byte[] octets, int row) {
        return ByteBuffer.wrap(octets).getLong(row);
    }

    static boolean isMeasured(byte[] row) {
        return octets(row) >= 0;
    }

    static long inode(byte[] row) {
        return ByteBuffer.wrap(row).getLong(INODE);
    }

    static Folder folder(byte[] row) {
        return (row[FLAGS] & IN_CUR) == 0 ? Folder.NEW : Folder.CUR;
    }

    private static boolean isWireForm(byte[] row) {
        return (row[FLAGS] & WIRE_FORM) != 0;
    }

    private static int nameLength(byte[] row) {
        return nameLength(row, 0);
    }

    private static int nameLength(byte[] octets, int row) {
        return ByteBuffer.wrap(octets).getShort(row + NAME_LENGTH) & 0xFFFF;
    }

    static String name(byte[] row) {
        return new String(row, NAME, nameLength(row), StandardCharsets.ISO_8859_1);
    }

    static FoundFile file(byte[] row) {
        ByteBuffer fields = ByteBuffer.wrap(row);
        return new FoundFile(
                folder(row),
                name(row),
                fields.getLong(INODE),
                fields.getLong(SIZE),
                fields.getLong(MODIFIED));
    }

    static Optional<UniqueId> id(byte[] row) {
        return hasId(row) ? Optional.of(new UniqueId(idText(row))) : Optional.empty();
    }

    /** The unique-id as text, empty if there is none: many are compared, few are looked into. */
    static String idText(byte[] row) {
        int length = row[ID_LENGTH];
        int at = length > 0 ? NAME : NAME + nameLength(row);
        return new String(row, at, Math.abs(length), StandardCharsets.ISO_8859_1);
    }

    /**
     * Copies the unique-id of the row at this place to the start of the target; returns its length.
     */
    static int id(byte[] octets, int row, byte[] target) {
        int length = octets[row + ID_LENGTH];
        int at = row + NAME;
        if (length < 0) {
            length = -length;
            at += nameLength(octets, row);
        }
        System.arraycopy(octets, at, target, 0, length);
        return length;
    }

    /**
     * Requires that at this place is a row that can be listed, and that nothing in its unique-id
     * could end a line.
     *
     * @param end of the record that the row is in
     * @throws IllegalArgumentException if not
     */
    static void requireListable(byte[] octets, int row, int end) {
        int length = Math.abs(octets[row + ID_LENGTH]);
        int at = row + NAME + (octets[row + ID_LENGTH] < 0 ? nameLength(octets, row) : 0);
        boolean right =
                length > 0
                        && length <= UniqueId.OCTETS_MAX
                        && at + length <= end
                        && octets(octets, row) >= 0;
        for (int i = at; right && i < at + length; i++) {
            right = octets[i] >= 0x21 && octets[i] <= 0x7E;
        }
        if (!right) {
            throw new IllegalArgumentException("no message");
        }
    }

    static StoredMessage message(byte[] row) {
        UniqueId id =
                id(row).orElseThrow(() -> new IllegalArgumentException(name(row) + " has no id"));
        return new StoredMessage(file(row), id, octets(row), isWireForm(row));
    }

    /**
     * The row at this place of a record, as it was written.
     *
     * @throws IllegalArgumentException if there is none that can be understood
     */
    static byte[] read(ByteBuffer record, int at) {
        int idLength = record.get(at + ID_LENGTH);
        int length =
                NAME
                        + (record.getShort(at + NAME_LENGTH) & 0xFFFF)
                        + (idLength < 0 ? -idLength : 0);
        if (idLength == 0 || record.getLong(at) < 0 || at + length > record.limit()) {
            throw new IllegalArgumentException("no message");
        }
        byte[] row = new byte[length];
        record.get(at, row);
        return row;
    }
}
