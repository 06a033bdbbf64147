package org.restante.store.adopt;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Cyrus's index of a folder, the file {@code cyrus.index}, whose messages are in files {@code
 * <uid>.} beside it. All numbers have 32 bits, the highest octet first. The head has the version of
 * the format at 8, its own size at 12, that of a record at 16, their number at 20, the UIDVALIDITY
 * at 44 and options at 60. A record has the UID at 0, the second of its arrival at 4, and flags at
 * 32. These places are the same in versions 9 (Cyrus 2.3) to 17 (Cyrus 3.6); what is later is
 * refused.
 *
 * @param uidsAlone whether unique-ids are the UIDs, whatever the server's setting: a folder of an
 *     old Cyrus, which went on that way
 * @param messages by ascending UID
 */
public record CyrusIndex(long uidValidity, boolean uidsAlone, List<Message> messages) {
    /** What it is called in a folder. */
    public static final String FILE = "cyrus.index";

    private static final int VERSION_FIRST = 9;
    private static final int VERSION_LAST = 17;
    private static final int HEAD_OCTETS = 64;
    private static final int RECORD_OCTETS = 36;

    /** Head or record; those of the versions that are known have 160 at the most. */
    private static final int PART_OCTETS_MAX = 4096;

    private static final int NEW_IDS = 1;
    private static final int EXPUNGED = 1 << 31;

    /** The flags of IMAP by their bits, in the letters of Maildir names. */
    private static final String FLAGS = "RFTDS";

    /**
     * A message.
     *
     * @param flags in the letters of Maildir names
     * @param expunged it was removed, and its file may still be there for a while
     */
    public record Message(long uid, Instant arrived, String flags, boolean expunged) {}

    public CyrusIndex {
        messages = List.copyOf(messages);
    }

    /**
     * Reads it.
     *
     * @throws UnreadableListException if it is none of a known version, is torn, or has more
     *     messages than {@link UniqueIdList#MESSAGES_MAX}
     */
    public static CyrusIndex read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnreadableListException(file + " is not there, or is no regular file");
        }
        try (InputStream in =
                new BufferedInputStream(
                        Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), 64 * 1024)) {
            return read(file, in);
        } catch (EOFException _) {
            throw new UnreadableListException(file + " ends before its last record");
        }
    }

    private static CyrusIndex read(Path file, InputStream in) throws IOException {
        ByteBuffer head = part(in, HEAD_OCTETS);
        int version = head.getInt(8);
        if (version < VERSION_FIRST || version > VERSION_LAST) {
            throw new UnreadableListException(
                    file
                            + " is no cyrus.index of version "
                            + VERSION_FIRST
                            + " to "
                            + VERSION_LAST
                            + ", but of "
                            + Integer.toUnsignedString(version));
        }
        int headOctets = head.getInt(12);
        int recordOctets = head.getInt(16);
        int count = head.getInt(20);
        if (headOctets < HEAD_OCTETS
                || headOctets > PART_OCTETS_MAX
                || recordOctets < RECORD_OCTETS
                || recordOctets > PART_OCTETS_MAX
                || count < 0
                || count > UniqueIdList.MESSAGES_MAX) {
            throw new UnreadableListException(file + " has a head that cannot be understood");
        }
        in.skipNBytes(headOctets - HEAD_OCTETS);
        List<Message> messages = new ArrayList<>();
        long last = 0;
        for (int i = 1; i <= count; i++) {
            Message message = message(part(in, recordOctets));
            if (message.uid() <= last) {
                throw new UnreadableListException(
                        file + " has in record " + i + " no UID above the last");
            }
            last = message.uid();
            messages.add(message);
        }
        return new CyrusIndex(
                Integer.toUnsignedLong(head.getInt(44)),
                (head.getInt(60) & NEW_IDS) == 0,
                messages);
    }

    private static ByteBuffer part(InputStream in, int octets) throws IOException {
        byte[] part = in.readNBytes(octets);
        if (part.length < octets) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(part);
    }

    private static Message message(ByteBuffer part) {
        int bits = part.getInt(32);
        StringBuilder flags = new StringBuilder();
        for (int i = 0; i < FLAGS.length(); i++) {
            if ((bits & 1 << i) != 0) {
                flags.append(FLAGS.charAt(i));
            }
        }
        return new Message(
                Integer.toUnsignedLong(part.getInt(0)),
                Instant.ofEpochSecond(Integer.toUnsignedLong(part.getInt(4))),
                flags.toString(),
                (bits & EXPUNGED) != 0);
    }
}
