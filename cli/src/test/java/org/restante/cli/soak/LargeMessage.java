package org.restante.cli.soak;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A message too large for any memory: made while it is sent, digested while it is read. */
final class LargeMessage {
    private static final int LINE_OCTETS = 1024;
    private static final int LINES_IN_BLOCK = 64;
    private static final String HEADER = "Subject: large\r\n\r\n";

    private final long blocks;

    /**
     * A message of at least so many octets.
     *
     * @param octetsMin rounded up to whole blocks of 64 KiB
     */
    LargeMessage(long octetsMin) {
        blocks = octetsMin / (LINE_OCTETS * LINES_IN_BLOCK) + 1;
    }

    long octets() {
        return HEADER.length() + blocks * LINE_OCTETS * LINES_IN_BLOCK;
    }

    /** Sends it as the data of a DATA command; its SHA-256. */
    String send(Link link) throws IOException {
        MessageDigest digest = sha256();
        byte[] header = HEADER.getBytes(Link.OCTETS);
        digest.update(header);
        link.send(header);
        byte[] block = new byte[LINE_OCTETS * LINES_IN_BLOCK];
        Arrays.fill(block, (byte) 'x');
        for (int end = LINE_OCTETS; end <= block.length; end += LINE_OCTETS) {
            block[end - 2] = '\r';
            block[end - 1] = '\n';
        }
        for (long i = 0; i < blocks; i++) {
            // No two blocks are the same: one that is lost, doubled or moved is noticed.
            byte[] number = HexFormat.of().toHexDigits(i).getBytes(Link.OCTETS);
            System.arraycopy(number, 0, block, 0, number.length);
            digest.update(block);
            link.send(block);
        }
        link.send(".\r\n");
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Reads the lines behind the first one of a RETR or TOP, to the end.
     *
     * @param octets what LIST says, the fields added in front included
     * @return the SHA-256 of what was sent
     */
    String read(Link link, long octets) throws IOException {
        InputStream in = link.input();
        in.skipNBytes(octets - octets());
        MessageDigest digest = sha256();
        byte[] block = new byte[LINE_OCTETS * LINES_IN_BLOCK];
        for (long left = octets(); left > 0; ) {
            int count = in.read(block, 0, (int) Math.min(left, block.length));
            if (count < 0) {
                throw new EOFException(left + " octets are missing");
            }
            digest.update(block, 0, count);
            left -= count;
        }
        link.expect(".");
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
