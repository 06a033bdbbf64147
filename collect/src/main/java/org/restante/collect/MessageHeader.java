package org.restante.collect;

import jakarta.mail.internet.MailDateFormat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fields of a message's header, unfolded, in their order, as far as they stand in its first
 * octets. Text is UTF-8 where it is, else one character for each octet.
 */
public record MessageHeader(List<Field> fields) {
    /** More of a message is not looked at: so much no person's program writes. */
    private static final int OCTETS_MAX = 128 * 1024;

    /** A field's name as it is written, and what stands behind its colon. */
    public record Field(String name, String value) {}

    public MessageHeader {
        fields = List.copyOf(fields);
    }

    /** Reads it from the start of a message; line ends may be of any kind. */
    public static MessageHeader read(InputStream octets) throws IOException {
        // What is behind the empty line has characters of its own.
        String header =
                new String(octets.readNBytes(OCTETS_MAX), StandardCharsets.ISO_8859_1)
                        .lines()
                        .takeWhile(it -> !it.isEmpty())
                        .collect(Collectors.joining("\n"));
        String text = text(header.getBytes(StandardCharsets.ISO_8859_1));
        List<Field> fields = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (line.startsWith(" ") || line.startsWith("\t")) {
                current.append(line);
                continue;
            }
            add(fields, current);
            current = new StringBuilder(line);
        }
        add(fields, current);
        return new MessageHeader(fields);
    }

    private static String text(byte[] octets) {
        String utf8 = new String(octets, StandardCharsets.UTF_8);
        return utf8.indexOf('\uFFFD') < 0 ? utf8 : new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static void add(List<Field> fields, StringBuilder line) {
        int colon = line.indexOf(":");
        // A line without a name is no field; the header goes on behind it.
        if (colon > 0) {
            fields.add(
                    new Field(line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
        }
    }

    /** What all fields of a name say, from the top. */
    public List<String> all(String name) {
        return fields.stream()
                .filter(it -> it.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /**
     * What it says of when the message arrived, the best first: the date of the topmost trace
     * field, and the one that it was written at (RFC 5322 §3.6.7, §3.6.1). May be empty; strangers
     * wrote it.
     */
    public List<Instant> dates() {
        return Stream.concat(
                        first("Received").map(it -> it.substring(it.lastIndexOf(';') + 1)).stream(),
                        first("Date").stream())
                .flatMap(MessageHeader::parse)
                .toList();
    }

    private static Stream<Instant> parse(String date) {
        try {
            return Stream.of(new MailDateFormat().parse(date.strip()).toInstant());
        } catch (ParseException _) {
            return Stream.empty();
        }
    }

    /** What the topmost field of a name says. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }
}
