package org.restante.protocol.pop3;

import org.restante.protocol.wire.WireOutput;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes replies: the status line, and what else they have. */
public final class ReplyWriter {
    /** The longest status line, CRLF included (RFC 2449 §4). */
    public static final int STATUS_LINE_OCTETS_MAX = 512;

    private final WireOutput out;

    public ReplyWriter(WireOutput out) {
        this.out = out;
    }

    /**
     * Writes one reply to the buffer, closing its message.
     *
     * @throws IOException if the peer or the message failed: what was written is then not a whole
     *     reply, and the connection has to end (P3-030 in the list of requirements)
     */
    public void write(Reply reply) throws IOException {
        switch (reply) {
            case Reply.Ok(String text) -> status("+OK " + text);
            case Reply.Err(var code, String text) ->
                    status("-ERR " + code.map(c -> "[" + c.text() + "] ").orElse("") + text);
            case Reply.Listing(String text, Iterable<String> lines) -> {
                status("+OK " + text);
                for (String line : lines) {
                    out.dataLine(line);
                }
                out.terminator();
            }
            case Reply.Scan(String text, var lines) -> {
                status("+OK " + text);
                lines.writeTo(out);
                out.terminator();
            }
            case Reply.Message(String text, var content) -> {
                try (content) {
                    status("+OK " + text);
                    out.message(content);
                }
            }
            case Reply.Top(String text, var content, long bodyLines) -> {
                try (content) {
                    status("+OK " + text);
                    out.top(content, bodyLines);
                }
            }
            case Reply.Challenge(String base64) -> out.line("+ " + base64);
        }
    }

    private void status(String line) throws IOException {
        if (line.length() > STATUS_LINE_OCTETS_MAX - 2
                || line.getBytes(StandardCharsets.UTF_8).length > STATUS_LINE_OCTETS_MAX - 2) {
            throw new IllegalArgumentException("a status line of " + line.length() + " characters");
        }
        out.line(line);
    }
}
