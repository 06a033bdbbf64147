package org.restante.collect;

import org.restante.client.Listed;
import org.restante.client.RemoteMaildrop;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** When a message arrived at its server, as its header says (RFC 5322 §3.6.7, §3.3). */
final class ArrivalDate {
    /** Of a header that is looked at. */
    private static final int OCTETS_MAX = 64 * 1024;

    private ArrivalDate() {}

    /**
     * Those of the messages that arrived before a time. One whose header does not tell is not among
     * them, nor is any if the server has no TOP.
     */
    static Set<Listed> before(Instant time, RemoteMaildrop maildrop, Collection<Listed> messages)
            throws IOException {
        Set<Listed> old = new HashSet<>();
        var _ =
                maildrop.topAll(
                        messages,
                        0,
                        (message, header) -> {
                            if (of(header).filter(it -> it.isBefore(time)).isPresent()) {
                                old.add(message);
                            }
                        });
        return old;
    }

    /** The date of the topmost trace field, or else the one that the message was written at. */
    static Optional<Instant> of(InputStream message) throws IOException {
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                new ByteArrayInputStream(message.readNBytes(OCTETS_MAX)),
                                StandardCharsets.ISO_8859_1));
        Optional<Instant> written = Optional.empty();
        String field = lines.readLine();
        while (field != null && !field.isEmpty()) {
            String next = lines.readLine();
            if (next != null && (next.startsWith(" ") || next.startsWith("\t"))) {
                field += next;
                continue;
            }
            String name = field.substring(0, Math.max(0, field.indexOf(':'))).strip();
            String value = field.substring(field.indexOf(':') + 1);
            if (name.equalsIgnoreCase("Received")) {
                Optional<Instant> received = parse(value.substring(value.lastIndexOf(';') + 1));
                if (received.isPresent()) {
                    return received;
                }
            } else if (name.equalsIgnoreCase("Date") && written.isEmpty()) {
                written = parse(value);
            }
            field = next;
        }
        return written;
    }

    private static Optional<Instant> parse(String text) {
        String date = text.replaceAll("\\([^()]*\\)", " ").strip().replaceAll("\\s+", " ");
        try {
            return Optional.of(
                    DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, OffsetDateTime::from).toInstant());
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
