package org.restante.store.maildir;

import org.restante.protocol.UniqueId;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * When messages were first retrieved, and when some were brought back, by unique-id: what decides
 * how long they are kept, beside their arrival. Written by the holder of the maildrop's lock.
 *
 * <p>The file is text, a line for each: {@code checksum seconds what unique-id}, the checksum
 * (CRC-32C, 8 hex digits) of what stands behind it. Lines are only added, each time behind a line
 * end, so that one that was written in part spoils no other. What was not forced to disk or cannot
 * be read is missing: then a message is kept longer, never shorter. What was brought back is
 * forced.
 */
final class KeptTimes {
    /** Below this nobody gains by a smaller file. */
    private static final int COMPACTED_FROM = 1000;

    private static final Pattern LINE =
            Pattern.compile("([0-9a-f]{8}) ([0-9]{1,12}) (retrieved|restored) ([!-~]{1,70})");

    private final MaildirFolder maildir;
    private final Map<String, Instant> retrieved = new HashMap<>();
    private final Map<String, Instant> restored = new HashMap<>();
    private int lines;

    private KeptTimes(MaildirFolder maildir) {
        this.maildir = maildir;
    }

    static KeptTimes read(MaildirFolder maildir) throws IOException {
        KeptTimes times = new KeptTimes(maildir);
        try (FileChannel channel = maildir.disk().read(maildir.retrieved());
                BufferedReader text =
                        new BufferedReader(
                                Channels.newReader(channel, StandardCharsets.ISO_8859_1))) {
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                times.take(line);
            }
        } catch (NoSuchFileException _) {
            // Nothing was noted yet.
        }
        return times;
    }

    private void take(String line) {
        lines++;
        Matcher parts = LINE.matcher(line);
        if (!parts.matches() || !parts.group(1).equals(checksum(line.substring(9)))) {
            return;
        }
        Instant time = Instant.ofEpochSecond(Long.parseLong(parts.group(2)));
        String id = parts.group(4);
        if (parts.group(3).equals("retrieved")) {
            retrieved.putIfAbsent(id, time);
        } else {
            restored.put(id, time);
            retrieved.remove(id);
        }
    }

    /** When a message was first retrieved, since it was brought back if it was. */
    Optional<Instant> retrieved(UniqueId id) {
        return Optional.ofNullable(retrieved.get(id.value()));
    }

    /** Whether any message was first retrieved before a time, there still or not. */
    boolean isAnyRetrievedBefore(Instant time) {
        return retrieved.values().stream().anyMatch(first -> first.isBefore(time));
    }

    /** Whether a message was brought back at this time or later: it is kept as if new then. */
    boolean isRestoredSince(UniqueId id, Instant time) {
        Instant back = restored.get(id.value());
        return back != null && !back.isBefore(time);
    }

    /** Notes that messages were retrieved; for those that were before, the first time stays. */
    void addRetrieved(Collection<UniqueId> ids, Instant now) throws IOException {
        append(
                "retrieved",
                ids.stream().filter(id -> !retrieved.containsKey(id.value())).toList(),
                now,
                false);
    }

    /** Notes that messages were brought back; when this returns, that is on disk. */
    void addRestored(Collection<UniqueId> ids, Instant now) throws IOException {
        append("restored", ids, now, true);
    }

    private void append(String what, Collection<UniqueId> ids, Instant now, boolean durable)
            throws IOException {
        if (ids.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        for (UniqueId id : ids) {
            String line = line(now, what, id.value());
            text.append('\n').append(line);
            take(line);
        }
        ByteBuffer octets = octets(text.append('\n'));
        Disk disk = maildir.disk();
        boolean there = disk.status(maildir.retrieved()).isPresent();
        try (FileChannel channel =
                there ? disk.update(maildir.retrieved()) : disk.create(maildir.retrieved())) {
            Disk.write(channel, octets, channel.size());
            if (durable) {
                channel.force(true);
            }
        }
        if (durable && !there) {
            disk.sync(maildir.path());
        }
    }

    /** Whether most of it must be about messages that are gone, if there are so many. */
    boolean isLargeFor(int messages) {
        return lines >= COMPACTED_FROM && lines / 3 > messages;
    }

    /** Drops what is noted of messages that are gone. */
    void compact(Predicate<UniqueId> isThere) throws IOException {
        retrieved.keySet().removeIf(id -> !isThere.test(new UniqueId(id)));
        restored.keySet().removeIf(id -> !isThere.test(new UniqueId(id)));
        StringBuilder text = new StringBuilder();
        restored.forEach((id, time) -> text.append(line(time, "restored", id)).append('\n'));
        retrieved.forEach((id, time) -> text.append(line(time, "retrieved", id)).append('\n'));
        maildir.disk()
                .replace(
                        maildir.retrieved(),
                        true,
                        (_, channel) -> Disk.write(channel, octets(text)));
        lines = retrieved.size() + restored.size();
    }

    private static String line(Instant time, String what, String id) {
        String rest = time.getEpochSecond() + " " + what + " " + id;
        return checksum(rest) + " " + rest;
    }

    private static ByteBuffer octets(StringBuilder text) {
        return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
