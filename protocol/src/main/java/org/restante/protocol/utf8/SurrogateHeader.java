package org.restante.protocol.utf8;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * The header section of a surrogate: RFC 6858, and more of the message than that where it is safe.
 * Field by field:
 *
 * <ul>
 *   <li>A field that is ASCII stays octet for octet, signatures that now fail included (RFC 6858
 *       §5). A bare CR, which no header may hold, becomes a space.
 *   <li>Addresses: see {@link AddressField} (RFC 6858 §2.1). Return-Path has no place for a display
 *       name and tells the address that belongs to nobody alone.
 *   <li>Content-Type and Content-Disposition: see {@link ParameterField}. RFC 6858 §2.2 drops such
 *       parameters; RFC 2231 keeps a file's name for the clients that know it, and the others see
 *       no parameter.
 *   <li>Other structured fields: comments are encoded (RFC 6857 §3.1.2), since a raw one in Date is
 *       old and common; if anything else is not ASCII, the field is dropped (RFC 6858 §2.4). There
 *       is no {@code Downgraded-} field of RFC 6857: software that knows one is not known.
 *   <li>Subject and every field not named here is text (RFC 6858 §2.3): its words that are not
 *       ASCII become encoded words. RFC 6858 §2.4 would drop all but Subject; an encoded word is
 *       neither an address nor anything else that a program acts on.
 *   <li>A line that is no field, or whose name is not ASCII, is dropped.
 * </ul>
 *
 * Octets that are not UTF-8 are encoded like the others, with a label that says so.
 */
final class SurrogateHeader {
    private static final Set<String> ADDRESSES =
            Set.of(
                    "from",
                    "sender",
                    "reply-to",
                    "to",
                    "cc",
                    "bcc",
                    "resent-from",
                    "resent-sender",
                    "resent-reply-to",
                    "resent-to",
                    "resent-cc",
                    "resent-bcc",
                    "disposition-notification-to");

    /** Fields whose grammar has no place for an encoded word outside of comments. */
    private static final Set<String> STRUCTURED =
            Set.of(
                    "date",
                    "resent-date",
                    "message-id",
                    "resent-message-id",
                    "in-reply-to",
                    "references",
                    "received",
                    "mime-version",
                    "content-id",
                    "content-location",
                    "content-base",
                    "content-transfer-encoding",
                    "content-language",
                    "content-md5",
                    "accept-language",
                    "auto-submitted",
                    "original-recipient",
                    "final-recipient",
                    "original-message-id",
                    "dkim-signature",
                    "domainkey-signature",
                    "authentication-results",
                    "received-spf",
                    "autocrypt");

    private final StringBuilder out = new StringBuilder();

    private SurrogateHeader() {}

    /**
     * @param octets a buffer
     * @param length how many of its octets are the header section: whole lines that end CRLF, the
     *     last one empty unless the message has no body
     */
    static byte[] of(byte[] octets, int length) {
        String header = new String(octets, 0, length, StandardCharsets.ISO_8859_1);
        SurrogateHeader surrogate = new SurrogateHeader();
        int start = 0;
        while (start < length) {
            int end = fieldEnd(header, start);
            surrogate.add(header.substring(start, end));
            start = end;
        }
        return surrogate.out.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Behind the field's last line end; lines that start with white space continue it. */
    private static int fieldEnd(String header, int start) {
        int end = lineEnd(header, start);
        while (end < header.length() && Ascii.isSpace(header.charAt(end))) {
            end = lineEnd(header, end);
        }
        return end;
    }

    private static int lineEnd(String header, int start) {
        int lf = header.indexOf('\n', start);
        return lf < 0 ? header.length() : lf + 1;
    }

    private void add(String stored) {
        String field = withoutBareCr(stored);
        if (Ascii.isAll(field)) {
            out.append(field);
            return;
        }
        int colon = field.indexOf(':');
        String name = colon < 0 ? "" : Ascii.strip(field.substring(0, colon));
        if (isName(name) && !Ascii.isSpace(field.charAt(0))) {
            FoldedField folded = new FoldedField(name);
            String value = Ascii.strip(field.substring(colon + 1).replaceAll("\r?\n", ""));
            if (write(name.toLowerCase(Locale.ROOT), value, folded)) {
                out.append(folded);
            }
        }
    }

    /** Returns false if the field is to be dropped. */
    private static boolean write(String name, String value, FoldedField out) {
        if (ADDRESSES.contains(name)) {
            AddressField.write(value, out);
            return true;
        }
        if (name.equals("return-path")) {
            out.word(" ", AddressField.NOBODY);
            return true;
        }
        if (name.equals("content-type") || name.equals("content-disposition")) {
            return ParameterField.write(value, out);
        }
        if (STRUCTURED.contains(name) || name.startsWith("list-") || name.startsWith("arc-")) {
            String ascii = Structured.withEncodedComments(value);
            out.text(ascii);
            return Ascii.isAll(ascii);
        }
        text(value, out);
        return true;
    }

    /**
     * The words that are not ASCII, those next to each other together with the space between them:
     * who reads encoded words shows none of the space around the words (RFC 2047 §6.2).
     */
    private static void text(String value, FoldedField out) {
        int at = 0;
        while (at < value.length()) {
            int word = wordStart(value, at);
            String space = word == at ? " " : value.substring(at, word);
            int end = wordEnd(value, word);
            if (Ascii.isAll(value.substring(word, end))) {
                out.word(space, value.substring(word, end));
            } else {
                end = runEnd(value, end);
                out.encoded(space, value.substring(word, end));
            }
            at = end;
        }
    }

    private static int runEnd(String value, int wordEnd) {
        int end = wordEnd;
        while (end < value.length()) {
            int next = wordEnd(value, wordStart(value, end));
            if (Ascii.isAll(value.substring(end, next))) {
                return end;
            }
            end = next;
        }
        return end;
    }

    private static int wordStart(String value, int from) {
        int at = from;
        while (at < value.length() && Ascii.isSpace(value.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int wordEnd(String value, int from) {
        int at = from;
        while (at < value.length() && !Ascii.isSpace(value.charAt(at))) {
            at++;
        }
        return at;
    }

    private static String withoutBareCr(String field) {
        return field.replaceAll("\r(?!\n)", " ");
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }
}
