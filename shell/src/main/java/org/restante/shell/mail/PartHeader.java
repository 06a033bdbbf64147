package org.restante.shell.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.ParserCursor;
import org.apache.james.mime4j.stream.RawBody;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.util.ByteArrayBuffer;
import org.apache.james.mime4j.util.MimeParameterMapping;
import org.restante.shell.text.OctetText;
import org.restante.shell.text.Visible;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The fields of a message, or of a part of one, that count for showing it. */
final class PartHeader {
    /** As they are shown: who, to whom, when, about what. */
    private static final List<String> SHOWN =
            List.of("From", "Sender", "Reply-To", "To", "Cc", "Date", "Subject");

    private final Map<String, String> shown = new LinkedHashMap<>();
    private Optional<RawBody> type = Optional.empty();
    private Optional<RawBody> disposition = Optional.empty();

    void take(Field field) {
        String name = field.getName();
        if (name.equalsIgnoreCase("Content-Type")) {
            type = type.or(() -> parsed(field));
        } else if (name.equalsIgnoreCase("Content-Disposition")) {
            disposition = disposition.or(() -> parsed(field));
        } else {
            SHOWN.stream()
                    .filter(name::equalsIgnoreCase)
                    .forEach(it -> shown.computeIfAbsent(it, _ -> FieldText.of(field)));
        }
    }

    private static Optional<RawBody> parsed(Field field) {
        // The parser takes what is quoted for UTF-8.
        byte[] octets = OctetText.readable(FieldText.body(field)).getBytes(UTF_8);
        return Optional.of(
                RawFieldParser.DEFAULT.parseRawBody(
                        new ByteArrayBuffer(octets, true), new ParserCursor(0, octets.length)));
    }

    /** The fields to show, in order, each one line. */
    List<String> lines() {
        return SHOWN.stream()
                .filter(it -> !shown.getOrDefault(it, "").isEmpty())
                .map(it -> it + ": " + shown.get(it))
                .toList();
    }

    /** As it is told, right or wrong; empty if it is not told. */
    String type() {
        return value(type);
    }

    boolean isAttachment() {
        return value(disposition).equals("attachment");
    }

    private static String value(Optional<RawBody> field) {
        return field.map(it -> Optional.ofNullable(it.getValue()).orElse(""))
                .orElse("")
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    /** The file's name (RFC 2183 §2.3, RFC 2231), also where only old programs look for it. */
    Optional<String> name() {
        return parameter(disposition, "filename").or(() -> parameter(type, "name"));
    }

    private static Optional<String> parameter(Optional<RawBody> field, String name) {
        MimeParameterMapping extended = new MimeParameterMapping();
        String plain = "";
        for (NameValuePair each : field.map(RawBody::getParams).orElse(List.of())) {
            String told = each.getName().toLowerCase(Locale.ROOT);
            String value = octets(Optional.ofNullable(each.getValue()).orElse(""));
            if (told.equals(name) && plain.isEmpty()) {
                // Many encode it as if it were text (against RFC 2047 §5).
                plain = FieldText.decoded(value);
            } else if (told.startsWith(name + "*")) {
                extended.addParameter(told, value);
            }
        }
        // The plain one is for those who cannot read the extended one.
        String best = Visible.oneLine(Optional.ofNullable(extended.get(name)).orElse(""));
        String shown = best.isEmpty() ? Visible.oneLine(plain) : best;
        return Optional.of(shown).filter(it -> !it.isEmpty());
    }

    /** The parser reads what is quoted as UTF-8, and leaves octets elsewhere. */
    private static String octets(String parsed) {
        return parsed.chars().allMatch(c -> c <= 0xFF)
                ? parsed
                : new String(parsed.getBytes(UTF_8), ISO_8859_1);
    }
}
