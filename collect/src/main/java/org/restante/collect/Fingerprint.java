package org.restante.collect;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What tells a message by its octets: the first half of their SHA-256. As two numbers, as a journal
 * may have a million.
 */
record Fingerprint(long high, long low) {
    /** Of a message that was not read yet. */
    static final Fingerprint NONE = new Fingerprint(0, 0);

    private static final int DIGITS = 16;

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Of what a digest was given. */
    static Fingerprint of(MessageDigest digest) {
        ByteBuffer octets = ByteBuffer.wrap(digest.digest());
        return new Fingerprint(octets.getLong(), octets.getLong());
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static Fingerprint parse(String text) {
        if (text.length() != 2 * DIGITS) {
            throw new IllegalArgumentException("not a fingerprint: " + text);
        }
        return new Fingerprint(
                HexFormat.fromHexDigitsToLong(text, 0, DIGITS),
                HexFormat.fromHexDigitsToLong(text, DIGITS, 2 * DIGITS));
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
