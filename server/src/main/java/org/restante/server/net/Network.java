package org.restante.server.net;

import java.net.InetAddress;

/**
 * A range of addresses, such as {@code 192.0.2.0/24} or {@code ::1}.
 *
 * @param prefixBits how many leading bits count, 0 to 32 or 128
 */
public record Network(InetAddress address, int prefixBits) {
    public Network {
        if (prefixBits < 0 || prefixBits > address.getAddress().length * 8) {
            throw new IllegalArgumentException(
                    "/" + prefixBits + " does not fit " + address.getHostAddress());
        }
    }

    /**
     * Reads an address literal with an optional prefix length.
     *
     * @throws IllegalArgumentException if it is not one; names are not looked up
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        int bits =
                slash < 0
                        ? address.getAddress().length * 8
                        : Integer.parseInt(text.substring(slash + 1));
        return new Network(address, bits);
    }

    /** Whether the address lies in the range; never, if it is of the other family. */
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((mine[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
