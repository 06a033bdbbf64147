package org.restante.fuzz;

import org.restante.protocol.wire.WireSink;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Octets as they come and go; one character of a text stands for each. */
final class Wire {
    private Wire() {}

    static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What a target is made of: a small number first, which chooses, and what a peer sends. */
    static int first(byte[] data) {
        return data.length == 0 ? 0 : data[0] & 0xFF;
    }

    static byte[] behindFirst(byte[] data) {
        return data.length == 0 ? data : Arrays.copyOfRange(data, 1, data.length);
    }

    /** A peer whose octets arrive a few at a time. */
    static final class Trickle extends InputStream {
        private final ByteArrayInputStream in;
        private final int piece;

        Trickle(byte[] octets, int piece) {
            this.in = new ByteArrayInputStream(octets);
            this.piece = piece;
        }

        int left() {
            return in.available();
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return in.read(target, offset, Math.min(length, piece));
        }
    }

    /** Collects what is sent. */
    static final class Sink implements WireSink {
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

        @Override
        public void write(byte[] octets, int offset, int length) {
            sent.write(octets, offset, length);
        }

        @Override
        public void transfer(FileChannel file, long offset, long octets) throws IOException {
            ByteBuffer part = ByteBuffer.allocate((int) octets);
            file.read(part, offset);
            sent.write(part.array());
        }

        byte[] sent() {
            return sent.toByteArray();
        }
    }
}
