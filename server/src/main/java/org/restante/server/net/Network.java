package org.restante.server.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
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
    public static Network parse(String text) {
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

    /**
     * The network that counts as one client.
     *
     * @param ipv6PrefixBits how much of an IPv6 address is the client's; an IPv4 address, mapped
     *     into IPv6 or not, counts whole
     */
    public static Network around(InetAddress address, int ipv6PrefixBits) {
        InetAddress plain = unmapped(address);
        byte[] octets = plain.getAddress();
        return octets.length == 4
                ? new Network(plain, 32)
                : new Network(address(masked(octets, ipv6PrefixBits)), ipv6PrefixBits);
    }

    /** IPv4 out of IPv6 (RFC 4291 §2.5.5.2), where somebody made such an object by hand. */
    private static InetAddress unmapped(InetAddress address) {
        return address(address.getAddress());
    }

    private static InetAddress address(byte[] octets) {
        try {
            // Makes an Inet4Address of a mapped one.
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(octets.length + " octets are no address", e);
        }
    }

    /** As {@link #parse} reads it; a range of one without its prefix. */
    @Override
    public String toString() {
        boolean one = prefixBits == address.getAddress().length * 8;
        return address.getHostAddress() + (one ? "" : "/" + prefixBits);
    }

    /**
     * Whether the address lies in this range; an IPv4 address, mapped into IPv6 or not, never lies
     * in an IPv6 range.
     */
    public boolean contains(InetAddress other) {
        byte[] octets = unmapped(other).getAddress();
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
