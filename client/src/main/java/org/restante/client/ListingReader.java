package org.restante.client;

import org.restante.protocol.wire.OctetStrings;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * Joins the lines of UIDL and LIST by message number, from servers of any kind: numbers that are
 * none or come twice are left out, sizes that are none are unknown, ids are kept as they are.
 */
final class ListingReader {
    /** More lines, or higher numbers, are no listing but an attack. */
    static final int MESSAGES_MAX = 10_000_000;

    /** Lines that were left out and are told; the first show what is wrong. */
    private static final int ODDITIES_MAX = 20;

    private static final byte[] NO_ID = new byte[0];
    private static final long ABSENT = -2;
    private static final long UNKNOWN = -1;

    /** A size that fits a long; more is no size. */
    private static final int SIZE_DIGITS_MAX = 18;

    /** Any message number; zeros before it are lived with. */
    private static final int NUMBER_DIGITS_MAX = 9;

    /** By message number: 1 more than where it is among {@link #idStrings}, or 0. */
    private int[] ids = new int[64];

    private final OctetStrings idStrings = new OctetStrings();
    private long[] sizes = filled(64);
    private int highestId;
    private int highestSize;
    private final List<String> oddities = new ArrayList<>();

    private static long[] filled(int length) {
        long[] sizes = new long[length];
        Arrays.fill(sizes, ABSENT);
        return sizes;
    }

    /** A line of UIDL's. */
    void uniqueId(String line) {
        int space = line.indexOf(' ');
        int number = number(line, space, "UIDL");
        if (number == 0) {
            return;
        }
        int start = space < 0 ? line.length() : space;
        while (start < line.length() && line.charAt(start) == ' ') {
            start++;
        }
        // One space behind the id is a habit of some servers; all else belongs to it.
        int end = line.endsWith(" ") && start < line.length() ? line.length() - 1 : line.length();
        if (number >= ids.length) {
            ids = Arrays.copyOf(ids, grown(number));
        }
        if (ids[number] != 0) {
            odd("UIDL", line, "comes twice");
            return;
        }
        ids[number] =
                idStrings.add(line.substring(start, end).getBytes(StandardCharsets.ISO_8859_1)) + 1;
        highestId = Math.max(highestId, number);
    }

    /** A line of LIST's. */
    void size(String line) {
        int space = line.indexOf(' ');
        int number = number(line, space, "LIST");
        if (number == 0) {
            return;
        }
        if (number >= sizes.length) {
            int length = sizes.length;
            sizes = Arrays.copyOf(sizes, grown(number));
            Arrays.fill(sizes, length, sizes.length, ABSENT);
        }
        if (sizes[number] != ABSENT) {
            odd("LIST", line, "comes twice");
            return;
        }
        int start = space < 0 ? line.length() : space;
        while (start < line.length() && Character.isWhitespace(line.charAt(start))) {
            start++;
        }
        int end = start;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        sizes[number] = digits(line, start, end, SIZE_DIGITS_MAX);
        highestSize = Math.max(highestSize, number);
    }

    private static int grown(int number) {
        return (int) Math.min(MESSAGES_MAX + 1L, Math.max(number + 1L, number * 2L));
    }

    private int number(String line, int space, String command) {
        long number = digits(line, 0, space < 0 ? line.length() : space, NUMBER_DIGITS_MAX);
        if (number >= 1 && number <= MESSAGES_MAX) {
            return (int) number;
        }
        odd(command, line, "has no message number that could be one");
        return 0;
    }

    /** The number that stands there; {@link #UNKNOWN} if there is something else. */
    private static long digits(String line, int start, int end, int digitsMax) {
        if (start == end || end - start > digitsMax) {
            return UNKNOWN;
        }
        long number = 0;
        for (int i = start; i < end; i++) {
            int digit = line.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return UNKNOWN;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private void odd(String command, String line, String what) {
        if (oddities.size() < ODDITIES_MAX) {
            oddities.add(command + " \"" + Dialogue.shortened(line) + "\" " + what);
        }
    }

    /**
     * The messages that both know.
     *
     * @param withIds whether there was an answer to UIDL. A message that it skips has no unique-id;
     *     one behind its last has come since and is left for the next session
     */
    Listing listing(boolean withIds) {
        boolean noIds = withIds && highestId == 0;
        if (noIds && highestSize > 0) {
            oddities.add("UIDL lists nothing, and LIST does");
        }
        int[] numbers = new int[highestSize];
        int count = 0;
        for (int number = 1; number <= highestSize; number++) {
            if (sizes[number] == ABSENT) {
                continue;
            }
            if (withIds && !noIds && number > highestId) {
                odd("LIST", Integer.toString(number), "is not in UIDL's listing yet");
                continue;
            }
            numbers[count++] = number;
        }
        return new Listing(
                new Messages(Arrays.copyOf(numbers, count), sizes, ids, idStrings),
                withIds,
                oddities);
    }

    /**
     * What was read, as messages that are made when somebody looks at them: there may be a million.
     */
    static final class Messages extends AbstractList<Listed> implements RandomAccess {
        private final int[] numbers;
        private final long[] sizes;
        private final int[] ids;
        private final OctetStrings idStrings;

        private Messages(int[] numbers, long[] sizes, int[] ids, OctetStrings idStrings) {
            this.numbers = numbers;
            this.sizes = sizes;
            this.ids = ids;
            this.idStrings = idStrings;
        }

        @Override
        public int size() {
            return numbers.length;
        }

        @Override
        public Listed get(int index) {
            int number = numbers[index];
            byte[] id =
                    number < ids.length && ids[number] != 0
                            ? idStrings.get(ids[number] - 1)
                            : NO_ID;
            return new Listed(
                    number,
                    sizes[number],
                    id.length == 0 ? null : new String(id, StandardCharsets.ISO_8859_1));
        }
    }
}
