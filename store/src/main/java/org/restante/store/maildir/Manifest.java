package org.restante.store.maildir;

import org.restante.store.Scan;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * What the sessions before found out about a maildrop, so that the next one need not: a cache. One
 * that is missing, damaged or of another version costs time to make anew, never mail nor a
 * unique-id. Only the holder of the maildrop's lock reads and writes it.
 *
 * <p>Two heads, then a record for each message, all of one size: message n is one positional read,
 * and the last record tells the octets of all. Records are only added, behind the last; then the
 * head that is not in force is written. What a head counts is never written again, so whoever dies
 * in between leaves the old state. Everything that is not an addition makes a new file. The format,
 * and what may fail, stand in decision 20.
 */
final class Manifest implements Messages {
    /** Each head in a sector of its own, so that writing one cannot tear the other. */
    private static final int[] HEAD_PLACES = {0, 512};

    private static final int HEADS_OCTETS = 1024;

    /** What is read at first: all there is of most maildrops. */
    private static final int START_OCTETS = 4096;

    /** Before the row in a record: checksum, number of the message, octets up to and with it. */
    private static final int ROW = 4 + 4 + 8;

    private static final int RECORD_OCTETS_STEP = 16;
    private static final int BLOCK_OCTETS = 64 * 1024;

    /** What is read for one message: whoever asks for one mostly asks for those behind it. */
    private static final int NEAR_OCTETS = 2048;

    private final Disk disk;
    private final Path path;
    private final FileChannel file;
    private ManifestHead head;
    private int headPlace;
    private long octets;

    /**
     * The beginning of the file, and what was read of it last. They go with the next collection: a
     * session that waits holds nothing that can be read again.
     */
    private final WeakReference<byte[]> beginning;

    /** How much of the beginning was read. */
    private final int beginningOctets;

    private WeakReference<Ahead> lately = new WeakReference<>(null);

    private record Placed(ManifestHead head, int place) {}

    private Manifest(
            Disk disk,
            Path path,
            FileChannel file,
            byte[] beginning,
            int beginningOctets,
            Placed placed,
            long octets) {
        this.beginning = new WeakReference<>(beginning);
        this.beginningOctets = beginningOctets;
        this.disk = disk;
        this.path = path;
        this.file = file;
        this.head = placed.head();
        this.headPlace = placed.place();
        this.octets = octets;
    }

    /** How the file is opened. */
    @FunctionalInterface
    private interface Opening {
        FileChannel open(Path file) throws IOException;
    }

    /** Opens the manifest if there is one whose head and last record are whole. */
    static Optional<Manifest> open(Disk disk, Path path) throws IOException {
        return open(disk, path, disk::update);
    }

    /**
     * The same for who has no lock and only reads: records that a head counts are never written
     * again, and a new manifest is another file, so what {@link #rows} tells fits together.
     */
    static Optional<Manifest> openToRead(Disk disk, Path path) throws IOException {
        return open(disk, path, disk::read);
    }

    private static Optional<Manifest> open(Disk disk, Path path, Opening opening)
            throws IOException {
        FileChannel file;
        try {
            file = opening.open(path);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        Optional<Manifest> manifest = Optional.empty();
        try {
            manifest = read(disk, path, file);
            return manifest;
        } finally {
            if (manifest.isEmpty()) {
                file.close();
            }
        }
    }

    /**
     * The messages that the file still tells of, whatever has become of it: if no head is whole,
     * the records are found by their checksums.
     */
    static MessageTable salvage(Disk disk, Path path) throws IOException {
        Optional<Manifest> whole = openToRead(disk, path);
        if (whole.isPresent()) {
            try (Manifest manifest = whole.get()) {
                return manifest.rows();
            }
        }
        try (FileChannel file = disk.read(path)) {
            long room = file.size() - HEADS_OCTETS;
            int most = (int) Math.min(room, ManifestHead.RECORD_OCTETS_MAX);
            for (int octets = ManifestHead.RECORD_OCTETS_MIN;
                    octets <= most;
                    octets += RECORD_OCTETS_STEP) {
                int count = (int) Math.min(room / octets, Integer.MAX_VALUE);
                ManifestHead head = ManifestHead.ofRecords(octets, count);
                if (isRecord(read(file, head, 0), 0, head, 0)) {
                    return new Manifest(disk, path, file, new byte[0], 0, new Placed(head, 0), 0)
                            .rows();
                }
            }
        } catch (NoSuchFileException _) {
            // Nothing is known then, as of one that is beyond all reading.
        }
        return new MessageTable();
    }

    private static Optional<Manifest> read(Disk disk, Path path, FileChannel file)
            throws IOException {
        byte[] beginning = new byte[START_OCTETS];
        ByteBuffer start = ByteBuffer.wrap(beginning);
        Disk.read(file, start, 0, HEADS_OCTETS);
        start.flip();
        List<Placed> heads = new ArrayList<>();
        for (int place = 0; place < HEAD_PLACES.length; place++) {
            int placed = place;
            ManifestHead.read(start, HEAD_PLACES[place])
                    .ifPresent(head -> heads.add(new Placed(head, placed)));
        }
        heads.sort(
                Comparator.comparingLong((Placed placed) -> placed.head().sequence()).reversed());
        for (Placed placed : heads) {
            ManifestHead head = placed.head();
            // The other head may have been in force before, and its records be whole.
            OptionalLong total = octets(file, start, head);
            if (total.isPresent()) {
                return Optional.of(
                        new Manifest(
                                disk,
                                path,
                                file,
                                beginning,
                                start.limit(),
                                placed,
                                total.getAsLong()));
            }
        }
        return Optional.empty();
    }

    /**
     * The octets of all messages, by the last record, if that is whole.
     *
     * @param start the first octets of the file, as many as it has of them
     */
    private static OptionalLong octets(FileChannel file, ByteBuffer start, ManifestHead head)
            throws IOException {
        if (head.count() == 0) {
            return OptionalLong.of(0);
        }
        int place = head.count() - 1;
        long at = position(head, place);
        ByteBuffer last =
                at + head.recordOctets() <= start.limit()
                        ? start.slice((int) at, head.recordOctets())
                        : read(file, head, place);
        return isRecord(last, 0, head, place)
                ? OptionalLong.of(last.getLong(2 * Integer.BYTES))
                : OptionalLong.empty();
    }

    /**
     * Makes a new manifest of this table in place of what is there, and opens it.
     *
     * @param hiddenRows see {@link ManifestHead}; the folder's own stamp is left open, as this
     *     changes it
     */
    static Manifest write(Disk disk, Path path, MessageTable table, Stamps stamps, Stamp hiddenRows)
            throws IOException {
        disk.replace(
                path,
                false,
                (fresh, file) -> {
                    long inode =
                            disk.status(fresh)
                                    .orElseThrow(() -> new NoSuchFileException(fresh.toString()))
                                    .inode();
                    ManifestHead head =
                            new ManifestHead(
                                    recordOctets(table, 0),
                                    1,
                                    inode,
                                    table.count(),
                                    false,
                                    Stamp.NONE,
                                    stamps,
                                    hiddenRows);
                    put(file, head, table, 0, 0);
                    Disk.write(file, head.encoded(), HEAD_PLACES[0]);
                });
        return open(disk, path)
                .orElseThrow(() -> new DamagedManifestException(path + " was not written whole"));
    }

    /** The smallest records that hold all rows from this place on. */
    private static int recordOctets(MessageTable table, int from) {
        int longest = ManifestHead.RECORD_OCTETS_MIN - ROW;
        for (int place = from; place < table.count(); place++) {
            longest = Math.max(longest, table.row(place).length);
        }
        return (ROW + longest + RECORD_OCTETS_STEP - 1) / RECORD_OCTETS_STEP * RECORD_OCTETS_STEP;
    }

    ManifestHead head() {
        return head;
    }

    /** Whether this is the file that was written, and no copy of it. */
    boolean isInPlace() throws IOException {
        return disk.statusBehindLinks(path)
                .filter(found -> found.inode() == head.inode())
                .isPresent();
    }

    /**
     * Whether rows can be appended. What a session that died has left behind the last record must
     * not pass for a record when the new one is lost in a power cut.
     */
    boolean takes(MessageTable table, int from) throws IOException {
        return recordOctets(table, from) <= head.recordOctets()
                && file.size() == position(head, head.count());
    }

    /** Adds the table's rows from this place on, which are those behind the last of this. */
    void append(MessageTable table, int from, Stamp folder, Stamps stamps) throws IOException {
        put(file, head, table, from, octets);
        put(head.with(table.count(), false, folder, stamps));
        octets = table.octets();
        lately.clear();
    }

    /** Notes that all is as the head says, in a folder that looks like this. */
    void confirm(Stamp folder) throws IOException {
        put(head.with(head.count(), head.inDoubt(), folder, head.stamps()));
    }

    @Override
    public void doubt() {
        if (head.inDoubt()) {
            return;
        }
        try {
            put(head.with(head.count(), true, head.folder(), head.stamps()));
        } catch (IOException _) {
            // The message is refused all the same; the next session finds out as this one did.
        }
    }

    private void put(ManifestHead now) throws IOException {
        int place = HEAD_PLACES.length - 1 - headPlace;
        Disk.write(file, now.encoded(), HEAD_PLACES[place]);
        head = now;
        headPlace = place;
    }

    private static void put(
            FileChannel file, ManifestHead head, MessageTable table, int from, long octetsBefore)
            throws IOException {
        int size = head.recordOctets();
        ByteBuffer block = ByteBuffer.allocate(Math.max(1, BLOCK_OCTETS / size) * size);
        long octets = octetsBefore;
        long at = position(head, from);
        for (int place = from; place < table.count(); place++) {
            byte[] row = table.row(place);
            octets += Row.octets(row);
            int start = block.position();
            block.putInt(0).putInt(place + 1).putLong(octets).put(row);
            while (block.position() < start + size) {
                block.put((byte) 0);
            }
            block.putInt(start, checksum(block, start, size));
            if (!block.hasRemaining() || place == table.count() - 1) {
                int length = block.position();
                Disk.write(file, block.flip(), at);
                at += length;
                block.clear();
            }
        }
    }

    private static long position(ManifestHead head, int place) {
        return HEADS_OCTETS + (long) place * head.recordOctets();
    }

    private static int checksum(ByteBuffer octets, int start, int size) {
        CRC32C crc = new CRC32C();
        crc.update(octets.slice(start + Integer.BYTES, size - Integer.BYTES));
        return (int) crc.getValue();
    }

    /** The octets of a record; zeros where the file ends too early. */
    private static ByteBuffer read(FileChannel file, ManifestHead head, int place)
            throws IOException {
        ByteBuffer record = ByteBuffer.allocate(head.recordOctets());
        Disk.read(file, record, position(head, place));
        return record.clear();
    }

    private static boolean isRecord(ByteBuffer octets, int start, ManifestHead head, int place) {
        return octets.getInt(start) == checksum(octets, start, head.recordOctets())
                && octets.getInt(start + Integer.BYTES) == place + 1;
    }

    private static DamagedManifestException damaged(Path path, int place) {
        return new DamagedManifestException(
                "record " + (place + 1) + " of " + path + " is damaged");
    }

    @Override
    public int count() {
        return head.count();
    }

    @Override
    public long octets() {
        return octets;
    }

    @Override
    public StoredMessage message(int place) throws IOException {
        Ahead near = lately.get();
        if (near == null) {
            near = blocks(NEAR_OCTETS);
            lately = new WeakReference<>(near);
        }
        return message(near.block(place), near.start(place), place);
    }

    /** Whoever meets a damaged record leaves word for the next login. */
    private StoredMessage message(ByteBuffer octets, int start, int place) throws IOException {
        try {
            if (isRecord(octets, start, head, place)) {
                return Row.message(Row.read(octets, start + ROW));
            }
        } catch (IllegalArgumentException _) {
            // Whole, but not what this version writes.
        }
        doubt();
        throw damaged(path, place);
    }

    @Override
    public Scan scan() {
        return new Records();
    }

    /** Shows the records where they lie in the block. */
    private final class Records implements Scan {
        private final Ahead ahead = blocks(BLOCK_OCTETS);
        private int place = -1;
        private final byte[] block = ahead.octets();
        private int row;

        @Override
        public boolean next() throws IOException {
            place++;
            if (place >= head.count()) {
                return false;
            }
            ByteBuffer octets = ahead.block(place);
            int start = ahead.start(place);
            row = start + ROW;
            try {
                if (isRecord(octets, start, head, place)) {
                    Row.requireListable(block, row, start + head.recordOctets());
                    return true;
                }
            } catch (IllegalArgumentException _) {
                // Whole, but not what this version writes.
            }
            doubt();
            throw damaged(path, place);
        }

        @Override
        public long octets() {
            return Row.octets(block, row);
        }

        @Override
        public int id(byte[] target) {
            return Row.id(block, row, target);
        }
    }

    @Override
    public Reader ahead() {
        Ahead ahead = blocks(BLOCK_OCTETS);
        return place -> message(ahead.block(place), ahead.start(place), place);
    }

    /** The rows of all records that are whole: fewer than counted if some are not. */
    MessageTable rows() throws IOException {
        MessageTable rows = new MessageTable();
        Ahead ahead = blocks(BLOCK_OCTETS);
        for (int place = 0; place < head.count(); place++) {
            ByteBuffer block = ahead.block(place);
            int start = ahead.start(place);
            try {
                if (isRecord(block, start, head, place)) {
                    rows.add(Row.read(block, start + ROW));
                }
            } catch (IllegalArgumentException _) {
                // Not what this version writes: it is left out, and missed in the count.
            }
        }
        return rows;
    }

    /** Blocks of so many octets at most, if that is enough for one record. */
    private Ahead blocks(int most) {
        byte[] read = beginning.get();
        // Records that are counted are never written again: as they were read they are.
        if (read != null && position(head, head.count()) <= beginningOctets) {
            return new Ahead(read, HEADS_OCTETS, head.count(), 0);
        }
        int records = Math.min(Math.max(1, most / head.recordOctets()), head.count());
        return new Ahead(new byte[Math.max(1, records) * head.recordOctets()], 0, records, -1);
    }

    /** A block of records, the next of which is read when the last one is behind. */
    private final class Ahead {
        private final byte[] octets;
        private final ByteBuffer block;

        /** Before the first record in the block. */
        private final int offset;

        private final int records;
        private int first;

        /**
         * A block.
         *
         * @param first the record in it that comes first; negative if nothing was read yet
         */
        Ahead(byte[] octets, int offset, int records, int first) {
            this.octets = octets;
            this.block = ByteBuffer.wrap(octets);
            this.offset = offset;
            this.records = records;
            this.first = first;
        }

        /** A block with this record in it; zeros where the file ends too early. */
        ByteBuffer block(int place) throws IOException {
            Objects.checkIndex(place, head.count());
            if (first < 0 || place < first || place >= first + records) {
                first = -1;
                Disk.read(file, block.clear(), position(head, place));
                Arrays.fill(octets, block.position(), octets.length, (byte) 0);
                first = place;
            }
            return block.clear();
        }

        /** Where all blocks are read to. */
        byte[] octets() {
            return octets;
        }

        int start(int place) {
            return offset + (place - first) * head.recordOctets();
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException _) {
            // It is a cache, and what was written to it was not to be on disk anyway.
        }
    }
}
