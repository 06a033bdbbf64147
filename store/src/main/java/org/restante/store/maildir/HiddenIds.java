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
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The messages that are hidden from a maildrop's sessions, and since when, by unique-id. A client
 * was told that they are gone, so the file is on disk before that is said, and one that cannot be
 * understood is an error, not an empty one.
 *
 * <p>The file is text: a first line with the version, then {@code seconds unique-id} for each. Read
 * and written by the holder of the lock of those sessions.
 */
final class HiddenIds {
    private static final String FIRST_LINE = "restante-hidden 1";

    private final Map<String, Instant> ids;

    private HiddenIds(Map<String, Instant> ids) {
        this.ids = ids;
    }

    static HiddenIds none() {
        return new HiddenIds(new LinkedHashMap<>());
    }

    static HiddenIds read(Disk disk, Path file) throws IOException {
        Map<String, Instant> ids = new LinkedHashMap<>();
        List<String> lines;
        try (FileChannel channel = disk.read(file);
                BufferedReader text =
                        new BufferedReader(
                                Channels.newReader(channel, StandardCharsets.ISO_8859_1))) {
            lines = text.readAllLines();
        } catch (NoSuchFileException _) {
            return new HiddenIds(ids);
        }
        if (lines.isEmpty() || !lines.getFirst().equals(FIRST_LINE)) {
            throw new IOException(file + ": the first line must be " + FIRST_LINE);
        }
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            int space = line.indexOf(' ');
            try {
                Instant since = Instant.ofEpochSecond(Long.parseLong(line.substring(0, space)));
                ids.put(new UniqueId(line.substring(space + 1)).value(), since);
            } catch (RuntimeException e) {
                throw new IOException(
                        file + ":" + (i + 1) + ": not a hidden message: \"" + line + "\"", e);
            }
        }
        return new HiddenIds(ids);
    }

    boolean isEmpty() {
        return ids.isEmpty();
    }

    int count() {
        return ids.size();
    }

    boolean contains(String id) {
        return ids.containsKey(id);
    }

    Optional<Instant> since(UniqueId id) {
        return Optional.ofNullable(ids.get(id.value()));
    }

    void add(Collection<UniqueId> added, Instant now) {
        added.forEach(id -> ids.putIfAbsent(id.value(), now));
    }

    /** Tells whether any of them was hidden. */
    boolean remove(Collection<UniqueId> removed) {
        int before = ids.size();
        removed.forEach(id -> ids.remove(id.value()));
        return ids.size() < before;
    }

    /** Drops those that were hidden before a time and are not there; tells whether it did. */
    boolean forget(Instant before, Predicate<String> isThere) {
        return ids.entrySet()
                .removeIf(each -> each.getValue().isBefore(before) && !isThere.test(each.getKey()));
    }

    /** Replaces the file; when this returns it is on disk. */
    void write(Disk disk, Path file) throws IOException {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        ids.forEach((id, since) ->
                text.append(since.getEpochSecond()).append(' ').append(id).append('\n'));
        ByteBuffer octets = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
        disk.replace(file, true, (_, channel) -> Disk.write(channel, octets));
    }
}
