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
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    static AssignedIds read(Disk disk, Path file) throws IOException {
        Map<FoundFile.Key, UniqueId> ids = new LinkedHashMap<>();
        List<String> lines;
        try (FileChannel channel = disk.read(file);
                BufferedReader text =
                        new BufferedReader(
                                Channels.newReader(channel, StandardCharsets.ISO_8859_1))) {
            lines = text.readAllLines();
        } catch (NoSuchFileException _) {
            return new AssignedIds(ids);
        }
        Set<UniqueId> seen = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            try {
                if (i == 0) {
                    require(line.equals(FIRST_LINE));
                    continue;
                }
                String[] parts = line.split(" ", -1);
                require(parts.length == 3);
                FoundFile.Key key =
                        new FoundFile.Key(
                                FileName.percentDecoded(parts[2]), Long.parseLong(parts[0]));
                UniqueId id = new UniqueId(parts[1]);
                require(ids.put(key, id) == null && seen.add(id));
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        file + ":" + (i + 1) + ": not an assigned unique-id: \"" + line + "\"", e);
            }
        }
        if (lines.isEmpty()) {
            throw new IOException(file + " is empty, its first line must be " + FIRST_LINE);
        }
        return new AssignedIds(ids);
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
