package org.restante.protocol;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;

/**
 * A stored message in its canonical form, on its way to the wire: every line ends CRLF, the last
 * one included, a CR elsewhere is data, and nothing is byte-stuffed yet. {@link #octets} is the
 * size that LIST tells (RFC 1939 §11). Owned by one thread; whoever gets it closes it.
 */
public sealed interface Content extends Closeable {
    /** The canonical form's size, without stuffing and terminator. */
    long octets();

    /**
     * A file that holds the canonical form and has no line that starts with a full stop: it can go
     * to a socket as it is.
     *
     * @param channel open for reading, positioned anywhere; closed with this content
     * @param offset where the message starts in the file
     * @param beginning of the message
     */
    record WireFile(FileChannel channel, long offset, long octets, Beginning beginning)
            implements Content {
        /** One of which nothing was read. */
        public WireFile(FileChannel channel, long offset, long octets) {
            this(channel, offset, octets, new Beginning());
        }

        @Override
        public void close() throws IOException {
            beginning.close();
            channel.close();
        }
    }

    /**
     * A file that need not hold the canonical form, as other programs store mail: the writer adds
     * what its line ends lack, and stuffs.
     *
     * @param channel open for reading, positioned anywhere; closed with this content
     * @param stored the file's size, which is not looked at again
     * @param beginning of the file
     */
    record LocalFile(FileChannel channel, long stored, long octets, Beginning beginning)
            implements Content {
        /** One of which nothing was read. */
        public LocalFile(FileChannel channel, long stored, long octets) {
            this(channel, stored, octets, new Beginning());
        }

        @Override
        public void close() throws IOException {
            beginning.close();
            channel.close();
        }
    }

    /**
     * A stream of the canonical form, which the writer has to stuff.
     *
     * @param in yields exactly {@code octets} octets; closed with this content
     */
    record Stream(InputStream in, long octets) implements Content {
        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
