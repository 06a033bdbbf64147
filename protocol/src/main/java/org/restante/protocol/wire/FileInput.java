package org.restante.protocol.wire;

import org.restante.protocol.Beginning;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A part of a file as a stream, wherever the channel is positioned; its closing closes that. */
final class FileInput extends BlockInputStream {
    private final FileChannel channel;
    private final Beginning beginning;
    private final long offset;
    private long at;
    private final long end;

    /**
     * A part.
     *
     * @param beginning of the part
     */
    FileInput(FileChannel channel, long offset, long octets, Beginning beginning) {
        this.channel = channel;
        this.beginning = beginning;
        this.offset = offset;
        this.at = offset;
        this.end = offset + octets;
    }

    /** Throws {@link EOFException} where the file ends before the part does. */
    @Override
    public int read(byte[] target, int start, int length) throws IOException {
        if (at == end && length > 0) {
            return -1;
        }
        int most = (int) Math.min(length, end - at);
        int count =
                at - offset < beginning.length()
                        ? beginning.copy((int) (at - offset), target, start, most)
                        : channel.read(ByteBuffer.wrap(target, start, most), at);
        if (count < 0) {
            throw new EOFException("the file ended before octet " + at);
        }
        at += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        beginning.close();
        channel.close();
    }
}
