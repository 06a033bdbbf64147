package org.restante.store.adopt;

import org.restante.protocol.Content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header of a message, as far as a bound. */
final class MessageHeader {
    /** More than mail servers take. */
    static final int OCTETS_MAX = 1024 * 1024;

    private static final int BLOCK_OCTETS = 8 * 1024;

    private static final Pattern X_UIDL =
            Pattern.compile("^X-UIDL[ \t]*:[ \t]*([^\r\n]*)", Pattern.CASE_INSENSITIVE);

    private MessageHeader() {}

    /** The first field X-UIDL, as servers of mbox files write and Dovecot reuses it. */
    static Optional<String> xUidl(Content content) throws IOException {
        for (String line : read(content).split("\r\n", -1)) {
            Matcher matcher = X_UIDL.matcher(line);
            if (matcher.lookingAt()) {
                return Optional.of(matcher.group(1));
            }
        }
        return Optional.empty();
    }

    /** All lines up to the empty one, which is left out; one character for each octet. */
    static String read(Content content) throws IOException {
        InputStream in =
                switch (content) {
                    case Content.Stream(var stream, _) -> stream;
                    case Content.WireFile(var channel, var offset, _) -> {
                        channel.position(offset);
                        yield Channels.newInputStream(channel);
                    }
                };
        ByteBuffer octets = ByteBuffer.allocate(BLOCK_OCTETS);
        String text = "";
        int scanned = 0;
        while (octets.position() < OCTETS_MAX) {
            if (!octets.hasRemaining()) {
                octets =
                        ByteBuffer.wrap(Arrays.copyOf(octets.array(), 2 * octets.capacity()))
                                .position(octets.position());
            }
            int count = in.read(octets.array(), octets.position(), octets.remaining());
            if (count < 0) {
                break;
            }
            octets.position(octets.position() + count);
            text = new String(octets.array(), 0, octets.position(), StandardCharsets.ISO_8859_1);
            int end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n", scanned);
            if (end >= 0) {
                return text.substring(0, end);
            }
            scanned = Math.max(0, text.length() - 3);
        }
        return text;
    }
}
