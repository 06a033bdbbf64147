package org.restante.client;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Joins the lines of UIDL and LIST by message number, from servers of any kind: numbers that are
 * none or come twice are left out, sizes that are none are unknown, ids are kept as they are.
 */
final class ListingReader {
    /** More lines, or higher numbers, are no listing but an attack. */
    static final int MESSAGES_MAX = 10_000_000;

    /** Lines that were left out and are told; the first show what is wrong. */
    private static final int ODDITIES_MAX = 20;

    private static final long ABSENT = -2;
    private static final long UNKNOWN = -1;

    /** A size that fits a long; more is no size. */
    private static final int SIZE_DIGITS_MAX = 18;

    private @Nullable String[] ids = new String[64];
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
        if (ids[number] != null) {
            odd("UIDL", line, "comes twice");
            return;
        }
        ids[number] = line.substring(start, end);
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
        String rest = space < 0 ? "" : line.substring(space);
        String[] words = rest.strip().split("\\s+", 2);
        sizes[number] =
                words[0].matches("\\d{1," + SIZE_DIGITS_MAX + "}")
                        ? Long.parseLong(words[0])
                        : UNKNOWN;
        highestSize = Math.max(highestSize, number);
    }

    private static int grown(int number) {
        return (int) Math.min(MESSAGES_MAX + 1L, Math.max(number + 1L, number * 2L));
    }

    private int number(String line, int space, String command) {
        String digits = space < 0 ? line : line.substring(0, space);
        if (digits.matches("\\d{1,9}")) {
            int number = Integer.parseInt(digits);
            if (number >= 1 && number <= MESSAGES_MAX) {
                return number;
            }
        }
        odd(command, line, "has no message number that could be one");
        return 0;
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
        List<Listed> messages = new ArrayList<>();
        boolean noIds = withIds && highestId == 0;
        if (noIds && highestSize > 0) {
            oddities.add("UIDL lists nothing, and LIST does");
        }
        for (int number = 1; number <= highestSize; number++) {
            if (sizes[number] == ABSENT) {
                continue;
            }
            if (withIds && !noIds && number > highestId) {
                odd("LIST", Integer.toString(number), "is not in UIDL's listing yet");
                continue;
            }
            String id = number < ids.length ? ids[number] : null;
            messages.add(new Listed(number, sizes[number], id == null || id.isEmpty() ? null : id));
        }
        return new Listing(messages, withIds, oddities);
    }
}
