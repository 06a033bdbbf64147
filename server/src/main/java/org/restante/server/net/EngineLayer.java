package org.restante.server.net;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;

/**
 * TLS by an engine over a blocking channel, for a provider whose sockets are of no use here:
 * Conscrypt's close the connection without a close_notify, and hide what the client can do.
 *
 * <p>Between reads it holds what has been received and not been opened, and what has been opened
 * and not been taken; both are mostly nothing, and then take no memory beyond a small buffer.
 */
final class EngineLayer implements TlsLayer {
    /** Keying material of an engine, in the provider's own way. */
    @FunctionalInterface
    interface Exporter {
        Optional<byte[]> export(SSLEngine engine, String label, int octets);
    }

    /** What a connection that waits holds; a larger record makes it grow for the time being. */
    private static final int WAITING_OCTETS = 1024;

    /** What a record of TLS holds at most (RFC 8446 §5.1). */
    private static final int RECORD_DATA_OCTETS_MAX = 16 * 1024;

    /** More wraps than that to say goodbye are a mistake. */
    private static final int GOODBYE_WRAPS_MAX = 8;

    /** The alert in the clear, as everything is before the server has spoken (RFC 7301 §3.2). */
    private static final byte[] NO_APPLICATION_PROTOCOL = {21, 3, 3, 0, 2, 2, 120};

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final Exporter exporter;

    /** From position to limit: not yet opened. */
    private ByteBuffer received = ByteBuffer.allocate(WAITING_OCTETS).flip();

    /** From position to limit: not yet taken. */
    private ByteBuffer opened = NOTHING;

    /** Whether the client offers protocols, and ours is not among them. */
    private boolean foreign;

    EngineLayer(
            SocketChannel channel, SSLEngine engine, TlsProvider.Terms terms, Exporter exporter) {
        this.channel = channel;
        this.engine = engine;
        this.exporter = exporter;
        engine.setHandshakeApplicationProtocolSelector(terms.selector(() -> foreign = true));
    }

    @Override
    public void handshake() throws IOException {
        while (!ClientHello.isWhole(received) && receive()) {
            // The hello decides which certificate is presented.
        }
        var usable = ClientHello.usableKeyTypes(received);
        try {
            ScopedValue.where(IdentityKeys.USABLE, usable)
                    .<@Nullable Void, IOException>call(() -> {
                        engine.beginHandshake();
                        proceed();
                        return null;
                    });
        } catch (SSLException e) {
            if (!foreign) {
                sendAlert();
            }
            throw e;
        }
    }

    /** Takes every step of a handshake, or of what may follow one, until data may flow. */
    private void proceed() throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> {
                    if (foreign) {
                        refuse();
                    }
                    if (seal(NOTHING) < 0) {
                        throw new SSLHandshakeException("TLS was closed in the handshake");
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!open()) {
                        throw new EOFException("the peer hung up in the handshake");
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    /** Conscrypt would go on without a protocol: so its answer is never sent, but this one. */
    private void refuse() throws IOException {
        ByteBuffer alert = ByteBuffer.wrap(NO_APPLICATION_PROTOCOL);
        while (alert.hasRemaining()) {
            channel.write(alert);
        }
        throw new SSLHandshakeException("the client offers other protocols only");
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!opened.hasRemaining()) {
            if (!open()) {
                return -1;
            }
            // A key update wants an answer; a renegotiation is refused by the engine.
            while (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
                if (seal(NOTHING) < 0) {
                    return -1;
                }
            }
        }
        int count = Math.min(length, opened.remaining());
        opened.get(octets, offset, count);
        if (!opened.hasRemaining()) {
            opened = NOTHING;
        }
        return count;
    }

    /** Opens one record; false at the end of what the peer sends. */
    private boolean open() throws IOException {
        while (true) {
            ByteBuffer target =
                    received.hasRemaining()
                            ? ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                            : NOTHING;
            SSLEngineResult result = engine.unwrap(received, target);
            switch (result.getStatus()) {
                case OK -> {
                    opened = target.flip();
                    if (result.bytesConsumed() > 0
                            || result.bytesProduced() > 0
                            || result.getHandshakeStatus()
                                    != SSLEngineResult.HandshakeStatus.NEED_UNWRAP) {
                        return true;
                    }
                    if (!receive()) {
                        return false;
                    }
                }
                case CLOSED -> {
                    return false;
                }
                case BUFFER_UNDERFLOW -> {
                    if (!receive()) {
                        return false;
                    }
                }
                case BUFFER_OVERFLOW ->
                        throw new SSLException("a record is larger than the engine said");
            }
        }
    }

    /** Waits for more from the peer; false if there is none. */
    private boolean receive() throws IOException {
        if (!received.hasRemaining()) {
            received = ByteBuffer.allocate(WAITING_OCTETS);
        } else if (received.remaining() < received.capacity()) {
            received.compact();
        } else {
            int most = Math.max(engine.getSession().getPacketBufferSize(), ClientHello.OCTETS_MAX);
            if (received.capacity() >= most) {
                throw new SSLException("a record is larger than the engine said");
            }
            received = ByteBuffer.allocate(most).put(received);
        }
        int count = channel.read(received);
        received.flip();
        return count >= 0;
    }

    @Override
    public void write(byte[] octets, int offset, int length, Runnable progress) throws IOException {
        int end = offset + length;
        ByteBuffer source = ByteBuffer.wrap(octets, offset, length);
        while (source.position() < end) {
            // All that it is shown the engine copies, though it seals one record at a time.
            source.limit(Math.min(end, source.position() + RECORD_DATA_OCTETS_MAX));
            if (seal(source) < 0) {
                throw new SSLException("TLS is closed");
            }
            progress.run();
        }
    }

    /** Makes one record of it and sends that; the octets sent, below 0 if TLS is closed. */
    private int seal(ByteBuffer source) throws IOException {
        int most = engine.getSession().getPacketBufferSize();
        ByteBuffer record = ByteBuffer.allocate(most);
        SSLEngineResult result = engine.wrap(source, record);
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            // Behind a handshake the tickets wait for the first record and go out with it.
            record = ByteBuffer.allocate(2 * most);
            result = engine.wrap(source, record);
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                throw new SSLException("a record is larger than the engine said");
            }
        }
        record.flip();
        while (record.hasRemaining()) {
            channel.write(record);
        }
        return result.getStatus() == SSLEngineResult.Status.CLOSED && result.bytesProduced() == 0
                ? -1
                : result.bytesProduced();
    }

    @Override
    public void sayGoodbye() throws IOException {
        engine.closeOutbound();
        for (int i = 0; i < GOODBYE_WRAPS_MAX && !engine.isOutboundDone(); i++) {
            if (seal(NOTHING) <= 0) {
                return;
            }
        }
    }

    private void sendAlert() {
        try {
            sayGoodbye();
        } catch (IOException _) {
            // The handshake has failed already, and that is what is told.
        }
    }

    @Override
    public SSLSession session() {
        return engine.getSession();
    }

    @Override
    public Optional<byte[]> export(String label, int octets) {
        return exporter.export(engine, label, octets);
    }

    @Override
    public void release() {
        engine.closeOutbound();
        try {
            engine.closeInbound();
        } catch (SSLException _) {
            // The peer has not said goodbye in TLS: whoever reads has noticed, or does not care.
        }
    }
}
