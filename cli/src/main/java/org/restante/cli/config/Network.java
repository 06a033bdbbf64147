package org.restante.cli.config;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A range of IP addresses in CIDR form (RFC 4632); a bare address is a range of one.
 *
 * @param address the first of the range
 * @param prefixBits 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Network(InetAddress address, int prefixBits) {
    public Network {
        byte[] octets = address.getAddress();
        if (prefixBits < 0 || prefixBits > octets.length * 8) {
            throw new IllegalArgumentException(
                    "the part after / must be 0 to " + octets.length * 8);
        }
        if (!Arrays.equals(octets, masked(octets, prefixBits))) {
            throw new IllegalArgumentException(
                    "has bits set after the first "
                            + prefixBits
                            + ", which /"
                            + prefixBits
                            + " ignores");
        }
    }

    /**
     * Reads {@code 10.0.0.0/8} or {@code ::1}; looks no name up.
     *
     * @throws IllegalArgumentException with what is wrong and what is allowed
     */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        if (slash < 0) {
            return new Network(address, address.getAddress().length * 8);
        }
        String bits = text.substring(slash + 1);
        if (!bits.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("is not a network, such as 10.0.0.0/8 or fd00::/8");
        }
        return new Network(address, Integer.parseInt(bits));
    }

    /** Whether the address lies in this range; an IPv4 address never lies in an IPv6 range. */
    public boolean contains(InetAddress other) {
        byte[] octets = other.getAddress();
        return octets.length == address.getAddress().length
                && Arrays.equals(masked(octets, prefixBits), address.getAddress());
    }

    private static byte[] masked(byte[] octets, int bits) {
        byte[] kept = octets.clone();
        for (int i = 0; i < kept.length; i++) {
            int here = Math.clamp(bits - i * 8L, 0, 8);
            kept[i] &= (byte) (0xFF << (8 - here));
        }
        return kept;
    }
}
