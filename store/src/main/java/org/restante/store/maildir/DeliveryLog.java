package org.restante.store.maildir;

import org.restante.store.DeliveryId;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Which deliveries with an id were made to a maildrop, or are about to be: decision 22. Open while
 * its lock is held; confined to that thread.
 *
 * <p>The file is text in records of one size, so that none lies across two sectors of a disk and
 * one that was not written whole disturbs no other. The first has the version and a random number,
 * by which a file that took the place of another is known; each of the others has the SHA-256 of a
 * delivery's id, the second since 1970, and the name of the file; all end with their CRC-32C. One
 * that is not whole, or zeros, counts for nothing: its delivery went no further.
 */
final class DeliveryLog implements AutoCloseable {
    static final int RECORD_OCTETS = 256;

    /** So long at least a delivery is remembered. */
    static final Duration KEPT = Duration.ofDays(400);

    /** Of more than these only the later half is kept, whatever their age. */
    static final int RECORDS_MAX = 1 << 20;

    /** Fewer are not worth dropping. */
    private static final int COMPACTED_FROM = 512;

    private static final int CRC_OCTETS = 8;
    private static final int TEXT_OCTETS = RECORD_OCTETS - CRC_OCTETS - 1;
    private static final int BLOCK_RECORDS = 256;

    private static final Pattern HEAD = Pattern.compile("restante-deliveries 1 ([0-9a-f]{16}) *");
    private static final Pattern RECORD =
            Pattern.compile("([A-Za-z0-9_-]{43}) (\\d{1,11}) ([!-~]+) *");

    private final MaildirFolder maildir;
    private final RandomGenerator random;
    private final DeliveryLock lock;
    private final Remembered remembered;
    private FileChannel file;
    private Known known;

    /** What of a file was read already; of this process alone. */
    static final class Known {
        final String generation;
        final HashIndex byHash = new HashIndex(16);

        /** Changed under the log's lock; whoever else reads it may be late. */
        volatile int records;

        Known(String generation) {
            this.generation = generation;
        }
    }

    /** Keeps what was read for the next time. */
    interface Remembered {
        Optional<Known> known(Path file);

        void keep(Path file, Known known);
    }

    /** One delivery: the name of its file, and where the record is. */
    record Entry(String hash, long seconds, String name, int place) {}

    private DeliveryLog(
            MaildirFolder maildir,
            RandomGenerator random,
            DeliveryLock lock,
            Remembered remembered,
            FileChannel file,
            Known known) {
        this.maildir = maildir;
        this.random = random;
        this.lock = lock;
        this.remembered = remembered;
        this.file = file;
        this.known = known;
    }

    /**
     * Opens it, made if need be; closing gives the lock up, as failing does.
     *
     * @throws IOException also if it is not what this version writes: then nobody can tell what was
     *     delivered
     */
    static DeliveryLog open(
            MaildirFolder maildir, RandomGenerator random, DeliveryLock lock, Remembered remembered)
            throws IOException {
        boolean opened = false;
        Optional<FileChannel> file = Optional.empty();
        try {
            if (maildir.disk().status(maildir.deliveries()).isEmpty()) {
                ByteBuffer head = head(random);
                maildir.disk()
                        .replace(
                                maildir.deliveries(),
                                true,
                                (_, channel) -> Disk.write(channel, head));
            }
            FileChannel channel = maildir.disk().update(maildir.deliveries());
            file = Optional.of(channel);
            String generation = generation(maildir, channel);
            Optional<Known> before =
                    remembered
                            .known(maildir.deliveries())
                            .filter(known -> known.generation.equals(generation));
            if (before.isEmpty()) {
                // Whoever made this file may have died before its name was on disk.
                maildir.disk().sync(maildir.path());
            }
            DeliveryLog log =
                    new DeliveryLog(
                            maildir,
                            random,
                            lock,
                            remembered,
                            channel,
                            before.orElseGet(() -> new Known(generation)));
            log.readOn();
            opened = true;
            return log;
        } finally {
            if (!opened) {
                if (file.isPresent()) {
                    file.get().close();
                }
                lock.close();
            }
        }
    }

    private static String generation(MaildirFolder maildir, FileChannel file) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(RECORD_OCTETS);
        Disk.read(file, record, 0);
        return text(record.array())
                .map(HEAD::matcher)
                .filter(Matcher::matches)
                .map(head -> head.group(1))
                .orElseThrow(() ->
                        new IOException(
                                maildir.deliveries()
                                        + " is no log of deliveries: what was delivered cannot be"
                                        + " told; moved elsewhere a new one is made, and what is"
                                        + " delivered again comes twice"));
    }

    private void readOn() throws IOException {
        int count = records(file);
        // A file of this generation only ever grows.
        for (int first = known.records; first < count; first += BLOCK_RECORDS) {
            List<Entry> block = entries(file, first, Math.min(BLOCK_RECORDS, count - first));
            block.forEach(entry -> known.byHash.add(entry.hash().hashCode(), entry.place()));
        }
        known.records = count;
        remembered.keep(maildir.deliveries(), known);
    }

    /**
     * How many records there are behind the head; what is behind the last whole one is overwritten.
     */
    private static int records(FileChannel file) throws IOException {
        return (int) Math.max(0, Math.min(file.size() / RECORD_OCTETS - 1, 2L * RECORDS_MAX));
    }

    /** Those of these records that are whole. */
    private static List<Entry> entries(FileChannel file, int first, int count) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(count * RECORD_OCTETS);
        Disk.read(file, block, position(first));
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] record = new byte[RECORD_OCTETS];
            block.get(i * RECORD_OCTETS, record);
            entry(record, first + i).ifPresent(entries::add);
        }
        return entries;
    }

    private static Optional<Entry> entry(byte[] record, int place) {
        return text(record)
                .map(RECORD::matcher)
                .filter(Matcher::matches)
                .map(parts ->
                        new Entry(
                                parts.group(1),
                                Long.parseLong(parts.group(2)),
                                parts.group(3),
                                place));
    }

    private static long position(int place) {
        return (long) RECORD_OCTETS * (place + 1);
    }

    /** The text of a record that is whole. */
    private static Optional<String> text(byte[] record) {
        String text = new String(record, StandardCharsets.ISO_8859_1);
        return text.substring(TEXT_OCTETS).equals(checksum(record) + "\n")
                ? Optional.of(text.substring(0, TEXT_OCTETS))
                : Optional.empty();
    }

    private static String checksum(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(record, 0, TEXT_OCTETS);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static ByteBuffer record(String text) {
        if (text.length() > TEXT_OCTETS) {
            throw new IllegalArgumentException("does not fit a record: " + text);
        }
        byte[] record =
                (text + " ".repeat(RECORD_OCTETS - text.length()))
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] end = (checksum(record) + "\n").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(end, 0, record, TEXT_OCTETS, end.length);
        return ByteBuffer.wrap(record);
    }

    private static ByteBuffer head(RandomGenerator random) {
        return record("restante-deliveries 1 " + HexFormat.of().toHexDigits(random.nextLong()));
    }

    private static ByteBuffer record(Entry entry) {
        return record(entry.hash() + " " + entry.seconds() + " " + entry.name());
    }

    private static String hash(DeliveryId id) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(FileName.sha256(id.value().getBytes(StandardCharsets.UTF_8)));
    }

    /** The delivery with this id, done or about to be. */
    Optional<Entry> find(DeliveryId id) throws IOException {
        String hash = hash(id);
        List<Integer> places = new ArrayList<>(1);
        known.byHash.each(hash.hashCode(), places::add);
        for (int place : places) {
            Optional<Entry> entry =
                    entries(file, place, 1).stream()
                            .filter(found -> found.hash().equals(hash))
                            .findFirst();
            if (entry.isPresent()) {
                return entry;
            }
        }
        return Optional.empty();
    }

    /** All that name one of these files. */
    List<Entry> findNamed(Set<String> tmpNames) throws IOException {
        List<Entry> named = new ArrayList<>();
        for (int first = 0; first < known.records; first += BLOCK_RECORDS) {
            for (Entry entry :
                    entries(file, first, Math.min(BLOCK_RECORDS, known.records - first))) {
                if (DeliveredName.waiting(entry.name()).filter(tmpNames::contains).isPresent()) {
                    named.add(entry);
                }
            }
        }
        return named;
    }

    /** Adds a delivery; when this returns, that is on disk. When it throws, it may be or not. */
    Entry append(DeliveryId id, Instant now, String name) throws IOException {
        compact(now);
        Entry entry = new Entry(hash(id), now.getEpochSecond(), name, records(file));
        assure(entry);
        known.byHash.add(entry.hash().hashCode(), entry.place());
        known.records = entry.place() + 1;
        return entry;
    }

    /** Has an entry count for nothing; when this returns, that is on disk. */
    void withdraw(Entry entry) throws IOException {
        Disk.write(file, ByteBuffer.allocate(RECORD_OCTETS), position(entry.place()));
        file.force(true);
    }

    /**
     * Makes an entry durable that may not be. It is written once more, because a system that failed
     * to write it may have forgotten that it still has to.
     */
    void assure(Entry entry) throws IOException {
        Disk.write(file, record(entry), position(entry.place()));
        file.force(true);
    }

    /** Drops what is old, if that is about half of it. */
    private void compact(Instant now) throws IOException {
        int count = known.records;
        if (count < COMPACTED_FROM) {
            return;
        }
        long oldest = now.minus(KEPT).getEpochSecond();
        boolean full = count >= RECORDS_MAX;
        boolean old =
                entries(file, count / 2, 1).stream().anyMatch(entry -> entry.seconds() < oldest);
        if (!full && !old) {
            return;
        }
        int from = full ? count / 2 : 0;
        FileChannel before = file;
        ByteBuffer head = head(random);
        maildir.disk()
                .replace(
                        maildir.deliveries(),
                        true,
                        (_, fresh) -> {
                            Disk.write(fresh, head);
                            for (int first = from; first < count; first += BLOCK_RECORDS) {
                                ByteBuffer kept =
                                        ByteBuffer.allocate(BLOCK_RECORDS * RECORD_OCTETS);
                                for (Entry entry :
                                        entries(
                                                before,
                                                first,
                                                Math.min(BLOCK_RECORDS, count - first))) {
                                    if (full || entry.seconds() >= oldest) {
                                        kept.put(record(entry));
                                    }
                                }
                                Disk.write(fresh, kept.flip());
                            }
                        });
        file = maildir.disk().update(maildir.deliveries());
        before.close();
        known = new Known(generation(maildir, file));
        readOn();
    }

    /** What whoever has no lock can tell of it. */
    record Look(boolean understood, int entries, int damaged, Set<String> waiting) {}

    /** Looks at it without the lock; empty if there is none. */
    static Optional<Look> look(MaildirFolder maildir) throws IOException {
        try (FileChannel file = maildir.disk().read(maildir.deliveries())) {
            ByteBuffer head = ByteBuffer.allocate(RECORD_OCTETS);
            Disk.read(file, head, 0);
            if (!text(head.array()).filter(text -> HEAD.matcher(text).matches()).isPresent()) {
                return Optional.of(new Look(false, 0, 0, Set.of()));
            }
            int count = records(file);
            int whole = 0;
            Set<String> waiting = new HashSet<>();
            for (int first = 0; first < count; first += BLOCK_RECORDS) {
                for (Entry entry : entries(file, first, Math.min(BLOCK_RECORDS, count - first))) {
                    whole++;
                    Optional<String> tmp = DeliveredName.waiting(entry.name());
                    if (tmp.isPresent()
                            && maildir.disk()
                                    .status(maildir.tmp().resolve(tmp.get()))
                                    .isPresent()) {
                        waiting.add(tmp.get());
                    }
                }
            }
            return Optional.of(new Look(true, whole, count - whole, waiting));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            lock.close();
        }
    }
}
