package org.restante.server.net;

import java.io.IOException;
import java.util.Optional;

import javax.net.ssl.SSLSession;

/**
 * The server's side of TLS over one connection. Of the connection's thread alone; closing the
 * channel below from any other ends what it waits for.
 */
interface TlsLayer {
    /**
     * Makes the handshake, whole.
     *
     * @throws IOException if it fails; the peer has been told by an alert where that was possible
     */
    void handshake() throws IOException;

    /** As {@link java.io.InputStream#read(byte[], int, int)}. */
    int read(byte[] octets, int offset, int length) throws IOException;

    /**
     * Returns when all of it has been handed to the system.
     *
     * @param progress run each time that the system has taken a part of it
     */
    void write(byte[] octets, int offset, int length, Runnable progress) throws IOException;

    /** Says that nothing more will be written (close_notify); leaves the connection open. */
    void sayGoodbye() throws IOException;

    /** What the handshake agreed on. */
    SSLSession session();

    /**
     * Keying material for this label and an empty context (RFC 8446 §7.5); empty if this session
     * has none.
     */
    Optional<byte[]> export(String label, int octets);

    /** Lets go of memory outside of the heap; nothing can be read or written afterwards. */
    void release();
}
