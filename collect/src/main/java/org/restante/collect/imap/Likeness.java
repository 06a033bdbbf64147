package org.restante.collect.imap;

import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a message has in common with itself after a server has stored it: servers turn line ends
 * into their own and back, add a last one, and have no place for NUL. So line ends count as one
 * kind, and however many follow each other as one. Written to once, then asked.
 */
final class Likeness extends OutputStream {
    private final MessageDigest digest;
    private long lineEndOctets;
    private long others;
    private boolean inLineEnd;

    Likeness() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void write(int octet) {
        if (octet == '\r' || octet == '\n') {
            lineEndOctets++;
            inLineEnd = true;
            return;
        }
        if (inLineEnd) {
            digest.update((byte) '\n');
            inLineEnd = false;
        }
        others++;
        digest.update(octet == 0 ? (byte) 0x80 : (byte) octet);
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            write(octets[i]);
        }
    }

    /** Whether a message of that size may be the same. */
    boolean isPossible(long size) {
        return size >= others && size <= others + 2 * lineEndOctets + 2;
    }

    /** The same for the same message; ends it. */
    String print() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
