package org.restante.protocol.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the header of a proxy, version 1 or 2, and not one octet behind it: what follows may be a
 * TLS handshake, which another reader must get whole. So it never asks the stream for more octets
 * than the header is sure to have still.
 *
 * <p>The type-length-value fields of version 2 are skipped unread, TLS among them: a proxy that
 * ended TLS does not make the rest of the way a secret one.
 */
public final class ProxyHeaderReader {
    /** The longest line of version 1, its CRLF included (§2.1). */
    static final int LINE_OCTETS_MAX = 107;

    /** The most octets behind the fixed part of version 2; addresses need 216 at most. */
    static final int BODY_OCTETS_MAX = 4096;

    private static final byte[] SIGNATURE_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);

    /** How a header of version 2 begins. */
    private static final byte[] SIGNATURE_2 = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

    private static final int FIXED_OCTETS_2 = 16;

    /** {@code PROXY UNKNOWN} with its line end: no header of either version is shorter. */
    private static final int SHORTEST_OCTETS = 15;

    /** Spaces in a line that names addresses. */
    private static final int SPACES = 5;

    private static final String PORT = "(0|[1-9][0-9]{0,4})";
    private static final Pattern LINE =
            Pattern.compile(
                    "PROXY TCP(?:4 ([0-9.]+) ([0-9.]+)|6 ([0-9A-Fa-f:.]+) ([0-9A-Fa-f:.]+)) "
                            + PORT
                            + " "
                            + PORT
                            + "\r\n");
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");

    private static final int STREAM = 1;

    private ProxyHeaderReader() {}

    /**
     * Reads the header; waits for all of it. An end of the stream inside it makes it malformed.
     *
     * @param in unbuffered, or shared with whoever reads on
     * @throws IOException from the stream
     */
    public static ProxyHeader read(InputStream in) throws IOException {
        byte[] header = new byte[LINE_OCTETS_MAX];
        int length = 0;
        while (length < SHORTEST_OCTETS) {
            int count = in.read(header, length, SHORTEST_OCTETS - length);
            if (count < 0) {
                return length == 0 ? new ProxyHeader.Nothing() : cutOff();
            }
            length += count;
            // At once: a client that speaks without a header would wait for an answer.
            if (!begins(header, length, SIGNATURE_1) && !begins(header, length, SIGNATURE_2)) {
                return new ProxyHeader.Malformed("there is no PROXY header");
            }
        }
        return header[0] == SIGNATURE_1[0] ? line(in, header, length) : binary(in, header, length);
    }

    private static boolean begins(byte[] octets, int length, byte[] signature) {
        int both = Math.min(length, signature.length);
        return Arrays.equals(octets, 0, both, signature, 0, both);
    }

    /** How much of it came decides nothing: the octets of one header may arrive in any pieces. */
    private static ProxyHeader noLine() {
        return new ProxyHeader.Malformed("the line of the PROXY header is malformed or cut off");
    }

    private static ProxyHeader line(InputStream in, byte[] line, int start) throws IOException {
        int length = start;
        while (line[length - 2] != '\r' || line[length - 1] != '\n') {
            int missing = missing(line, length);
            if (missing == 0 || length + missing > LINE_OCTETS_MAX) {
                return noLine();
            }
            // Fewer may come: a line that ended too early is then found out without waiting.
            int count = in.read(line, length, missing);
            if (count < 0) {
                return noLine();
            }
            length += count;
        }
        String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        return text.startsWith("PROXY UNKNOWN\r") || text.startsWith("PROXY UNKNOWN ")
                ? new ProxyHeader.Local()
                : addresses(text).orElseGet(ProxyHeaderReader::noLine);
    }

    /** How many octets a line must have still, at least; 0 if it can become none any more. */
    private static int missing(byte[] line, int length) {
        boolean returned = line[length - 1] == '\r';
        if (line[SIGNATURE_1.length] == 'U') {
            return returned ? 1 : 2;
        }
        int spaces = 0;
        for (int i = 0; i < length; i++) {
            boolean lineEnd = line[i] == '\n' || (line[i] == '\r' && i < length - 1);
            if (lineEnd) {
                return 0;
            }
            spaces += line[i] == ' ' ? 1 : 0;
        }
        if (returned) {
            return spaces == SPACES ? 1 : 0;
        }
        // Each space that is missing has one octet behind it at least; then CRLF.
        int behindSpace = line[length - 1] == ' ' ? 1 : 0;
        return spaces > SPACES ? 0 : 2 * (SPACES - spaces) + behindSpace + 2;
    }

    private static Optional<ProxyHeader> addresses(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            return Optional.empty();
        }
        boolean four = parts.group(1) != null;
        Optional<InetAddress> source = four ? four(parts.group(1)) : six(parts.group(3));
        Optional<InetAddress> destination = four ? four(parts.group(2)) : six(parts.group(4));
        int sourcePort = Integer.parseInt(parts.group(5));
        int destinationPort = Integer.parseInt(parts.group(6));
        if (source.isEmpty()
                || destination.isEmpty()
                || Math.max(sourcePort, destinationPort) > 0xFFFF) {
            return Optional.empty();
        }
        return Optional.of(
                new ProxyHeader.Proxied(
                        new InetSocketAddress(source.get(), sourcePort),
                        new InetSocketAddress(destination.get(), destinationPort)));
    }

    private static Optional<InetAddress> four(String text) {
        // The JDK takes fewer parts and other bases as well.
        return IPV4.matcher(text).matches() ? literal(text) : Optional.empty();
    }

    private static Optional<InetAddress> six(String text) {
        return text.contains(":") ? literal(text) : Optional.empty();
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static ProxyHeader binary(InputStream in, byte[] fixed, int start) throws IOException {
        int missing = FIXED_OCTETS_2 - start;
        if (in.readNBytes(fixed, start, missing) < missing) {
            return cutOff();
        }
        int version = (fixed[12] & 0xF0) >> 4;
        int command = fixed[12] & 0x0F;
        int family = (fixed[13] & 0xF0) >> 4;
        int transport = fixed[13] & 0x0F;
        int length = ((fixed[14] & 0xFF) << 8) | (fixed[15] & 0xFF);
        if (version != 2 || command > 1) {
            return new ProxyHeader.Malformed("the PROXY header has an unknown version or command");
        }
        if (length > BODY_OCTETS_MAX) {
            return new ProxyHeader.Malformed("the PROXY header is too long");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            return cutOff();
        }
        if (command == 0) {
            return new ProxyHeader.Local();
        }
        int addressOctets =
                switch (family) {
                    case 0 -> 0;
                    case 1 -> 4;
                    case 2 -> 16;
                    case 3 -> 108;
                    default -> -1;
                };
        if (addressOctets < 0 || transport > 2) {
            return new ProxyHeader.Malformed("the PROXY header has an unknown kind of address");
        }
        int portOctets = family == 1 || family == 2 ? 2 : 0;
        if (transport != 0 && length < 2 * (addressOctets + portOctets)) {
            return new ProxyHeader.Malformed("the PROXY header is too short for its addresses");
        }
        return transport == STREAM && portOctets > 0
                ? proxied(ByteBuffer.wrap(body), addressOctets)
                : new ProxyHeader.Local();
    }

    private static ProxyHeader proxied(ByteBuffer body, int addressOctets) {
        InetAddress source = address(body, addressOctets);
        InetAddress destination = address(body, addressOctets);
        return new ProxyHeader.Proxied(
                new InetSocketAddress(source, body.getShort() & 0xFFFF),
                new InetSocketAddress(destination, body.getShort() & 0xFFFF));
    }

    private static InetAddress address(ByteBuffer body, int octets) {
        byte[] address = new byte[octets];
        body.get(address);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(octets + " octets are no address", e);
        }
    }

    private static ProxyHeader cutOff() {
        return new ProxyHeader.Malformed("the PROXY header is cut off");
    }
}
