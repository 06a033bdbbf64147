package org.restante.collect;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A destination that gets each message with fields in front of its own: the same octets in every
 * run. What the journal knows a message by are the octets that the server gave.
 */
public final class HeadedDestination implements Destination {
    /** RFC 5322 §2.1.1 has 998 octets for a line, the field's name included. */
    private static final int VALUE_LENGTH_MAX = 900;

    private static final int ID_DIGITS = 32;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /** A field, in the order in which they stand. */
    public enum Field {
        /** Whose maildrop it was: {@code Delivered-To}. */
        DELIVERED_TO,
        /** From where it came, by what, and when it was first seen: {@code Received}. */
        RECEIVED,
        /**
         * What the server calls it: {@code X-Restante-Unique-Id}, unless it has no id of its own.
         * No POP server takes that for an id of its own, as some do with X-UIDL.
         */
        UNIQUE_ID
    }

    /**
     * Where messages come from.
     *
     * @param host the server
     * @param protocol {@code POP3} or {@code POP3S}
     * @param account as it logs in there
     * @param by what this side calls itself
     */
    public record Origin(String host, String protocol, String account, String by) {}

    private final Destination real;
    private final Set<Field> fields;
    private final Origin origin;

    /**
     * Puts fields in front.
     *
     * @param real closed with this
     */
    public HeadedDestination(Destination real, List<Field> fields, Origin origin) {
        this.real = real;
        this.fields = EnumSet.noneOf(Field.class);
        this.fields.addAll(fields);
        this.origin = origin;
    }

    /** The fields of a message, with their line ends. */
    String head(Incoming message) {
        StringBuilder head = new StringBuilder();
        for (Field each : fields) {
            switch (each) {
                case DELIVERED_TO -> line(head, "Delivered-To: " + word(origin.account()));
                case RECEIVED -> {
                    line(
                            head,
                            "Received: from "
                                    + word(origin.host())
                                    + " by "
                                    + word(origin.by())
                                    + " (Restante)");
                    line(
                            head,
                            "\twith "
                                    + origin.protocol()
                                    + " id "
                                    + message.id().substring(0, ID_DIGITS)
                                    + "; "
                                    + DATE.format(message.seen()));
                }
                case UNIQUE_ID ->
                        message.uniqueId()
                                .ifPresent(id -> line(head, "X-Restante-Unique-Id: " + word(id)));
            }
        }
        return head.toString();
    }

    private static void line(StringBuilder head, String text) {
        head.append(text).append("\r\n");
    }

    /** Nothing that a stranger has chosen ends a line, or hides in it. */
    private static String word(String text) {
        boolean visible = text.chars().allMatch(c -> c > ' ' && c < 0x7F);
        String word = visible ? text : JournalLine.escape(text);
        return word.substring(0, Math.min(word.length(), VALUE_LENGTH_MAX));
    }

    @Override
    public String where() {
        return real.where();
    }

    @Override
    public int groupMessagesMax() {
        return real.groupMessagesMax();
    }

    @Override
    public Set<String> recover(List<Incoming> group, String note) throws IOException {
        return real.recover(group, note);
    }

    @Override
    public void stage(Incoming message, InputStream octets) throws IOException {
        byte[] head = head(message).getBytes(StandardCharsets.US_ASCII);
        real.stage(message, new SequenceInputStream(new ByteArrayInputStream(head), octets));
    }

    @Override
    public String prepare() throws IOException {
        return real.prepare();
    }

    @Override
    public Map<String, Refusal> publish() throws IOException {
        return real.publish();
    }

    @Override
    public void close() throws IOException {
        real.close();
    }
}
