package org.restante.collect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Which part of a destination has which message, where a message goes to several and did not get to
 * all of them yet: a file beside the journal, and written with the same care. Each line has a
 * checksum and says all about one message, so that a later one replaces an earlier one and one that
 * is damaged takes nothing else with it. What is put is on disk when {@link #put} returns.
 *
 * <p>The journal's lock is this one's. Confined to one thread.
 */
public final class Shares implements AutoCloseable {
    /**
     * A message that was refused is tried every five days for as long as the server has it, and
     * each time its line is written anew: an older one is of a message that is gone.
     */
    private static final Duration MEMORY = Duration.ofDays(400);

    /** A file of fewer lines is not worth writing anew. */
    private static final int LINES_SPARED = 1000;

    private static final int CHECKSUM_DIGITS = 8;

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /**
     * How far a message came.
     *
     * @param has the parts that have it, durably
     * @param intended those that it was on its way to; they may or may not have it
     */
    public record Share(Set<String> has, Set<String> intended) {
        /** Of a message that nobody has. */
        public static final Share NONE = new Share(Set.of(), Set.of());

        public Share {
            has = new LinkedHashSet<>(has);
            intended = new LinkedHashSet<>(intended);
        }
    }

    private record Line(long time, Share share) {}

    private final Path file;
    private final InstantSource clock;
    private final Map<String, Line> known = new LinkedHashMap<>();
    private long lines;
    private Optional<FileChannel> channel = Optional.empty();

    private Shares(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Reads what is there; the file is made when there is something to write.
     *
     * @throws IOException if it cannot be read
     */
    public static Shares open(Path file, InstantSource clock) throws IOException {
        Shares shares = new Shares(file, clock);
        if (Files.exists(file)) {
            // A damaged octet is that of its line, which the checksum tells.
            try (Stream<String> all = Files.lines(file, StandardCharsets.ISO_8859_1)) {
                all.forEach(shares::read);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            long oldest = clock.instant().minus(MEMORY).getEpochSecond();
            shares.known.values().removeIf(it -> it.time() < oldest);
        }
        return shares;
    }

    private void read(String line) {
        lines++;
        String text = line.substring(Math.min(line.length(), CHECKSUM_DIGITS + 1));
        if (text.isEmpty() || !line.startsWith(checksum(text) + " ")) {
            return;
        }
        String[] words = text.split(" ", -1);
        Set<String> has = new LinkedHashSet<>();
        Set<String> intended = new LinkedHashSet<>();
        for (int i = 2; i < words.length; i++) {
            (words[i].startsWith("+") ? has : intended)
                    .add(JournalLine.unescape(words[i].substring(1)));
        }
        // A message of which no part is named was forgotten.
        if (words.length == 2) {
            known.remove(words[0]);
        } else {
            known.put(words[0], new Line(Long.parseLong(words[1]), new Share(has, intended)));
        }
    }

    /** How far a message came. */
    public Share find(String id) {
        Line line = known.get(id);
        return line == null ? Share.NONE : line.share();
    }

    /** Remembers these, durably; a share of no part is forgotten. */
    public void put(Map<String, Share> shares) throws IOException {
        if (shares.isEmpty()) {
            return;
        }
        long now = clock.instant().getEpochSecond();
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        shares.forEach((id, share) -> {
            block.writeBytes(format(id, now, share));
            if (share.equals(Share.NONE)) {
                known.remove(id);
            } else {
                known.put(id, new Line(now, share));
            }
        });
        FileChannel to = channel();
        Disk.write(to, block.toByteArray());
        to.force(true);
        lines += shares.size();
    }

    /** Forgets messages; the disk learns of it some time. */
    public void forget(Predicate<String> ids) throws IOException {
        known.keySet().removeIf(ids);
        if (lines > LINES_SPARED + 2L * known.size()) {
            rewrite();
        }
    }

    /** Opens it behind the last whole line. */
    private FileChannel channel() throws IOException {
        if (channel.isEmpty()) {
            if (!Files.exists(file)) {
                rewrite();
            }
            FileChannel opened =
                    FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            channel = Optional.of(opened);
            opened.position(opened.size());
            // A line that a crash cut off must not take the next one with it.
            if (opened.size() > 0) {
                Disk.write(opened, new byte[] {'\n'});
            }
        }
        return channel.orElseThrow();
    }

    private void rewrite() throws IOException {
        close();
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel to =
                FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        OWNER_ONLY)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            known.forEach((id, line) -> all.writeBytes(format(id, line.time(), line.share())));
            Disk.write(to, all.toByteArray());
            to.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        Disk.force(file.resolveSibling("."));
        lines = known.size();
    }

    private static byte[] format(String id, long time, Share share) {
        StringBuilder text = new StringBuilder(id).append(' ').append(time);
        share.has().forEach(it -> text.append(" +").append(JournalLine.escape(it)));
        share.intended().forEach(it -> text.append(" ?").append(JournalLine.escape(it)));
        return (checksum(text.toString()) + " " + text + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    @Override
    public void close() throws IOException {
        if (channel.isPresent()) {
            channel.get().close();
            channel = Optional.empty();
        }
    }
}
