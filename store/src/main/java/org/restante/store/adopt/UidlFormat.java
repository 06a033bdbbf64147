package org.restante.store.adopt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How Dovecot makes a unique-id, its setting {@code pop3_uidl_format}: text with variables, {@code
 * %u} the UID, {@code %v} the UIDVALIDITY, {@code %f} the file's name, {@code %g} the GUID. Between
 * {@code %} and the letter may stand an offset and a full stop, a width (with a leading 0 it fills
 * with zeros, else it cuts) and what to do with the value: {@code X} hexadecimal, {@code M} MD5 in
 * hexadecimal, {@code L} and {@code U} small and capital letters, {@code R} backwards. Dovecot 2.4
 * writes {@code %{uid | hex(8)}} instead.
 */
public final class UidlFormat {
    private static final Pattern VARIABLE =
            Pattern.compile(
                    "%(?:(?<offset>-?\\d{0,3})\\.)?(?<zero>0?)(?<width>-?\\d{0,3})(?<with>[XMLUR]*)(?<name>[uvfg%])");
    private static final Pattern LONG_VARIABLE =
            Pattern.compile(
                    "%\\{ *(?<name>uid|uidvalidity|filename|guid) *(?<with>(?:\\| *(?:hex\\(\\d{1,3}\\)|hex|lower|upper) *)*)\\}");

    /** What Dovecot has if nothing is set. It needs the patterns above. */
    public static final UidlFormat DEFAULT = parse("%08Xu%08Xv");

    /** What is known of a message. */
    private record Fields(long uid, long validity, String name, String guid) {}

    @FunctionalInterface
    private interface Part {
        String of(Fields fields);
    }

    private final String text;
    private final List<Part> parts;

    private UidlFormat(String text, List<Part> parts) {
        this.text = text;
        this.parts = parts;
    }

    /**
     * Reads a format.
     *
     * @throws IllegalArgumentException if it has something that Dovecot does not know for a Maildir
     *     or that is not known here; the message says what
     */
    public static UidlFormat parse(String text) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int percent = text.indexOf('%', at);
            String plain = text.substring(at, percent < 0 ? text.length() : percent);
            parts.add(_ -> plain);
            if (percent < 0) {
                break;
            }
            Matcher matcher = VARIABLE.matcher(text).region(percent, text.length());
            Matcher longMatcher = LONG_VARIABLE.matcher(text).region(percent, text.length());
            if (matcher.lookingAt()) {
                parts.add(variable(matcher));
                at = matcher.end();
            } else if (longMatcher.lookingAt()) {
                parts.add(longVariable(longMatcher));
                at = longMatcher.end();
            } else {
                throw new IllegalArgumentException(
                        "pop3_uidl_format is \""
                                + text
                                + "\", and \""
                                + text.substring(percent)
                                + "\" does not begin with one of %u %v %f %g, a width and X M L U R"
                                + " before the letter; nor with %{uid}, %{uidvalidity}, %{filename},"
                                + " %{guid}, followed by | hex(8), | lower or | upper");
            }
        }
        return new UidlFormat(text, List.copyOf(parts));
    }

    /**
     * The unique-id of a message.
     *
     * @param name of its file without flags
     */
    public String apply(long uid, long validity, String name, String guid) {
        Fields fields = new Fields(uid, validity, name, guid);
        StringBuilder id = new StringBuilder();
        parts.forEach(part -> id.append(part.of(fields)));
        return id.toString();
    }

    private static Part variable(Matcher matcher) {
        Part value =
                switch (matcher.group("name")) {
                    case "u" -> fields -> Long.toString(fields.uid);
                    case "v" -> fields -> Long.toString(fields.validity);
                    case "f" -> fields -> fields.name;
                    case "g" -> fields -> fields.guid;
                    default -> _ -> "%";
                };
        for (char each : matcher.group("with").toCharArray()) {
            value = with(value, modifier(each));
        }
        String offsetText = matcher.group("offset");
        int offset = number(offsetText == null ? "" : offsetText);
        String widthText = matcher.group("width");
        int width = Math.abs(number(widthText));
        // Only behind an offset a negative width counts from the end.
        boolean fromEnd = offsetText != null && widthText.startsWith("-");
        boolean fill = !matcher.group("zero").isEmpty();
        return with(value, text -> cut(text, offset, width, fromEnd, fill));
    }

    /** Dovecot takes digits that are not there for 0. */
    private static int number(String text) {
        return text.isEmpty() || text.equals("-") ? 0 : Integer.parseInt(text);
    }

    private static String cut(String text, int offset, int width, boolean fromEnd, boolean fill) {
        int start =
                offset < 0 ? Math.max(0, text.length() + offset) : Math.min(offset, text.length());
        String rest = text.substring(start);
        if (width == 0) {
            return rest;
        }
        if (fill) {
            return "0".repeat(Math.max(0, width - rest.length())) + rest;
        }
        int length = fromEnd ? rest.length() - width : width;
        return rest.substring(0, Math.clamp(length, 0, rest.length()));
    }

    private static Part longVariable(Matcher matcher) {
        Part value =
                switch (matcher.group("name")) {
                    case "uid" -> fields -> Long.toString(fields.uid);
                    case "uidvalidity" -> fields -> Long.toString(fields.validity);
                    case "filename" -> fields -> fields.name;
                    default -> fields -> fields.guid;
                };
        for (String each : matcher.group("with").split("\\|", -1)) {
            String filter = each.strip();
            if (filter.startsWith("hex")) {
                value = with(value, modifier('X'));
                int width =
                        filter.equals("hex")
                                ? 0
                                : Integer.parseInt(filter.substring(4, filter.length() - 1));
                value = with(value, text -> cut(text, 0, width, false, true));
            } else if (!filter.isEmpty()) {
                value = with(value, modifier(filter.equals("lower") ? 'L' : 'U'));
            }
        }
        return value;
    }

    private static Part with(Part part, UnaryOperator<String> change) {
        return fields -> change.apply(part.of(fields));
    }

    private static UnaryOperator<String> modifier(char letter) {
        return switch (letter) {
            case 'X' -> UidlFormat::hexadecimal;
            case 'M' -> UidlFormat::md5;
            case 'L' -> text -> text.toLowerCase(Locale.ROOT);
            case 'U' -> text -> text.toUpperCase(Locale.ROOT);
            default -> text -> new StringBuilder(text).reverse().toString();
        };
    }

    /** What is no number is 0. */
    private static String hexadecimal(String text) {
        return text.matches("\\d{1,18}") ? Long.toHexString(Long.parseLong(text)) : "0";
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("MD5")
                                    .digest(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has MD5", e);
        }
    }

    /** As it was given. */
    @Override
    public String toString() {
        return text;
    }
}
