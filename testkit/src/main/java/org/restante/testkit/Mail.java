package org.restante.testkit;

import org.restante.protocol.wire.CanonicalInputStream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** A message, octet by octet. Two are equal if their octets are. Immutable. */
public final class Mail {
    private static final int SHOWN_CHARS_MAX = 200;

    private final byte[] octets;

    private Mail(byte[] octets) {
        this.octets = octets;
    }

    /**
     * A message as it stands in source code.
     *
     * @param text header, empty line, body; goes out in UTF-8; each line end becomes CRLF, and the
     *     last line gets one
     */
    public static Mail of(String text) {
        return ofLines(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A message as it is.
     *
     * @param octets any; what RETR sends has CRLF for a lone LF, and one at its end
     */
    public static Mail of(byte[] octets) {
        return new Mail(octets.clone());
    }

    /**
     * A message with the header that a reader expects.
     *
     * @param subject ASCII, one line
     * @param text the body, as in {@link #of(String)}
     */
    public static Mail text(String subject, String text) {
        if (subject.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException("not one line of ASCII: " + subject);
        }
        return of(
                String.format(
                                Locale.ROOT,
                                """
                                From: Sender <sender@example.org>
                                To: receiver@example.org
                                Date: Thu, 01 Jan 2026 12:00:00 +0000
                                Subject: %s
                                MIME-Version: 1.0
                                Content-Type: text/plain; charset=utf-8
                                Content-Transfer-Encoding: 8bit

                                """,
                                subject)
                        + text);
    }

    /**
     * A message of an exact size, in lines of 70 characters at most.
     *
     * @param octets 20 or more
     */
    public static Mail ofSize(int octets) {
        String header = "Subject: size\r\n\r\n";
        if (octets < header.length() + 3) {
            throw new IllegalArgumentException(octets + " octets, must be 20 or more");
        }
        byte[] all = new byte[octets];
        Arrays.fill(all, (byte) 'x');
        byte[] head = header.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, all, 0, head.length);
        for (int end = head.length + 72; end < octets - 3; end += 72) {
            all[end - 2] = '\r';
            all[end - 1] = '\n';
        }
        all[octets - 2] = '\r';
        all[octets - 1] = '\n';
        return new Mail(all);
    }

    private static Mail ofLines(byte[] octets) {
        try (var canonical = new CanonicalInputStream(new ByteArrayInputStream(octets))) {
            return new Mail(canonical.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of what RETR sends for it: CRLF line ends, not stuffed. */
    public byte[] octets() {
        return ofLines(octets).octets;
    }

    /** What RETR sends for it, read as UTF-8. */
    public String text() {
        return new String(octets(), StandardCharsets.UTF_8);
    }

    /** How many octets LIST tells of it. */
    public long size() {
        return octets().length;
    }

    byte[] stored() {
        return octets.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mail mail && Arrays.equals(octets(), mail.octets());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets());
    }

    /** The start of {@link #text}. */
    @Override
    public String toString() {
        String text = text();
        return text.length() <= SHOWN_CHARS_MAX
                ? text
                : text.substring(0, SHOWN_CHARS_MAX) + "... (" + size() + " octets)";
    }
}
