package org.restante.server.net;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketImpl;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The socket that the JDK's TLS lies on. That writes each record and each message of a handshake by
 * itself, and reads the five octets of a record's header before the rest. Here records are gathered
 * and go out together: when the peer is to be read, by {@link #send}, and at the end; and a short
 * record is received at once with its header. A poll inside TLS takes 0.87 of the processor's time
 * thereby.
 *
 * <p>For the session's thread alone. Other methods than these must not be called: there is no
 * socket of the class behind them.
 */
final class RecordSocket extends Socket {
    /** A record of the largest size, with all that any suite adds. */
    private static final int RECORD_OCTETS = 16 * 1024 + 256;

    /** A connection that waits holds so much: a command is mostly shorter, inside its record. */
    private static final int RECEIVED_OCTETS = 128;

    /**
     * So many blocks of four records outside the heap, 4 MiB; who finds none has two in the heap.
     */
    private static final int BLOCKS_MAX = 64;

    private static final BlockingDeque<ByteBuffer> BLOCKS = new LinkedBlockingDeque<>(BLOCKS_MAX);
    private static final AtomicInteger BLOCKS_MADE = new AtomicInteger();

    /** For what is sent when nobody wants to know how it goes on. */
    static final Runnable UNWATCHED = () -> {};

    private final SocketChannel channel;
    private final InputStream input = new Input();
    private final OutputStream output = new Output();

    /** From position to limit: not yet taken. */
    private final ByteBuffer received = ByteBuffer.allocate(RECEIVED_OCTETS).flip();

    /** Up to the position: not yet sent. */
    private @Nullable ByteBuffer gathered;

    private Runnable progress = UNWATCHED;

    RecordSocket(SocketChannel channel) throws SocketException {
        super((@Nullable SocketImpl) null);
        this.channel = channel;
    }

    /** From now on this is run each time that the system has taken a part of what is sent. */
    void setProgress(Runnable progress) {
        this.progress = progress;
    }

    /** Sends what was gathered. */
    void send() throws IOException {
        ByteBuffer block = gathered;
        if (block == null) {
            return;
        }
        gathered = null;
        try {
            block.flip();
            while (block.hasRemaining()) {
                channel.write(block);
                progress.run();
            }
        } catch (IOException e) {
            throw socketException(e);
        } finally {
            giveBack(block);
        }
    }

    /** Forgets what was gathered, once nothing more can be sent. */
    void release() {
        ByteBuffer block = gathered;
        if (block != null) {
            gathered = null;
            giveBack(block);
        }
    }

    private static ByteBuffer takeBlock() {
        ByteBuffer block = BLOCKS.pollFirst();
        if (block != null) {
            return block;
        }
        // Never counted down, as each comes back: beyond the bound there is the garbage collector.
        return BLOCKS_MADE.get() < BLOCKS_MAX && BLOCKS_MADE.getAndIncrement() < BLOCKS_MAX
                ? ByteBuffer.allocateDirect(4 * RECORD_OCTETS)
                : ByteBuffer.allocate(2 * RECORD_OCTETS);
    }

    private static void giveBack(ByteBuffer block) {
        if (block.isDirect()) {
            BLOCKS.offerFirst(block.clear());
        }
    }

    /** TLS takes other failures for violations of its protocol. */
    private static SocketException socketException(IOException e) {
        return e instanceof SocketException as
                ? as
                : (SocketException) new SocketException(e.toString()).initCause(e);
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            int at = offset;
            int end = offset + length;
            while (at < end) {
                ByteBuffer block = gathered;
                if (block == null) {
                    block = takeBlock();
                    gathered = block;
                } else if (end - at > block.remaining()) {
                    send();
                    continue;
                }
                int count = Math.min(end - at, block.remaining());
                block.put(octets, at, count);
                at += count;
            }
        }

        @Override
        public void flush() {
            // Not here: TLS would flush each record.
        }
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!received.hasRemaining()) {
                send();
                try {
                    if (length >= RECEIVED_OCTETS) {
                        return channel.read(ByteBuffer.wrap(octets, offset, length));
                    }
                    received.clear();
                    int count = channel.read(received);
                    received.flip();
                    if (count < 0) {
                        return -1;
                    }
                } catch (IOException e) {
                    received.position(0).limit(0);
                    throw socketException(e);
                }
            }
            int count = Math.min(length, received.remaining());
            received.get(octets, offset, count);
            return count;
        }

        /** TLS reads all of it after an alert, as the system would else reset the connection. */
        @Override
        public int available() throws IOException {
            return received.remaining() + channel.socket().getInputStream().available();
        }
    }

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() {
        return output;
    }

    @Override
    public boolean isConnected() {
        return channel.isConnected();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public boolean isInputShutdown() {
        return channel.socket().isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return channel.socket().isOutputShutdown();
    }

    @Override
    public void shutdownInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        send();
        channel.shutdownOutput();
    }

    // What else TLS asks a socket for. The methods of the class would open a descriptor to answer.

    /** Not to be known: it would be looked up for a name. */
    @Override
    public @Nullable InetAddress getInetAddress() {
        return null;
    }

    @Override
    public int getPort() {
        return 0;
    }

    @Override
    public int getSoLinger() {
        return -1;
    }

    @Override
    public int getSoTimeout() {
        return 0;
    }

    /** The connection bounds each wait itself. */
    @Override
    public void setSoTimeout(int milliseconds) {}

    /** After a fatal alert TLS closes at once. */
    @Override
    public void close() throws IOException {
        try (channel) {
            send();
        }
    }
}
