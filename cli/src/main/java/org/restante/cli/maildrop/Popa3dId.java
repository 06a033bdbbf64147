package org.restante.cli.maildrop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The unique-id that popa3d makes of a message, as of its version 1.0: the first eight octets of an
 * MD5, each four of them backwards, in hexadecimal. What is hashed are the lines of the header that
 * stay as they are whatever mail programs add, with their line ends as they lie in the file: {@code
 * Delivered-To}, {@code X-Delivery-ID}, the first {@code Received}, and before that {@code Date}
 * and {@code Message-ID}; folded lines with the first.
 */
final class Popa3dId {
    /** The longest name of a field that matters. */
    private static final int NAME_OCTETS = "X-Delivery-ID:".length();

    private final MessageDigest hash = md5();
    private boolean fixed;
    private boolean received;

    private Popa3dId() {}

    /** Reads the header of a message as it lies in the mailbox file. */
    static String of(InputStream message) throws IOException {
        return new Popa3dId().read(message);
    }

    private String read(InputStream in) throws IOException {
        byte[] start = new byte[NAME_OCTETS];
        while (true) {
            int length = 0;
            int octet = in.read();
            while (octet >= 0 && octet != '\n' && length < NAME_OCTETS) {
                start[length++] = (byte) octet;
                octet = in.read();
            }
            if (length == 0) {
                // The empty line, or the end.
                break;
            }
            begin(new String(start, 0, length, StandardCharsets.ISO_8859_1));
            if (fixed) {
                hash.update(start, 0, length);
            }
            // However long the line is, no more of it is in memory.
            while (octet >= 0) {
                if (fixed) {
                    hash.update((byte) octet);
                }
                if (octet == '\n') {
                    break;
                }
                octet = in.read();
            }
        }
        byte[] digest = hash.digest();
        HexFormat hex = HexFormat.of();
        StringBuilder id = new StringBuilder();
        for (int i : new int[] {3, 2, 1, 0, 7, 6, 5, 4}) {
            id.append(hex.toHexDigits(digest[i]));
        }
        return id.toString();
    }

    /** Decides about a line by how it begins. */
    private void begin(String line) {
        String small = line.toLowerCase(Locale.ROOT);
        switch (line.charAt(0)) {
            case ' ', '\t' -> {
                // As the line that it continues.
            }
            case 'R', 'r' -> {
                fixed = !received && small.startsWith("received:");
                received |= fixed;
            }
            default ->
                    fixed =
                            small.startsWith("delivered-to:")
                                    || (line.startsWith("X") && small.startsWith("x-delivery-id:"))
                                    || (!received
                                            && (small.startsWith("date:")
                                                    || small.startsWith("message-id:")));
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has MD5", e);
        }
    }
}
