package org.restante.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.management.UnixOperatingSystemMXBean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** What TLS lies on, without TLS: what goes out when, and what is taken of what arrives. */
@Timeout(60) // What is never sent must not be waited for without an end.
final class RecordSocketTest {
    private static final int BLOCKS = 80;

    private final Random random = new Random(7);
    private final List<SocketChannel> others = new ArrayList<>();
    private SocketChannel peer;
    private RecordSocket records;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel server = listening()) {
            peer = SocketChannel.open(server.getLocalAddress());
            records = new RecordSocket(server.accept());
        }
    }

    private static ServerSocketChannel listening() throws IOException {
        return ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void disconnect() throws IOException {
        records.release();
        records.close();
        peer.close();
        for (SocketChannel other : others) {
            other.close();
        }
    }

    @Test
    void whatIsWrittenWaitsAndGoesOutTogether() throws IOException {
        records.getOutputStream().write("first ".getBytes(US_ASCII));
        records.getOutputStream().flush();
        records.getOutputStream().write("second".getBytes(US_ASCII));
        assertThat(arrived()).isEmpty();
        records.send();
        assertThat(received(12)).asString().isEqualTo("first second");
    }

    @Test
    void eachPartThatTheSystemTakesIsProgress() throws IOException {
        int[] parts = {0};
        records.setProgress(() -> parts[0]++);
        records.getOutputStream().write("first".getBytes(US_ASCII));
        assertThat(parts[0]).isZero();
        records.send();
        assertThat(parts[0]).isEqualTo(1);
        records.setProgress(RecordSocket.UNWATCHED);
        records.getOutputStream().write("second".getBytes(US_ASCII));
        records.send();
        assertThat(parts[0]).isEqualTo(1);
    }

    @Test
    void itIsSentBeforeThePeerIsReadWhoMayWaitForIt() throws IOException {
        records.getOutputStream().write("hello".getBytes(US_ASCII));
        peer.write(ByteBuffer.wrap("answer".getBytes(US_ASCII)));
        assertThat(records.getInputStream().readNBytes(6)).asString().isEqualTo("answer");
        assertThat(received(5)).asString().isEqualTo("hello");
    }

    @Test
    void moreThanIsGatheredComesInItsOrder() throws IOException {
        byte[] mail = new byte[1_000_000];
        random.nextBytes(mail);
        Thread writer =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                for (int at = 0; at < mail.length; ) {
                                    int count =
                                            Math.min(1 + random.nextInt(200_000), mail.length - at);
                                    records.getOutputStream().write(mail, at, count);
                                    at += count;
                                }
                                records.shutdownOutput();
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            } finally {
                                // Whoever reads must not wait for ever.
                                quietlyClose();
                            }
                        });
        assertThat(received(mail.length)).isEqualTo(mail);
        assertThat(peer.read(ByteBuffer.allocate(1))).isNegative();
        assertThat(writer).satisfies(Thread::join);
    }

    @Test
    void whatArrivesIsTheSameInPiecesOfAnySize() throws IOException {
        byte[] sent = new byte[3000];
        random.nextBytes(sent);
        peer.write(ByteBuffer.wrap(sent));
        peer.shutdownOutput();
        var read = new ByteArrayOutputStream();
        byte[] piece = new byte[400];
        while (true) {
            int length = 1 + random.nextInt(piece.length - 1);
            int count = records.getInputStream().read(piece, 0, length);
            if (count < 0) {
                break;
            }
            assertThat(count).isBetween(1, length);
            read.write(piece, 0, count);
        }
        assertThat(read.toByteArray()).isEqualTo(sent);
        assertThat(records.getInputStream().read()).isNegative();
    }

    @Test
    void theLastWordIsSentBeforeItCloses() throws IOException {
        records.getOutputStream().write("alert".getBytes(US_ASCII));
        records.close();
        assertThat(received(5)).asString().isEqualTo("alert");
        assertThat(peer.read(ByteBuffer.allocate(1))).isNegative();
        assertThat(records.isClosed()).isTrue();
    }

    @Test
    void aClosedConnectionIsNoViolationOfTls() throws IOException {
        records.close();
        assertThatThrownBy(() -> records.getInputStream().read())
                .isInstanceOf(SocketException.class);
        records.getOutputStream().write(1);
        assertThatThrownBy(records::send).isInstanceOf(SocketException.class);
        // What could not be sent is not tried again.
        records.send();
    }

    @Test
    void manyMayHoldWhatTheyHaveGatheredAtOnce() throws IOException {
        List<RecordSocket> all = new ArrayList<>();
        try (ServerSocketChannel server = listening()) {
            for (int i = 0; i < BLOCKS; i++) {
                others.add(SocketChannel.open(server.getLocalAddress()));
                RecordSocket each = new RecordSocket(server.accept());
                all.add(each);
                each.getOutputStream().write(i);
            }
        }
        for (int i = 0; i < BLOCKS; i++) {
            ByteBuffer one = ByteBuffer.allocate(2);
            all.get(i).close();
            assertThat(others.get(i).read(one)).isOne();
            assertThat(one.get(0)).isEqualTo((byte) i);
        }
    }

    @Test
    void whatArrivesIsAnnounced() throws IOException {
        peer.write(ByteBuffer.wrap(new byte[200]));
        assertThat(records.getInputStream().read()).isZero();
        assertThat(records.getInputStream().available()).isEqualTo(199);
    }

    @Test
    void tlsOverItOpensNoOtherDescriptor() throws Exception {
        List<SSLSocket> layers = new ArrayList<>();
        try (ServerSocketChannel server = listening()) {
            for (int i = 0; i < BLOCKS; i++) {
                others.add(SocketChannel.open(server.getLocalAddress()));
                others.add(server.accept());
            }
        }
        SSLContext context = new Jsse("jsse").context();
        context.init(null, null, null);
        long before = descriptors();
        for (int i = 0; i < BLOCKS; i++) {
            RecordSocket each = new RecordSocket(others.get(2 * i + 1));
            SSLSocket layer = (SSLSocket) context.getSocketFactory().createSocket(each, null, true);
            layer.setUseClientMode(false);
            others.get(2 * i).write(ByteBuffer.wrap(new byte[600]));
            assertThatThrownBy(layer::startHandshake).isInstanceOf(SSLException.class);
            layers.add(layer);
        }
        // Each has closed its own; while the layers are in use nothing else can have been closed.
        assertThat(descriptors()).isLessThanOrEqualTo(before - BLOCKS / 2);
        assertThat(layers).hasSize(BLOCKS);
    }

    private static long descriptors() {
        return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getOpenFileDescriptorCount();
    }

    private void quietlyClose() {
        try {
            records.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] arrived() throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(1000);
        peer.configureBlocking(false);
        peer.read(octets);
        peer.configureBlocking(true);
        byte[] all = new byte[octets.flip().remaining()];
        octets.get(all);
        return all;
    }

    private byte[] received(int length) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(length);
        while (octets.hasRemaining()) {
            assertThat(peer.read(octets)).isPositive();
        }
        return octets.array();
    }
}
