package org.restante.protocol.pop3;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first line of an answer, read by the side that asked (RFC 1939 §3, RFC 5034 §4). */
public sealed interface StatusLine {
    /** A bracketed code in front of the text (RFC 2449 §8). */
    Pattern CODED = Pattern.compile("\\[([^\\]]*)\\] ?(.*)", Pattern.DOTALL);

    /** What stands behind the indicator; one character for each octet, for people. */
    String text();

    /** {@code +OK}. */
    record Ok(String text) implements StatusLine {}

    /**
     * {@code -ERR}.
     *
     * @param code the one in brackets, if it is known; it is taken whether or not the server
     *     announces such codes
     * @param text without the code, if that is known
     */
    record Err(Optional<ResponseCode> code, String text) implements StatusLine {}

    /**
     * {@code +}: the next step of a SASL exchange.
     *
     * @param text base64 if the server keeps to RFC 5034; many send other words, or nothing
     */
    record Challenge(String text) implements StatusLine {}

    /** Reads a line without its line end; empty if it is no status line. */
    static Optional<StatusLine> parse(String line) {
        if (begins(line, "+OK")) {
            return Optional.of(new Ok(line.substring(3).strip()));
        }
        if (begins(line, "-ERR")) {
            return Optional.of(err(line.substring(4).strip()));
        }
        return begins(line, "+")
                ? Optional.of(new Challenge(line.substring(1).strip()))
                : Optional.empty();
    }

    private static boolean begins(String line, String indicator) {
        return line.startsWith(indicator)
                && (line.length() == indicator.length()
                        || Character.isWhitespace(line.charAt(indicator.length())));
    }

    private static Err err(String text) {
        Matcher matcher = CODED.matcher(text);
        Optional<ResponseCode> code = matcher.matches() ? code(matcher.group(1)) : Optional.empty();
        return new Err(code, code.isPresent() ? matcher.group(2) : text);
    }

    /**
     * Unknown lower levels do not count, and what is unknown below SYS is the server's trouble all
     * the same, which may pass (RFC 2449 §8).
     */
    private static Optional<ResponseCode> code(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        for (ResponseCode code : ResponseCode.values()) {
            if (upper.equals(code.text()) || upper.startsWith(code.text() + "/")) {
                return Optional.of(code);
            }
        }
        return upper.equals("SYS") || upper.startsWith("SYS/")
                ? Optional.of(ResponseCode.SYS_TEMP)
                : Optional.empty();
    }
}
