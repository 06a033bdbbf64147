package org.restante.server.net;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * What a client's first message (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2) tells about the kinds of key
 * that it can use. It decides nothing else: an engine reads the same octets and judges them.
 */
final class ClientHello {
    /** A record's header and the most that one may hold (RFC 8446 §5.2). */
    static final int OCTETS_MAX = 5 + 16384 + 256;

    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final Set<String> EVERY = Set.of("EC", "RSA");

    private static final Set<Integer> EC_SUITES = Set.of(0xC02B, 0xC02C, 0xCCA9);
    private static final Set<Integer> RSA_SUITES = Set.of(0xC02F, 0xC030, 0xCCA8);
    private static final Set<Integer> EC_SIGNATURES = Set.of(0x0403, 0x0503, 0x0603);
    private static final Set<Integer> RSA_SIGNATURES =
            Set.of(0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806);

    private ClientHello() {}

    /** Whether the first record is there from its first octet to its last, or is none of TLS. */
    static boolean isWhole(ByteBuffer octets) {
        int start = octets.position();
        if (octets.hasRemaining() && octets.get(start) != HANDSHAKE) {
            return true;
        }
        if (octets.remaining() < RECORD_HEADER) {
            return false;
        }
        int payload = octets.getShort(start + 3) & 0xFFFF;
        return octets.remaining() >= Math.min(RECORD_HEADER + payload, OCTETS_MAX);
    }

    /**
     * The kinds of key, of EC and RSA, that the client can use; both where it does not say so.
     *
     * @param octets what it has sent first; not moved
     */
    static Set<String> usableKeyTypes(ByteBuffer octets) {
        try {
            return read(octets.duplicate());
        } catch (BufferUnderflowException | IllegalArgumentException _) {
            // In several records, or not a hello: the engine will say.
            return EVERY;
        }
    }

    private static Set<String> read(ByteBuffer in) {
        if (in.get() != HANDSHAKE) {
            return EVERY;
        }
        skip(in, 4);
        if (in.get() != CLIENT_HELLO) {
            return EVERY;
        }
        // Length, version and random.
        skip(in, 3 + 2 + 32);
        skip(in, in.get() & 0xFF);
        Set<Integer> suites = numbers(block(in));
        skip(in, in.get() & 0xFF);
        Set<String> usable = new HashSet<>();
        boolean version13 = suites.stream().anyMatch(suite -> suite >> 8 == 0x13);
        if (version13 || suites.stream().anyMatch(EC_SUITES::contains)) {
            usable.add("EC");
        }
        if (version13 || suites.stream().anyMatch(RSA_SUITES::contains)) {
            usable.add("RSA");
        }
        ByteBuffer extensions = block(in);
        while (extensions.hasRemaining()) {
            int type = extensions.getShort() & 0xFFFF;
            ByteBuffer body = block(extensions);
            if (type == SIGNATURE_ALGORITHMS) {
                Set<Integer> signatures = numbers(block(body));
                usable.removeIf(keyType ->
                        signatures.stream()
                                .noneMatch(
                                        keyType.equals("EC")
                                                ? EC_SIGNATURES::contains
                                                : RSA_SIGNATURES::contains));
            }
        }
        return Set.copyOf(usable);
    }

    /** What stands behind a length of two octets. */
    private static ByteBuffer block(ByteBuffer in) {
        int length = in.getShort() & 0xFFFF;
        ByteBuffer block = in.slice();
        skip(in, length);
        return block.limit(length);
    }

    private static Set<Integer> numbers(ByteBuffer in) {
        Set<Integer> numbers = new HashSet<>();
        while (in.hasRemaining()) {
            numbers.add(in.getShort() & 0xFFFF);
        }
        return numbers;
    }

    /**
     * Goes on behind so many octets.
     *
     * @throws IllegalArgumentException if there are not as many
     */
    private static void skip(ByteBuffer in, int octets) {
        in.position(in.position() + octets);
    }
}
