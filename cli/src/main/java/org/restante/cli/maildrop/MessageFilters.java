package org.restante.cli.maildrop;

import org.restante.cli.config.Amounts;
import org.restante.cli.terminal.ProgressBar;
import org.restante.protocol.UniqueId;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.MessageGoneException;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which messages of a maildrop a command is about: all that every option agrees to; a mixin. */
final class MessageFilters {
    @Option(
            names = "--from",
            paramLabel = "TEXT",
            converter = Sought.class,
            description = "Only messages with this in their From field, decoded, in any case.")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--subject",
            paramLabel = "TEXT",
            converter = Sought.class,
            description = "Only messages with this in their Subject field, decoded, in any case.")
    private Optional<String> subject = Optional.empty();

    @Option(
            names = "--before",
            paramLabel = "WHEN",
            converter = Moment.Converter.class,
            description =
                    "Only messages that arrived before a day (2026-11-25), a time"
                            + " (2026-11-25T12:00), or longer ago than this (30d).")
    private Optional<Moment> before = Optional.empty();

    @Option(
            names = "--after",
            paramLabel = "WHEN",
            converter = Moment.Converter.class,
            description = "Only messages that arrived at that time or later.")
    private Optional<Moment> after = Optional.empty();

    @Option(
            names = "--larger",
            paramLabel = "SIZE",
            converter = Size.class,
            description = "Only messages with more octets than this, such as 10MiB.")
    private Optional<Long> larger = Optional.empty();

    @Option(
            names = "--smaller",
            paramLabel = "SIZE",
            converter = Size.class,
            description = "Only messages with fewer octets than this.")
    private Optional<Long> smaller = Optional.empty();

    /** A message that was chosen, by its number in the listing. */
    record Chosen(int number, ListedMessage message) {
        UniqueId id() {
            return message.id();
        }
    }

    boolean areNone() {
        return from.isEmpty()
                && subject.isEmpty()
                && before.isEmpty()
                && after.isEmpty()
                && larger.isEmpty()
                && smaller.isEmpty();
    }

    /** The chosen ones in their order; a header is read only if it is asked for. */
    List<Chosen> choose(Maildrop maildrop, ProgressBar bar) throws IOException {
        try {
            return chosen(maildrop, bar);
        } catch (UncheckedIOException e) {
            // The listing is read as it goes.
            throw e.getCause();
        }
    }

    private List<Chosen> chosen(Maildrop maildrop, ProgressBar bar) throws IOException {
        List<Chosen> chosen = new ArrayList<>();
        int number = 0;
        for (ListedMessage message : maildrop.listing()) {
            bar.at(++number, maildrop.listing().count());
            if (larger.filter(limit -> message.octets() <= limit).isPresent()
                    || smaller.filter(limit -> message.octets() >= limit).isPresent()) {
                continue;
            }
            if (arrivedThen(maildrop, message.id()) && headerMatches(maildrop, message.id())) {
                chosen.add(new Chosen(number, message));
            }
        }
        return chosen;
    }

    private boolean arrivedThen(Maildrop maildrop, UniqueId id) throws IOException {
        if (before.isEmpty() && after.isEmpty()) {
            return true;
        }
        Instant arrived = maildrop.filed(id).arrived();
        return before.filter(moment -> !arrived.isBefore(moment.instant())).isEmpty()
                && after.filter(moment -> arrived.isBefore(moment.instant())).isEmpty();
    }

    private boolean headerMatches(Maildrop maildrop, UniqueId id) throws IOException {
        if (from.isEmpty() && subject.isEmpty()) {
            return true;
        }
        Optional<HeaderFields> fields = header(maildrop, id);
        return fields.isPresent()
                && matches(fields.get(), "From", from)
                && matches(fields.get(), "Subject", subject);
    }

    private static boolean matches(HeaderFields fields, String name, Optional<String> sought) {
        return sought.isEmpty() || folded(fields.text(name)).contains(folded(sought.get()));
    }

    private static String folded(String text) {
        return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** Empty if another program took the message away meanwhile. */
    static Optional<HeaderFields> header(Maildrop maildrop, UniqueId id) throws IOException {
        try (InputStream in = Stored.stream(maildrop.open(id))) {
            return Optional.of(HeaderFields.read(in));
        } catch (MessageGoneException _) {
            return Optional.empty();
        }
    }

    /** An empty text is in every field: a script whose variable is not set meant another. */
    static final class Sought implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (text.isBlank()) {
                throw new TypeConversionException("what is looked for must not be empty");
            }
            return text;
        }
    }

    /** Octets with a unit. */
    static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                // In the configuration a bare number of octets is a number, here it is text.
                return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : Amounts.octets(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("\"" + text + "\" " + e.getMessage());
            }
        }
    }
}
