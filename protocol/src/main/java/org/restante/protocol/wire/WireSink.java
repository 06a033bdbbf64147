package org.restante.protocol.wire;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Where octets leave for the peer, unbuffered; a connection in the clear or inside TLS. */
public interface WireSink {
    /** Sends these octets; waits until the peer's side has taken them. */
    void write(byte[] octets, int offset, int length) throws IOException;

    /**
     * Sends a part of a file, without copying it through the program where that is possible.
     *
     * @throws ContentFailedException if the file cannot be read, or is shorter
     * @throws IOException if the peer failed
     */
    void transfer(FileChannel file, long offset, long octets) throws IOException;
}
