package org.restante.cli.control;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks the server that runs on a data folder. */
public final class ControlClient {
    /** The socket's name in the data folder. */
    public static final String SOCKET = "control.sock";

    /** The longest answer on the control socket: lists may be long. */
    private static final int LINE_OCTETS_MAX = 16 * 1024 * 1024;

    /** How long an answer may take: a reload reads files, and asks databases and directories. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private ControlClient() {}

    /**
     * Sends one request and waits for its reply.
     *
     * @return the reply, or empty if no server runs on this folder
     * @throws ControlRefusedException if the server refuses, with its reason
     * @throws IOException if it breaks off, may not be asked, or does not answer for {@link
     *     #PATIENCE}
     */
    public static Optional<JsonObject> ask(Path data, JsonObject request) throws IOException {
        return ask(data, request, PATIENCE);
    }

    static Optional<JsonObject> ask(Path data, JsonObject request, Duration patience)
            throws IOException {
        Path socket = data.resolve(SOCKET);
        // In a folder that may not be looked into there may be one.
        if (Files.notExists(socket)) {
            return Optional.empty();
        }
        CountDownLatch done = new CountDownLatch(1);
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            Thread.ofVirtual().start(() -> closeUnless(done, patience, channel));
            return ask(channel, socket, request);
        } catch (AsynchronousCloseException _) {
            throw new IOException(
                    "the server has not answered for " + patience.toSeconds() + " seconds");
        } finally {
            done.countDown();
        }
    }

    private static void closeUnless(CountDownLatch done, Duration time, SocketChannel channel) {
        try {
            if (!done.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                channel.close();
            }
        } catch (InterruptedException | IOException _) {
            // Nobody interrupts, and what cannot be closed is closed.
        }
    }

    private static Optional<JsonObject> ask(SocketChannel channel, Path socket, JsonObject request)
            throws IOException {
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (ConnectException _) {
            // The file was left by a server that died.
            return Optional.empty();
        } catch (SocketException e) {
            if (!Files.isWritable(socket)) {
                throw new AccessDeniedException(
                        socket.toString(), null, "the server there is another user's");
            }
            throw e;
        }
        ByteBuffer octets = ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8));
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
        InputStream in = Channels.newInputStream(channel);
        LineReader lines = new LineReader(in, LineReader.Ends.CRLF_OR_LF, 4096);
        if (!(lines.next(LINE_OCTETS_MAX) instanceof Line.Text(var text))) {
            throw new IOException("the server broke off its answer");
        }
        JsonObject reply =
                JsonParser.parseString(
                                new String(
                                        text.getBytes(StandardCharsets.ISO_8859_1),
                                        StandardCharsets.UTF_8))
                        .getAsJsonObject();
        if (!reply.get("ok").getAsBoolean()) {
            throw new ControlRefusedException(reply.get("error").getAsString());
        }
        return Optional.of(reply);
    }

    /** A request without parameters. */
    public static JsonObject request(String action) {
        JsonObject request = new JsonObject();
        request.addProperty("do", action);
        return request;
    }
}
