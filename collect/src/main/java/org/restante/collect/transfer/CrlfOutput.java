package org.restante.collect.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A message on its way into DATA: every line ends CRLF, the last one included, and no CR or LF is
 * anywhere else, so that nobody between here and its reader can take a part of it for the end (RFC
 * 5321 §2.3.8). Tells what the commands before it have to say. {@link #finish} ends it.
 */
final class CrlfOutput extends OutputStream {
    private static final byte[] RECEIVED = "received:".getBytes(StandardCharsets.US_ASCII);
    private static final int BLOCK_OCTETS = 64 * 1024;

    private final OutputStream out;
    private final byte[] block = new byte[BLOCK_OCTETS];
    private int used;
    private long octets;
    private boolean eightBit;
    private int receivedFields;
    private boolean inHeader = true;
    private long lineOctets;
    private boolean isReceived = true;
    private long heldCrs;

    CrlfOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
        byte octet = (byte) value;
        if (octet == '\r') {
            heldCrs++;
            return;
        }
        if (octet == '\n') {
            // Several CRs in front are damage of one line end: more would end a header early.
            heldCrs = 0;
            endLine();
            return;
        }
        for (; heldCrs > 0; heldCrs--) {
            endLine();
        }
        if (lineOctets < RECEIVED.length) {
            isReceived &= Character.toLowerCase(octet) == RECEIVED[(int) lineOctets];
            if (inHeader && isReceived && lineOctets == RECEIVED.length - 1) {
                receivedFields++;
            }
        }
        lineOctets++;
        eightBit |= octet < 0;
        put(octet);
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        for (int i = offset; i < offset + count; i++) {
            write(source[i]);
        }
    }

    private void endLine() throws IOException {
        put((byte) '\r');
        put((byte) '\n');
        inHeader &= lineOctets > 0;
        lineOctets = 0;
        isReceived = true;
    }

    private void put(byte octet) throws IOException {
        if (used == block.length) {
            flush();
        }
        block[used++] = octet;
        octets++;
    }

    @Override
    public void flush() throws IOException {
        out.write(block, 0, used);
        used = 0;
    }

    /** Ends the last line, and tells what was written. */
    Draft finish() throws IOException {
        if (lineOctets > 0 || heldCrs > 0) {
            endLine();
        }
        flush();
        return new Draft(octets, eightBit, receivedFields);
    }

    /**
     * What has to be known of a message before it is sent.
     *
     * @param octets without stuffing
     * @param eightBit whether it has others than of ASCII
     * @param receivedFields how many servers it has passed
     */
    record Draft(long octets, boolean eightBit, int receivedFields) {}
}
