package org.restante.collect;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A mailbox file in the form mboxrd, with LF line ends. A group is written to a file of its own and
 * appended from there under the mailbox's locks; the journal has the length from before, so that
 * after a crash what stands behind it can be compared: all of the group, a part of it, which is cut
 * off again, or something else, which is left alone.
 */
public final class MboxDestination implements Destination {
    /** All of a group is written twice; its octets bound it before this does. */
    private static final int GROUP_MESSAGES_MAX = 1000;

    private static final int BLOCK_OCTETS = 64 * 1024;

    /** The date of a line between messages, in universal time. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path mbox;
    private final Path group;
    private final InstantSource clock;
    private final Supplier<BooleanSupplier> patience;
    private Optional<FileChannel> staged = Optional.empty();
    private Optional<MboxLock> locked = Optional.empty();

    /** Of the locked mailbox, before the group. */
    private long length;

    /**
     * A mailbox file; one that is not there is made.
     *
     * @param group a file for the messages on their way, on any file system
     * @param patience gives, for each time that the mailbox is to be locked, what waits a little
     *     and says whether to try once more
     */
    public MboxDestination(
            Path mbox, Path group, InstantSource clock, Supplier<BooleanSupplier> patience) {
        this.mbox = mbox;
        this.group = group;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public String where() {
        return "the mailbox " + mbox;
    }

    @Override
    public int groupMessagesMax() {
        return GROUP_MESSAGES_MAX;
    }

    private MboxLock lock() throws IOException {
        return MboxLock.take(mbox, clock, patience.get());
    }

    @Override
    public Set<String> recover(List<Incoming> messages, String note) throws IOException {
        Set<String> arrived = new TreeSet<>();
        // The note may be that of a destination that the collection had before.
        if (!messages.isEmpty() && note.matches("\\d{1,18}") && Files.exists(group)) {
            long before = Long.parseLong(note);
            try (MboxLock held = lock()) {
                long same = same(held.channel(), before);
                if (same == Files.size(group)) {
                    messages.forEach(it -> arrived.add(it.id()));
                } else if (same >= 0 && before + same == held.channel().size()) {
                    held.channel().truncate(before);
                }
                held.channel().force(true);
            }
        }
        Files.deleteIfExists(group);
        return arrived;
    }

    /** How many octets behind this place are those of the group; negative if it is not there. */
    private long same(FileChannel channel, long place) throws IOException {
        if (channel.size() < place) {
            return -1;
        }
        try (InputStream wanted =
                new BufferedInputStream(Files.newInputStream(group), BLOCK_OCTETS)) {
            channel.position(place);
            // Not closed: the locks go with the channel.
            InputStream there =
                    new BufferedInputStream(Channels.newInputStream(channel), BLOCK_OCTETS);
            long same = 0;
            for (int octet = wanted.read();
                    octet >= 0 && octet == there.read();
                    octet = wanted.read()) {
                same++;
            }
            return same;
        }
    }

    @Override
    public void stage(Incoming message, InputStream octets) throws IOException {
        if (staged.isEmpty()) {
            staged =
                    Optional.of(
                            FileChannel.open(
                                    group,
                                    Set.of(
                                            StandardOpenOption.CREATE,
                                            StandardOpenOption.TRUNCATE_EXISTING,
                                            StandardOpenOption.READ,
                                            StandardOpenOption.WRITE),
                                    OWNER_ONLY));
        }
        FileChannel channel = staged.get();
        long before = channel.position();
        try {
            String line = "From MAILER-DAEMON " + DATE.format(message.seen()) + "\n";
            Disk.write(channel, line.getBytes(StandardCharsets.US_ASCII));
            FromQuoting quoted =
                    new FromQuoting(
                            new BufferedOutputStream(
                                    Channels.newOutputStream(channel), BLOCK_OCTETS));
            LfOutput lines = new LfOutput(quoted);
            octets.transferTo(lines);
            lines.finish();
            quoted.finish();
            Disk.write(channel, new byte[] {'\n'});
        } catch (IOException e) {
            channel.truncate(before);
            throw e;
        }
    }

    @Override
    public String prepare() throws IOException {
        staged.orElseThrow().force(true);
        MboxLock held = lock();
        locked = Optional.of(held);
        // A mailbox that does not end with an empty line gets what it lacks.
        held.channel().position(held.channel().size());
        Disk.write(held.channel(), missingEnd(held.channel()));
        length = held.channel().size();
        return Long.toString(length);
    }

    private static byte[] missingEnd(FileChannel channel) throws IOException {
        if (channel.size() == 0) {
            return new byte[0];
        }
        ByteBuffer end = ByteBuffer.allocate(2);
        channel.read(end, Math.max(0, channel.size() - 2));
        String last = new String(end.array(), 0, end.position(), StandardCharsets.ISO_8859_1);
        String lacks = last.equals("\n\n") ? "" : last.endsWith("\n") ? "\n" : "\n\n";
        return lacks.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Map<String, Refusal> publish() throws IOException {
        try (MboxLock held = locked.orElseThrow();
                FileChannel from = staged.orElseThrow()) {
            locked = Optional.empty();
            staged = Optional.empty();
            boolean done = false;
            try {
                from.position(0);
                held.channel().position(length);
                ByteBuffer block = ByteBuffer.allocate(BLOCK_OCTETS);
                while (from.read(block.clear()) >= 0) {
                    Disk.write(held.channel(), block.array(), 0, block.position());
                }
                held.channel().force(true);
                done = true;
            } finally {
                if (!done) {
                    // A part of a message must not stay where others append.
                    held.channel().truncate(length);
                    held.channel().force(true);
                }
            }
        }
        return Map.of();
    }

    @Override
    public void close() throws IOException {
        if (locked.isPresent()) {
            locked.get().close();
        }
        if (staged.isPresent()) {
            staged.get().close();
        }
    }
}
