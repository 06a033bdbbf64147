package org.restante.protocol.wire;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** Octets that arrive a few at a time. */
final class TrickleStream extends ByteArrayInputStream {
    private final int pieceOctets;

    TrickleStream(byte[] octets, int pieceOctets) {
        super(octets);
        this.pieceOctets = pieceOctets;
    }

    TrickleStream(String octets, int pieceOctets) {
        this(octets.getBytes(StandardCharsets.ISO_8859_1), pieceOctets);
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, pieceOctets));
    }
}
