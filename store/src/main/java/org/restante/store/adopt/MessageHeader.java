package org.restante.store.adopt;

import org.restante.protocol.Content;
import org.restante.protocol.wire.CanonicalInputStream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header of a message, as far as a bound; its text has one character for each octet. */
public final class MessageHeader {
    /** More than mail servers take. */
    public static final int OCTETS_MAX = 1024 * 1024;

    private static final int BLOCK_OCTETS = 8 * 1024;

    private static final Pattern X_UIDL =
            Pattern.compile("^X-UIDL[ \t]*:[ \t]*([^\r\n]*)", Pattern.CASE_INSENSITIVE);

    /** What servers of mbox files write into a message's header, and take out of it again. */
    private static final Pattern OF_THE_SERVER =
            Pattern.compile(
                    "(?:Status|X-Status|X-Keywords|X-UIDL|X-UID|X-IMAP|X-IMAPbase|Content-Length)"
                            + "[ \t]*:.*",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

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

    /** A header without the fields that a server adds for itself. */
    public static String withoutServersFields(String header) {
        StringBuilder rest = new StringBuilder(header.length());
        boolean servers = false;
        for (String line : header.split("\r\n", -1)) {
            boolean folded = line.startsWith(" ") || line.startsWith("\t");
            servers = folded ? servers : OF_THE_SERVER.matcher(line).matches();
            if (!servers) {
                rest.append(line).append('\n');
            }
        }
        return rest.toString().strip();
    }

    /** What stands before the empty line, of a message that is whole or not. */
    public static String of(String message) {
        int end = message.startsWith("\r\n") ? 0 : message.indexOf("\r\n\r\n");
        return end < 0 ? message : message.substring(0, end);
    }

    /** What stands before the empty line of a message. */
    public static String read(Content content) throws IOException {
        InputStream in = CanonicalInputStream.of(content);
        ByteBuffer octets = ByteBuffer.allocate(BLOCK_OCTETS);
        while (octets.position() < OCTETS_MAX) {
            if (!octets.hasRemaining()) {
                octets =
                        ByteBuffer.wrap(Arrays.copyOf(octets.array(), 2 * octets.capacity()))
                                .position(octets.position());
            }
            int from = octets.position();
            int count = in.read(octets.array(), from, octets.remaining());
            if (count < 0) {
                break;
            }
            octets.position(from + count);
            String tail =
                    new String(
                            octets.array(),
                            Math.max(0, from - 3),
                            octets.position() - Math.max(0, from - 3),
                            StandardCharsets.ISO_8859_1);
            if (tail.contains("\r\n\r\n") || (from == 0 && tail.startsWith("\r\n"))) {
                break;
            }
        }
        return of(new String(octets.array(), 0, octets.position(), StandardCharsets.ISO_8859_1));
    }
}
