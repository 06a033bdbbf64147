package org.restante.shell.mail;

import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.MimeIOException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeTokenStream;

import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a list shows of a message. Each is one line, decoded, harmless to a terminal; empty where
 * the message has no such field. Of several the first counts. Immutable.
 *
 * @param date as it stands in the message
 */
public record MessageHead(String subject, String from, String to, String date) {
    /**
     * More of a header is not looked at. Real headers take 2 to 20 KiB; the largest have long lists
     * of addresses or of servers passed.
     */
    public static final int HEADER_OCTETS_MAX = 64 * 1024;

    private static final List<String> FIELDS = List.of("subject", "from", "to", "date");

    /**
     * Reads a header; a broken one gives what can be read of it.
     *
     * @param octets what TOP n 0 sends, or a whole message, without stuffing; CRLF or LF; not
     *     closed, and read no further than some KiB behind the header
     * @throws IOException of the stream
     */
    public static MessageHead read(InputStream octets) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try {
            MimeTokenStream tokens =
                    Mime.tokens(new HeaderLimit(octets, HEADER_OCTETS_MAX), DecodeMonitor.SILENT);
            for (EntityState state = tokens.getState();
                    state != EntityState.T_END_HEADER && state != EntityState.T_END_OF_STREAM;
                    state = tokens.next()) {
                if (state == EntityState.T_FIELD) {
                    take(tokens.getField(), fields);
                }
            }
        } catch (MimeException | MimeIOException _) {
            // What was read until then is all there is to show.
        }
        return new MessageHead(
                fields.getOrDefault("subject", ""),
                fields.getOrDefault("from", ""),
                fields.getOrDefault("to", ""),
                fields.getOrDefault("date", ""));
    }

    private static void take(Field field, Map<String, String> fields) {
        String name = field.getName().toLowerCase(Locale.ROOT);
        if (FIELDS.contains(name) && !fields.containsKey(name)) {
            fields.put(name, FieldText.of(field));
        }
    }

    /** The same with every field cut to so many columns, 1 or more. */
    public MessageHead cut(int columns) {
        return new MessageHead(
                Columns.cut(subject, columns),
                Columns.cut(from, columns),
                Columns.cut(to, columns),
                Columns.cut(date, columns));
    }

    /** Whether a field holds this text, in upper or lower case, composed or not. */
    public boolean matches(String text) {
        String wanted = folded(text);
        return Stream.of(subject, from, to, date).anyMatch(it -> folded(it).contains(wanted));
    }

    private static String folded(String text) {
        // Upper case first: then ß is found as ss, and a final sigma as any.
        return Normalizer.normalize(text, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }
}
