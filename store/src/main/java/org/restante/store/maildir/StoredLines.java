package org.restante.store.maildir;

import org.restante.protocol.wire.CanonicalForm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Writes a message into a file with the line ends wanted there, so that the canonical form of the
 * file is the canonical form of what was given. A bare LF that slips in becomes a line end, as
 * everywhere; it is not stored raw where lines end CRLF.
 *
 * <p>With LF, a CR is held back until the next octet tells what it is. A line that ends CR CR LF
 * keeps its CRLF: cut down to CR LF it would be read as a line end, one octet short.
 */
final class StoredLines {
    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private final FileChannel file;
    private final LineEnds lineEnds;
    private final CanonicalForm form = new CanonicalForm();
    private final byte[] block = new byte[64 * 1024];
    private int filled;
    private long size;
    private boolean crHeld;

    /** The last octet put into the file; LF at the start, where a line begins. */
    private byte last = LF;

    private final Room room;

    /** What may go when the disk is full. */
    @FunctionalInterface
    interface Room {
        /** Frees some room; false if there is nothing to free. */
        boolean make() throws IOException;
    }

    StoredLines(FileChannel file, LineEnds lineEnds, Room room) {
        this.room = room;
        this.file = file;
        this.lineEnds = lineEnds;
    }

    void write(byte[] octets, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            byte octet = octets[i];
            switch (lineEnds) {
                case CRLF -> {
                    if (octet == LF && last != CR) {
                        put(CR);
                    }
                    put(octet);
                }
                case LF -> writeWithLf(octet);
            }
        }
    }

    private void writeWithLf(byte octet) throws IOException {
        boolean endOfLine = crHeld && octet == LF;
        if (crHeld && (!endOfLine || last == CR)) {
            put(CR);
        }
        crHeld = octet == CR;
        if (!crHeld) {
            put(octet);
        }
    }

    private void put(byte octet) throws IOException {
        if (filled == block.length) {
            flush();
        }
        block[filled++] = octet;
        last = octet;
    }

    private void flush() throws IOException {
        form.update(block, 0, filled);
        ByteBuffer rest = ByteBuffer.wrap(block, 0, filled);
        try {
            Disk.write(file, rest);
        } catch (IOException e) {
            if (!Disk.isFull(e) || !room.make()) {
                throw e;
            }
            Disk.write(file, rest);
        }
        size += filled;
        filled = 0;
    }

    /** Completes the last line and hands everything to the file. */
    void finish() throws IOException {
        if (crHeld || last != LF) {
            write(new byte[] {CR, LF}, 0, 2);
        }
        flush();
    }

    /** The file's size in octets, after {@link #finish}. */
    long size() {
        return size;
    }

    /** What the file holds, after {@link #finish}. */
    CanonicalForm form() {
        return form;
    }
}
