package org.restante.protocol.smtp;

import org.restante.protocol.wire.WireOutput;

import java.io.IOException;
import java.util.List;

/**
 * The answer to a command (RFC 5321 §4.2).
 *
 * @param code three digits, the first from 2 to 5
 * @param enhanced class, subject and detail as in {@code 5.1.1} (RFC 2034), or empty for the
 *     replies that have none: the greeting, and those to LHLO, EHLO and DATA
 * @param lines at least one; printable ASCII
 */
public record SmtpReply(int code, String enhanced, List<String> lines) {
    public SmtpReply {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("no reply code: " + code);
        }
        if (!enhanced.isEmpty() && enhanced.charAt(0) != '0' + code / 100) {
            throw new IllegalArgumentException(enhanced + " does not agree with " + code);
        }
        lines = List.copyOf(lines);
        if (lines.isEmpty() || !lines.stream().allMatch(SmtpReply::isPrintable)) {
            throw new IllegalArgumentException("no lines of printable ASCII: " + lines);
        }
    }

    private static boolean isPrintable(String line) {
        return line.chars().allMatch(c -> c >= 0x20 && c <= 0x7E);
    }

    /** A reply of one line with an enhanced status code. */
    public static SmtpReply of(int code, String enhanced, String text) {
        return new SmtpReply(code, enhanced, List.of(text));
    }

    /** A reply without an enhanced status code. */
    public static SmtpReply plain(int code, String... lines) {
        return new SmtpReply(code, "", List.of(lines));
    }

    /** Whether it tells of success, or asks to go on. */
    public boolean isPositive() {
        return code < 400;
    }

    /** Writes all its lines to the buffer. */
    public void write(WireOutput out) throws IOException {
        String status = enhanced.isEmpty() ? "" : enhanced + " ";
        for (int i = 0; i < lines.size(); i++) {
            out.line(code + (i < lines.size() - 1 ? "-" : " ") + status + lines.get(i));
        }
    }

    @Override
    public String toString() {
        return code + " " + (enhanced.isEmpty() ? "" : enhanced + " ") + String.join(" / ", lines);
    }
}
