package org.restante.protocol.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A peer that keeps what it is sent, write by write. */
public final class RecordingSink implements WireSink {
    private final List<byte[]> writes = new ArrayList<>();

    @Override
    public void write(byte[] octets, int offset, int length) {
        writes.add(Arrays.copyOfRange(octets, offset, offset + length));
    }

    @Override
    public void transfer(FileChannel file, long offset, long octets) throws IOException {
        ByteBuffer part = ByteBuffer.allocate((int) octets);
        while (part.hasRemaining()) {
            WireOutput.read(file, part, offset + part.position());
        }
        writes.add(part.array());
    }

    public List<byte[]> writes() {
        return writes;
    }

    public byte[] octets() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        writes.forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** One character for each octet. */
    public String text() {
        return new String(octets(), StandardCharsets.ISO_8859_1);
    }
}
