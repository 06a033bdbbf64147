package org.restante.store.adopt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The list of Courier's POP3 server, the file {@code courierpop3dsizelist}. Today's versions, 2 and
 * 3, have a first line {@code /<version> <next uid> <uidvalidity>} and then {@code <file name>
 * <size> <uid>:<uidvalidity>} for each message, version 3 with {@code :0} or {@code :1} behind it;
 * version 1 has no uidvalidity. The ids are {@code UID<uid>-<uidvalidity>}, without uidvalidity
 * {@code UID<uid>}, and without a UID the file's name. Before that there was no first line, only
 * {@code <file name> <size>}, and each id was the file's name.
 */
public final class CourierList {
    /** What it is called in a maildrop. */
    public static final String FILE = "courierpop3dsizelist";

    private static final Pattern HEAD = Pattern.compile("/[123] \\d{1,20}(?: \\d{1,20})?");
    private static final Pattern RECORD =
            Pattern.compile("([^/]+?) \\d{1,20}(?: (\\d{1,20})(?::(\\d{1,20})(?::\\d{1,9})?)?)?");

    private CourierList() {}

    /**
     * Reads a list.
     *
     * @throws UnreadableListException if it is none; some records may have been handed out
     */
    public static void read(Path file, Consumer<KnownId> each) throws IOException {
        try (ListLines lines = ListLines.open(file)) {
            Optional<String> line = lines.next();
            if (line.filter(first -> first.startsWith("/")).isPresent()) {
                if (!HEAD.matcher(line.get()).matches()) {
                    throw lines.wrong("not the first line of a courierpop3dsizelist");
                }
                line = lines.next();
            }
            while (line.isPresent()) {
                Matcher record = RECORD.matcher(line.get());
                if (!record.matches()) {
                    throw lines.wrong("not a record of a courierpop3dsizelist");
                }
                each.accept(new KnownId(record.group(1), id(record), true));
                line = lines.next();
            }
        }
    }

    private static String id(Matcher record) {
        String uid = number(record.group(2));
        String validity = number(record.group(3));
        if (uid.isEmpty()) {
            return escaped(record.group(1));
        }
        return validity.isEmpty() ? "UID" + uid : "UID" + uid + "-" + validity;
    }

    /** As Courier prints it; empty if it is 0 or not there. */
    private static String number(String digits) {
        return digits == null ? "" : digits.replaceFirst("^0+", "");
    }

    /** The name without flags; what is no letter, digit or plain sign stands as +XX. */
    private static String escaped(String name) {
        StringBuilder id = new StringBuilder();
        int info = name.indexOf(':');
        for (char octet : name.substring(0, info < 0 ? name.length() : info).toCharArray()) {
            if (octet < 0x21 || octet > 0x7E || "'\"+".indexOf(octet) >= 0) {
                id.append(String.format(Locale.ROOT, "+%02X", (int) octet));
            } else {
                id.append(octet);
            }
        }
        return id.toString();
    }
}
