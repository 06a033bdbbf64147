package org.restante.store.adopt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A listing that a person made from the answers to UIDL and LIST: a line {@code number unique-id
 * octets} for each message; empty lines and those that begin with # mean nothing.
 */
public final class UniqueIdList {
    /** As many messages as a maildrop may have that is taken over by a list. */
    public static final int MESSAGES_MAX = 1_000_000;

    private static final Pattern RECORD =
            Pattern.compile("\\s*(\\d{1,9})\\s+(\\S+)\\s+(\\d{1,18})\\s*");

    private UniqueIdList() {}

    /**
     * Reads it.
     *
     * @throws UnreadableListException if a line is another, a number is there twice, or there are
     *     more than {@link #MESSAGES_MAX}
     */
    public static List<ByListing.Shown> read(Path file) throws IOException {
        List<ByListing.Shown> all = new ArrayList<>();
        try (ListLines lines = ListLines.openWrittenByHand(file)) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (line.get().isBlank() || line.get().startsWith("#")) {
                    continue;
                }
                Matcher record = RECORD.matcher(line.get());
                if (!record.matches()) {
                    throw lines.wrong("not a message's number, unique-id and octets");
                }
                int number = Integer.parseInt(record.group(1));
                if (!all.isEmpty() && number <= all.getLast().number()) {
                    throw lines.wrong("the numbers are not in their order");
                }
                if (all.size() == MESSAGES_MAX) {
                    throw lines.wrong("more than " + MESSAGES_MAX + " messages");
                }
                all.add(
                        new ByListing.Shown(
                                number, record.group(2), Long.parseLong(record.group(3))));
            }
        }
        return all;
    }
}
