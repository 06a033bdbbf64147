package org.restante.server.net;

import java.io.IOException;
import java.util.Optional;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** TLS as a socket over the socket that is there. */
final class SocketLayer implements TlsLayer {
    private final SSLSocket socket;
    private final RecordSocket records;

    /** TLS by this socket, which lies on the other. */
    SocketLayer(SSLSocket socket, RecordSocket records) {
        this.socket = socket;
        this.records = records;
    }

    @Override
    public void handshake() throws IOException {
        socket.startHandshake();
        // A session ticket may wait, and goes with the greeting.
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        return socket.getInputStream().read(octets, offset, length);
    }

    @Override
    public void write(byte[] octets, int offset, int length, Runnable progress) throws IOException {
        records.setProgress(progress);
        try {
            socket.getOutputStream().write(octets, offset, length);
            records.send();
        } finally {
            records.setProgress(RecordSocket.UNWATCHED);
        }
    }

    @Override
    public void sayGoodbye() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public SSLSession session() {
        return socket.getSession();
    }

    @Override
    public Optional<byte[]> export(String label, int octets) {
        try {
            return socket.getSession() instanceof ExtendedSSLSession session
                    ? Optional.of(session.exportKeyingMaterialData(label, new byte[0], octets))
                    : Optional.empty();
        } catch (SSLException | UnsupportedOperationException | IllegalStateException _) {
            // Then nothing can be bound to this connection, which the caller has to say.
            return Optional.empty();
        }
    }

    @Override
    public void release() {
        // The channel is its owner's to close.
        records.release();
    }
}
