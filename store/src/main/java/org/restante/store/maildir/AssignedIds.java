package org.restante.store.maildir;

import org.restante.protocol.UniqueId;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The unique-ids that do not follow from a file's name, by the file. They exist nowhere else, so
 * the file is on disk before one of them is shown, and one that cannot be understood is an error,
 * not an empty one.
 *
 * <p>The file is text: a first line with the version, then {@code inode id base-name} for each,
 * what is unusual in the name as %XX. A line is never dropped: a message may come back from {@code
 * restante-removed/}, and an id that was shown must not be given to another. An id that an adoption
 * took away from a file stands with the inode 0.
 */
final class AssignedIds {
    private static final String FIRST_LINE = "restante-unique-ids 1";

    private final Map<FoundFile.Key, UniqueId> ids;

    private AssignedIds(Map<FoundFile.Key, UniqueId> ids) {
        this.ids = ids;
    }

    /** A line that is not as this version writes it; the first is 1, and 0 is the whole file. */
    record BadLine(int number, String text) {
        /** So much of it is shown. */
        private static final int SHOWN_MAX = 100;

        @Override
        public String toString() {
            if (number == 0) {
                return "it is empty, its first line must be " + FIRST_LINE;
            }
            String shown = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
            return "line " + number + " is not an assigned unique-id: \"" + shown + "\"";
        }
    }

    /** What can be understood of the file, and what cannot. */
    record Salvaged(AssignedIds ids, List<BadLine> bad) {}

    static AssignedIds none() {
        return new AssignedIds(new LinkedHashMap<>());
    }

    static AssignedIds read(Disk disk, Path file) throws IOException {
        Salvaged read = salvage(disk, file);
        if (!read.bad().isEmpty()) {
            throw new IOException(
                    file
                            + ": "
                            + read.bad().getFirst()
                            + "; \"restante maildrop rebuild\" keeps it aside and what is right in it");
        }
        return read.ids();
    }

    static Salvaged salvage(Disk disk, Path file) throws IOException {
        Map<FoundFile.Key, UniqueId> ids = new LinkedHashMap<>();
        List<BadLine> bad = new ArrayList<>();
        List<String> lines;
        try (FileChannel channel = disk.read(file);
                BufferedReader text =
                        new BufferedReader(
                                Channels.newReader(channel, StandardCharsets.ISO_8859_1))) {
            lines = text.readAllLines();
        } catch (NoSuchFileException _) {
            return new Salvaged(new AssignedIds(ids), bad);
        }
        if (lines.isEmpty()) {
            bad.add(new BadLine(0, ""));
        } else if (!lines.getFirst().equals(FIRST_LINE)) {
            bad.add(new BadLine(1, lines.getFirst()));
        }
        Set<UniqueId> seen = new HashSet<>();
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            try {
                String[] parts = line.split(" ", -1);
                require(parts.length == 3);
                FoundFile.Key key =
                        new FoundFile.Key(
                                FileName.percentDecoded(parts[2]), Long.parseLong(parts[0]));
                UniqueId id = new UniqueId(parts[1]);
                require(!ids.containsKey(key) && seen.add(id));
                ids.put(key, id);
            } catch (IllegalArgumentException _) {
                bad.add(new BadLine(i + 1, line));
            }
        }
        return new Salvaged(new AssignedIds(ids), bad);
    }

    private static void require(boolean right) {
        if (!right) {
            throw new IllegalArgumentException("not as this version writes it");
        }
    }

    boolean isEmpty() {
        return ids.isEmpty();
    }

    Optional<UniqueId> find(FoundFile.Key key) {
        return Optional.ofNullable(ids.get(key));
    }

    /**
     * Follows files that were copied or restored, so that they have other inodes: what was assigned
     * to the only file of a name passes to the only file that has that name now.
     *
     * @return how many were found again
     */
    int follow(MaildirFolder maildir, FolderIndex files) throws IOException {
        Map<String, List<FoundFile.Key>> byBase =
                ids.keySet().stream().collect(Collectors.groupingBy(FoundFile.Key::base));
        int followed = 0;
        for (List<FoundFile.Key> keys : byBase.values()) {
            List<FolderScan.Entry> named = files.named(keys.getFirst().base());
            if (keys.size() > 1 || named.size() != 1) {
                continue;
            }
            FolderScan.Entry only = named.getFirst();
            Optional<FoundFile.Key> now =
                    FoundFile.look(maildir, only.folder(), only.name()).map(FoundFile::key);
            UniqueId id = ids.get(keys.getFirst());
            if (id != null && now.isPresent() && !now.get().equals(keys.getFirst())) {
                ids.remove(keys.getFirst());
                ids.put(now.get(), id);
                followed++;
            }
        }
        return followed;
    }

    /** Every id that was ever assigned here. */
    Set<UniqueId> all() {
        return Set.copyOf(ids.values());
    }

    void put(FoundFile.Key key, UniqueId id) {
        ids.put(key, id);
    }

    /**
     * The ids of files that are none of these; those that nobody has any more are not among them.
     */
    Set<UniqueId> othersThan(Set<FoundFile.Key> files) {
        Set<UniqueId> others = new HashSet<>();
        ids.forEach((key, id) -> {
            if (!files.contains(key) && !key.equals(retired(id))) {
                others.add(id);
            }
        });
        return others;
    }

    /**
     * Gives files other ids. Who else is listed and has one of these loses it. What a file had so
     * far stays taken, in a line of no file: only an adoption may give it to somebody again.
     *
     * @throws IllegalArgumentException if an id is given twice, or to somebody not listed already
     */
    void replace(Map<FoundFile.Key, UniqueId> given, Set<FoundFile.Key> listed) {
        Set<UniqueId> wanted = Set.copyOf(given.values());
        if (wanted.size() < given.size() || !Collections.disjoint(wanted, othersThan(listed))) {
            throw new IllegalArgumentException("a unique-id would belong to two messages");
        }
        Set<UniqueId> before = new LinkedHashSet<>();
        ids.entrySet()
                .removeIf(line -> {
                    boolean goes =
                            given.containsKey(line.getKey()) || wanted.contains(line.getValue());
                    if (goes) {
                        before.add(line.getValue());
                    }
                    return goes;
                });
        ids.putAll(given);
        before.removeAll(wanted);
        before.forEach(id -> ids.put(retired(id), id));
    }

    /** No file has the inode 0. */
    private static FoundFile.Key retired(UniqueId id) {
        return new FoundFile.Key("retired." + id, 0);
    }

    /** Replaces the file; when this returns it is on disk. */
    void write(Disk disk, Path file) throws IOException {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        ids.forEach((key, id) ->
                text.append(key.inode())
                        .append(' ')
                        .append(id)
                        .append(' ')
                        .append(FileName.percentEncoded(key.base(), "-._~,:=+@"))
                        .append('\n'));
        ByteBuffer octets = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
        disk.replace(file, true, (_, channel) -> Disk.write(channel, octets));
    }
}
