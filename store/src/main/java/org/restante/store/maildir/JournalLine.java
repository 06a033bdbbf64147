package org.restante.store.maildir;

import org.restante.protocol.UniqueId;
import org.restante.store.JournalEntry;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An entry of the journal as a line of its file: fields with tabs between them, {@code -} for one
 * that is empty, and a full stop at the end, so that a line that was cut off is none.
 */
final class JournalLine {
    private static final int FIELDS = 10;
    private static final String END = ".";

    private JournalLine() {}

    /** Without the line end. */
    static String of(JournalEntry entry) {
        return String.join(
                "\t",
                entry.time().toString(),
                entry.kind().name().toLowerCase(Locale.ROOT),
                field(entry.session()),
                field(entry.peer()),
                field(entry.login()),
                field(entry.folder()),
                field(entry.id().map(UniqueId::toString).orElse("")),
                field(entry.octets().isPresent() ? "" + entry.octets().getAsLong() : ""),
                field(entry.detail()),
                END);
    }

    /** A lone dash stands for nothing. */
    private static String field(String text) {
        return text.isEmpty() ? "-" : text;
    }

    /** The entry; empty if the line is none, as after a crash. */
    static Optional<JournalEntry> parse(String line) {
        List<String> fields = List.of(line.split("\t", -1));
        if (fields.size() != FIELDS || !fields.getLast().equals(END)) {
            return Optional.empty();
        }
        String id = text(fields.get(6));
        String octets = text(fields.get(7));
        if (!id.isEmpty() && !UniqueId.isValid(id)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new JournalEntry(
                            Instant.parse(fields.get(0)),
                            JournalEntry.Kind.valueOf(fields.get(1).toUpperCase(Locale.ROOT)),
                            text(fields.get(2)),
                            text(fields.get(3)),
                            text(fields.get(4)),
                            text(fields.get(5)),
                            id.isEmpty() ? Optional.empty() : Optional.of(new UniqueId(id)),
                            octets.isEmpty()
                                    ? OptionalLong.empty()
                                    : OptionalLong.of(Long.parseLong(octets)),
                            text(fields.get(8))));
        } catch (DateTimeParseException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String text(String field) {
        return field.equals("-") ? "" : field;
    }
}
