package org.restante.server.net;

import jdk.net.ExtendedSocketOptions;

import org.jspecify.annotations.Nullable;
import org.restante.protocol.proxy.ProxyHeader;
import org.restante.protocol.proxy.ProxyHeaderReader;
import org.restante.protocol.wire.BlockInputStream;
import org.restante.protocol.wire.Blocks;
import org.restante.protocol.wire.WireOutput;
import org.restante.protocol.wire.WireSink;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * One accepted connection: its octets in both directions, in the clear or inside TLS, each wait
 * bounded by the {@link Watchdog}. The session's thread alone reads and writes; {@link #end} may be
 * called from any thread.
 */
public final class Connection implements WireSink {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());

    /** How long the other side may take to say goodbye when we close. */
    private static final Duration CLOSING_TIME = Duration.ofSeconds(2);

    /** How much input that nobody will answer is read before closing. */
    private static final int DRAIN_OCTETS_MAX = 1024 * 1024;

    /** Four minutes after the last sign of life a host that answers nothing counts as gone. */
    private static final int KEEPALIVE_IDLE_SECONDS = 120;

    private static final int KEEPALIVE_INTERVAL_SECONDS = 30;
    private static final int KEEPALIVE_PROBES = 4;
    private static final String CHANNEL_BINDING_LABEL = "EXPORTER-Channel-Binding";
    private static final int CHANNEL_BINDING_OCTETS = 32;

    /** So much of a file the system sends at a time. */
    private static final int TRANSFER_OCTETS = 1024 * 1024;

    private static final long NEVER = Long.MAX_VALUE;

    private final SocketChannel channel;
    private final boolean tcp;
    private final Watchdog watchdog;
    private final long stallNanos;
    private final AtomicReference<@Nullable EndReason> ended = new AtomicReference<>();
    private Peer peer;
    private Optional<Integer> proxyPort = Optional.empty();
    private @Nullable TlsLayer tls;

    // Read by the watchdog's thread. The reason is written before the deadline that it belongs to.
    private volatile EndReason overdue = EndReason.IDLE;
    private volatile EndReason lastReason = EndReason.SESSION_TIME;
    private volatile long deadline = NEVER;
    private volatile boolean endsInputOnly;
    private volatile long lastMoment = NEVER;

    // The session's own bound for reads; of its thread alone.
    private EndReason readReason = EndReason.IDLE;
    private long readDeadline;

    /** Whether anything was written since the last read; of the session's thread alone. */
    private boolean answered;

    /** Whether the next read may give up; of the session's thread alone. */
    private boolean mayRest;

    /** Starts the session's next thread, while it has none. */
    private final AtomicReference<@Nullable Runnable> resting = new AtomicReference<>();

    Connection(SocketChannel channel, Watchdog watchdog, Duration stallTimeout) throws IOException {
        this.channel = channel;
        this.peer = Peer.of(channel.getRemoteAddress());
        this.watchdog = watchdog;
        this.stallNanos = stallTimeout.toNanos();
        this.readDeadline = watchdog.nanoTime() + stallNanos;
        this.tcp = peer.address().isPresent();
        if (tcp) {
            // Before a handshake, too: two small writes would else wait for a delayed ACK.
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }
        watchdog.watch(this);
    }

    /**
     * A host that is gone is noticed before the ten minutes of the idle timer (LK-006): what this
     * channel accepts has the times from it, which saves three calls for each connection.
     */
    static void keepAlive(ServerSocketChannel channel) throws IOException {
        if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_SECONDS);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_PROBES);
        }
    }

    /** The other end, as the proxy tells if there is one between. */
    public Peer peer() {
        return peer;
    }

    /**
     * The port that the peer connected to, at the proxy if there is one between; empty on a
     * unix-domain socket.
     */
    public Optional<Integer> localPort() {
        if (proxyPort.isPresent()) {
            return proxyPort;
        }
        return peer.address().isPresent()
                ? Optional.of(channel.socket().getLocalPort())
                : Optional.empty();
    }

    /**
     * Reads the header that a proxy must send before all else; {@link #peer} is then whom it tells.
     * {@link #readWithin} bounds it.
     */
    ProxyHeader readProxyHeader() throws IOException {
        ProxyHeader header = ProxyHeaderReader.read(input());
        if (header instanceof ProxyHeader.Proxied(var source, var destination)) {
            peer = Peer.of(source);
            proxyPort = Optional.of(destination.getPort());
        }
        return header;
    }

    /**
     * Ends the connection when this much time has gone from now, however busy it is; work of our
     * own, such as the removal of mail, is finished first.
     */
    void endAfter(Duration time, EndReason reason) {
        lastReason = reason;
        lastMoment = watchdog.nanoTime() + time.toNanos();
    }

    /** The version and the cipher suite, once TLS is active. */
    public Optional<TlsParameters> tls() {
        return Optional.ofNullable(tls).map(layer -> TlsParameters.of(layer.session()));
    }

    /**
     * The {@code tls-exporter} channel binding of this connection (RFC 9266): what proves inside
     * TLS that nobody sits between both ends. Empty without TLS 1.3, in which alone it is unique
     * without further conditions.
     */
    public Optional<byte[]> channelBinding() {
        return Optional.ofNullable(tls)
                .filter(layer -> layer.session().getProtocol().equals("TLSv1.3"))
                .flatMap(layer -> layer.export(CHANNEL_BINDING_LABEL, CHANNEL_BINDING_OCTETS));
    }

    /**
     * The client's certificate, if it was asked for one and presented one: its chain and its dates
     * were verified in the handshake, and the dates are looked at again.
     */
    public Optional<X509Certificate> clientCertificate() {
        return Optional.ofNullable(tls).flatMap(Connection::certificate);
    }

    private static Optional<X509Certificate> certificate(TlsLayer layer) {
        try {
            Certificate[] chain = layer.session().getPeerCertificates();
            if (chain.length > 0 && chain[0] instanceof X509Certificate certificate) {
                // A resumed session is as old as its ticket.
                certificate.checkValidity();
                return Optional.of(certificate);
            }
            return Optional.empty();
        } catch (SSLPeerUnverifiedException | CertificateException _) {
            return Optional.empty();
        }
    }

    /**
     * Bounds the reads that follow: when this much time has gone from now, the connection ends.
     *
     * @param reason what is then told as the reason
     */
    public void readWithin(Duration time, EndReason reason) {
        readReason = reason;
        readDeadline = watchdog.nanoTime() + time.toNanos();
        endsInputOnly = false;
    }

    /**
     * As {@link #readWithin}, but then only the input ends: the session reads the end of it, finds
     * {@link #endedBecause}, and can still say a word. Not inside TLS.
     */
    public void endInputAfter(Duration time, EndReason reason) {
        readWithin(time, reason);
        endsInputOnly = true;
    }

    /**
     * The read that follows may throw {@link QuietException} if nothing comes for a while: a
     * session that then returns from its {@code run} costs no thread until something comes. Without
     * effect while there are few, inside TLS, which holds so much that a thread matters little, and
     * on a unix-domain socket.
     */
    public void restWhenQuiet() {
        mayRest = tcp && tls == null && watchdog.areMany();
    }

    /** What the peer sends, inside TLS if that is active; unbuffered. */
    public InputStream input() {
        return new BlockInputStream() {
            @Override
            public int read(byte[] octets, int offset, int length) throws IOException {
                letOthersGo();
                bound(readReason, readDeadline);
                try {
                    TlsLayer layer = tls;
                    if (layer != null) {
                        return layer.read(octets, offset, length);
                    }
                    return mayRest
                            ? readOrRest(octets, offset, length)
                            : channel.read(ByteBuffer.wrap(octets, offset, length));
                } finally {
                    unbound();
                }
            }
        };
    }

    private int readOrRest(byte[] octets, int offset, int length) throws IOException {
        mayRest = false;
        Socket socket = channel.socket();
        try {
            socket.setSoTimeout((int) watchdog.restsAfter().toMillis());
            return socket.getInputStream().read(octets, offset, length);
        } catch (SocketTimeoutException _) {
            throw new QuietException();
        }
    }

    /**
     * Waits without a thread until the peer sends something or hangs up, or the connection is
     * ended. It is the last that a thread does with the connection: another may have it already.
     *
     * @param goOn starts a thread; run once, on any
     */
    void rest(Runnable goOn) {
        bound(readReason, readDeadline);
        resting.set(goOn);
        watchdog.waitFor(this);
        if (!channel.isOpen()) {
            goOn();
        }
    }

    /**
     * For the watchdog's thread: from now on the selector tells when something comes.
     *
     * @return false if it cannot yet, as it still knows the channel from the rest before
     */
    boolean register(Selector selector) {
        try {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        } catch (CancelledKeyException _) {
            return false;
        } catch (IOException _) {
            // Closed meanwhile: the session finds out.
            goOn();
        }
        return true;
    }

    /**
     * Ends the rest, if it is one, of a connection that no selector watches any more or that is
     * closed; tells whether it did.
     */
    boolean goOn() {
        Runnable start = resting.getAndSet(null);
        if (start == null) {
            return false;
        }
        try {
            channel.configureBlocking(true);
        } catch (IOException _) {
            // Closed, as the session will notice.
        }
        unbound();
        try {
            start.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "no thread for a session", e);
            // It holds a maildrop: the watchdog's next look tries again.
            resting.set(start);
            bound(EndReason.INTERNAL, watchdog.nanoTime());
        }
        return true;
    }

    /**
     * What answers a reply comes a little later. Other sessions that can go on do so until then,
     * and under load it has mostly come when it is this one's turn again: nobody had to watch the
     * socket. A fetch takes 0.85 of the processor's time thereby. Nothing depends on who goes
     * first.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    private void letOthersGo() {
        if (answered) {
            answered = false;
            Thread.yield();
        }
    }

    /** Each time that the system takes a part of it the stall timer starts again. */
    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        TlsLayer layer = tls;
        if (layer == null) {
            ByteBuffer left = ByteBuffer.wrap(octets, offset, length);
            while (left.hasRemaining()) {
                boundWrite();
                channel.write(left);
            }
        } else {
            boundWrite();
            layer.write(octets, offset, length, this::boundWrite);
        }
        unbound();
        answered = true;
    }

    @Override
    public void transfer(FileChannel file, long offset, long octets) throws IOException {
        long at = offset;
        long left = octets;
        while (left > 0) {
            long count = 0;
            if (tls == null) {
                boundWrite();
                // Not all at once: a slow peer that reads is no stalled one.
                try {
                    count = file.transferTo(at, Math.min(left, TRANSFER_OCTETS), channel);
                } catch (IOException e) {
                    // Which side failed it does not say: a file that can be read did not.
                    WireOutput.read(file, ByteBuffer.allocate(1), at);
                    throw e;
                }
                unbound();
            }
            if (count <= 0) {
                // In the clear, either the file has ended or the peer is slow: on a virtual thread
                // transferTo does not wait for room in the socket's buffer, but a write does.
                count = copyBlock(file, at, left);
            }
            at += count;
            left -= count;
        }
    }

    private int copyBlock(FileChannel file, long at, long left) throws IOException {
        byte[] block = Blocks.take();
        ByteBuffer room = ByteBuffer.wrap(block, 0, (int) Math.min(left, block.length));
        int count = WireOutput.read(file, room, at);
        write(block, 0, count);
        Blocks.giveBack(block);
        return count;
    }

    /**
     * Makes the handshake; from then on everything is inside TLS. Nothing that was read before may
     * be left over.
     *
     * @throws IOException if it fails: the connection can then only be closed
     */
    public void startTls(TlsOffer offer) throws IOException {
        bound(readReason, readDeadline);
        TlsLayer layer = offer.layer(channel);
        try {
            layer.handshake();
        } catch (IOException | RuntimeException | Error e) {
            layer.release();
            throw e;
        }
        tls = layer;
        unbound();
    }

    /**
     * Ends the connection from any thread: the session's read or write fails at once.
     *
     * @param reason told unless there was one already
     */
    public void end(EndReason reason) {
        ended.compareAndSet(null, reason);
        closeChannel();
        if (goOn()) {
            watchdog.letGo();
        }
    }

    /** Why the connection was ended from outside the session; empty while it was not. */
    public Optional<EndReason> endedBecause() {
        return Optional.ofNullable(ended.get());
    }

    void closeIfOverdue(long now) {
        long limit = deadline;
        if (limit == NEVER) {
            return;
        }
        if (now - limit >= 0) {
            EndReason reason = overdue;
            if (endsInputOnly && reason != EndReason.STALLED) {
                endInput(reason);
            } else {
                end(reason);
            }
        }
        long last = lastMoment;
        if (last != NEVER && now - last >= 0) {
            end(lastReason);
        }
    }

    private void endInput(EndReason reason) {
        ended.compareAndSet(null, reason);
        try {
            channel.shutdownInput();
        } catch (IOException _) {
            closeChannel();
        }
    }

    /**
     * Closes, after what was written has been delivered: with unread input the system would reset
     * the connection, and the last reply could be lost on its way.
     */
    void close() {
        try {
            bound(EndReason.STALLED, watchdog.nanoTime() + CLOSING_TIME.toNanos());
            if (channel.isOpen() && ended.get() == null) {
                TlsLayer layer = tls;
                if (layer != null) {
                    layer.sayGoodbye();
                }
                drain();
            }
        } catch (IOException _) {
            // The peer is gone already; closing has nothing more to tell.
        } finally {
            watchdog.forget(this);
            closeChannel();
            Optional.ofNullable(tls).ifPresent(TlsLayer::release);
        }
    }

    private void drain() throws IOException {
        if (!tcp || channel.socket().getInputStream().available() == 0) {
            return;
        }
        channel.shutdownOutput();
        ByteBuffer block = ByteBuffer.allocate(4096);
        for (int octets = 0; octets < DRAIN_OCTETS_MAX; ) {
            block.clear();
            int count = channel.read(block);
            if (count < 0) {
                return;
            }
            octets += count;
        }
    }

    private void boundWrite() {
        bound(EndReason.STALLED, watchdog.nanoTime() + stallNanos);
    }

    /** Work of our own, between reading and writing, is not the peer's to be bounded. */
    private void unbound() {
        deadline = NEVER;
    }

    private void bound(EndReason reason, long nanos) {
        overdue = reason;
        deadline = nanos;
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException _) {
            // Closing a socket loses nothing that was promised.
        }
    }
}
