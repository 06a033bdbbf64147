package org.restante.store.adopt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Dovecot's list of a Maildir, the file {@code dovecot-uidlist}. Version 3, of Dovecot 1.1 and
 * later, has a first line {@code 3 V<uidvalidity> N<next uid> …} and then {@code <uid> <fields>
 * :<file name>} for each message, where a field is a letter and a value without spaces: {@code P}
 * is the unique-id that was saved for POP3, if it is empty the file's name; {@code G} the GUID.
 * Version 1 has {@code 1 <uidvalidity> <next uid>} and {@code <uid> <file name>}.
 */
public final class DovecotList {
    /** What it is called in a maildrop. */
    public static final String FILE = "dovecot-uidlist";

    private static final Pattern VALIDITY = Pattern.compile("V?(\\d{1,10})");
    private static final Pattern RECORD = Pattern.compile("(\\d{1,10}) +(.*)");

    private DovecotList() {}

    /**
     * The unique-ids that Dovecot showed over POP3, by the files' base names; all of them are in
     * memory. They need not be legal, nor unlike each other.
     *
     * @param file the list
     * @throws UnreadableListException if it is none
     */
    public static Map<String, String> idsByBase(Path file, UidlFormat format) throws IOException {
        Map<String, String> ids = new HashMap<>();
        read(file, format, known -> ids.put(known.base(), known.id()));
        return ids;
    }

    /**
     * Reads a list. Of two records of one file the later is the one that Dovecot goes by.
     *
     * @throws UnreadableListException if it is none; some records may have been handed out
     */
    public static void read(Path file, UidlFormat format, Consumer<KnownId> each)
            throws IOException {
        try (ListLines lines = ListLines.open(file)) {
            String first = lines.next().orElse("");
            boolean hasFields = first.startsWith("3 ");
            String field =
                    Stream.of(first.split(" ", -1))
                            .skip(1)
                            .filter(part -> !hasFields || part.startsWith("V"))
                            .findFirst()
                            .orElse("");
            Matcher validity = VALIDITY.matcher(field);
            if (!validity.matches() || !(hasFields || first.startsWith("1 "))) {
                throw lines.wrong("not the first line of a dovecot-uidlist of version 1 or 3");
            }
            Optional<String> line = lines.next();
            while (line.isPresent()) {
                Matcher record = RECORD.matcher(line.get());
                if (!record.matches()) {
                    throw lines.wrong("not a record of a dovecot-uidlist");
                }
                long uid = Long.parseLong(record.group(1));
                each.accept(
                        known(
                                lines,
                                format,
                                Long.parseLong(validity.group(1)),
                                uid,
                                record.group(2),
                                hasFields));
                line = lines.next();
            }
        }
    }

    private static KnownId known(
            ListLines lines,
            UidlFormat format,
            long validity,
            long uid,
            String rest,
            boolean hasFields)
            throws UnreadableListException {
        Optional<String> saved = Optional.empty();
        Optional<String> guid = Optional.empty();
        int at = 0;
        while (hasFields && at < rest.length() && rest.charAt(at) != ':') {
            int space = rest.indexOf(' ', at);
            int end = space < 0 ? rest.length() : space;
            String value = rest.substring(Math.min(at + 1, end), end);
            switch (rest.charAt(at)) {
                case 'P' -> saved = saved.or(() -> Optional.of(value));
                case 'G' -> guid = guid.or(() -> Optional.of(value));
                default -> {
                    // Sizes and the like, and the spaces between fields.
                }
            }
            at = end + 1;
        }
        String name = rest.substring(Math.min(hasFields ? at + 1 : at, rest.length()));
        if (name.isEmpty() || name.contains("/")) {
            throw lines.wrong("a record of a dovecot-uidlist without a file's name");
        }
        // What Dovecot takes for the name ends at the first colon.
        int info = name.indexOf(':');
        String plain = info < 0 ? name : name.substring(0, info);
        String id =
                saved.map(text -> text.isEmpty() ? plain : text)
                        .orElse(format.apply(uid, validity, plain, guid.orElse(plain)));
        return new KnownId(name, id, saved.isPresent());
    }
}
