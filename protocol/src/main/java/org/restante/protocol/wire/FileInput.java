package org.restante.protocol.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A part of a file as a stream, wherever the channel is positioned; its closing closes that. */
final class FileInput extends BlockInputStream {
    private final FileChannel channel;
    private long at;
    private final long end;

    FileInput(FileChannel channel, long offset, long octets) {
        this.channel = channel;
        this.at = offset;
        this.end = offset + octets;
    }

    /** Throws {@link EOFException} where the file ends before the part does. */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (at == end && length > 0) {
            return -1;
        }
        int count =
                channel.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, end - at)), at);
        if (count < 0) {
            throw new EOFException("the file ended before octet " + at);
        }
        at += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
