package org.restante.cli.interop;

import org.restante.protocol.Content;
import org.restante.protocol.utf8.AsciiView;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A message by name.
 *
 * @param octets each octet as the character of that number (ISO 8859-1)
 */
record Sample(String name, String octets) {
    /** What POP3 has to send for it, without stuffing. */
    String canonical() {
        return canonical(octets);
    }

    /** The same for a client that did not say UTF8 (RFC 6858). */
    String inAscii() {
        byte[] stored = canonical().getBytes(StandardCharsets.ISO_8859_1);
        Content content = new Content.Stream(new ByteArrayInputStream(stored), stored.length);
        try {
            return switch (AsciiView.of(content)) {
                case AsciiView.AsStored _ -> canonical();
                case AsciiView.Surrogate(Content.Stream(var in, _)) ->
                        new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                case AsciiView.Surrogate _, AsciiView.Impossible _ ->
                        throw new AssertionError(name);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * RFC 1939 §11 word by word, as slow as can be: it must not share a line with what it checks.
     * Also makes equal what differs only in the local form of line ends.
     */
    static String canonical(String octets) {
        String lines = octets.replace("\r\n", "\n").replace("\n", "\r\n");
        return lines.isEmpty() || lines.endsWith("\r\n") ? lines : lines + "\r\n";
    }

    @Override
    public String toString() {
        return name;
    }
}
