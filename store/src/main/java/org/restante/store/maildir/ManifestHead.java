package org.restante.store.maildir;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a manifest says of itself, see decision 20.
 *
 * @param recordOctets of each record of the file
 * @param sequence higher than that of the head before
 * @param inode of the file itself: a copy is not believed
 * @param inDoubt whether a file was found that is not as listed: then all have to be looked at
 * @param folder the Maildir's own folder as it was before all else was looked at; without times
 *     where those would prove nothing
 * @param stamps what is in it as it was; {@code new/} and {@code cur/} in the same way
 * @param hiddenRows the file with the rows of hidden messages as it was; {@link Stamp#NONE} if
 *     nothing is hidden
 */
record ManifestHead(
        int recordOctets,
        long sequence,
        long inode,
        int count,
        boolean inDoubt,
        Stamp folder,
        Stamps stamps,
        Stamp hiddenRows) {
    /** What a head takes at most. */
    static final int OCTETS_MAX = 192;

    /** "RsM" and the version of the format. */
    private static final int MAGIC = 0x52734D04;

    static final int RECORD_OCTETS_MIN = 64;

    /** Room for a name and an id of any length that can be. */
    static final int RECORD_OCTETS_MAX = 1 << 17;

    /** One in place of those that are lost, to read records by. */
    static ManifestHead ofRecords(int recordOctets, int count) {
        Stamps none = new Stamps(Stamp.NONE, Stamp.NONE, Stamp.NONE, Stamp.NONE);
        return new ManifestHead(recordOctets, 0, 0, count, true, Stamp.NONE, none, Stamp.NONE);
    }

    ManifestHead with(int count, boolean inDoubt, Stamp folder, Stamps stamps) {
        return new ManifestHead(
                recordOctets, sequence + 1, inode, count, inDoubt, folder, stamps, hiddenRows);
    }

    ByteBuffer encoded() {
        ByteBuffer out =
                ByteBuffer.allocate(OCTETS_MAX)
                        .putInt(MAGIC)
                        .putInt(recordOctets)
                        .putLong(sequence)
                        .putLong(inode)
                        .putInt(count)
                        .putInt(inDoubt ? 1 : 0);
        put(out, folder);
        put(out, stamps.newMail());
        put(out, stamps.cur());
        put(out, stamps.assignedIds());
        put(out, stamps.hidden());
        put(out, hiddenRows);
        return out.putInt(checksum(out, out.position())).clear();
    }

    /** The head at this place, if there is one that is whole. */
    static Optional<ManifestHead> read(ByteBuffer octets, int at) {
        if (octets.limit() < at + OCTETS_MAX) {
            return Optional.empty();
        }
        ByteBuffer in = octets.slice(at, OCTETS_MAX);
        if (in.getInt() != MAGIC) {
            return Optional.empty();
        }
        ManifestHead head =
                new ManifestHead(
                        in.getInt(),
                        in.getLong(),
                        in.getLong(),
                        in.getInt(),
                        in.getInt() != 0,
                        stamp(in),
                        new Stamps(stamp(in), stamp(in), stamp(in), stamp(in)),
                        stamp(in));
        int end = in.position();
        return in.getInt() == checksum(in, end)
                        && head.recordOctets >= RECORD_OCTETS_MIN
                        && head.recordOctets <= RECORD_OCTETS_MAX
                        && head.count >= 0
                ? Optional.of(head)
                : Optional.empty();
    }

    private static int checksum(ByteBuffer octets, int end) {
        CRC32C crc = new CRC32C();
        crc.update(octets.slice(0, end));
        return (int) crc.getValue();
    }

    private static void put(ByteBuffer out, Stamp stamp) {
        out.putLong(stamp.inode()).putLong(stamp.modified()).putLong(stamp.changed());
    }

    private static Stamp stamp(ByteBuffer in) {
        Stamp stamp = new Stamp(in.getLong(), in.getLong(), in.getLong());
        // Half of them mostly, and a session keeps them.
        return stamp.equals(Stamp.NONE) ? Stamp.NONE : stamp;
    }
}
