package org.restante.protocol.pop1;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How several messages make one stream, as in the mail files of TENEX and TOPS-20 in the days of
 * RFC 918: before each message a line with a date, its octets and twelve octal digits of flags, and
 * behind that line just so many octets.
 *
 * <pre>
 * 25-Nov-26 18:25:21-GMT,537;000000000000
 * </pre>
 */
public final class MailFile {
    // The day is two characters wide, the first of them a space before a single digit.
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("ppd-MMM-uu HH:mm:ss'-GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /** New, as far as POP1 knows: it keeps nothing of a message from one session to the next. */
    private static final String NO_FLAGS = "000000000000";

    private MailFile() {}

    /**
     * The line before a message, without its line end; in ASCII.
     *
     * @param date any that the two sides agree on
     * @param octets of the message
     */
    public static String line(Instant date, long octets) {
        return DATE.format(date) + "," + octets + ";" + NO_FLAGS;
    }

    /** How many octets the line and the message have together, the line's CRLF included. */
    public static long octets(Instant date, long octets) {
        return line(date, octets).length() + 2 + octets;
    }
}
