package org.restante.cli.control;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Asks the server that runs on a data folder. */
public final class ControlClient {
    /** The socket's name in the data folder. */
    public static final String SOCKET = "control.sock";

    /** The longest answer on the control socket: lists may be long. */
    private static final int LINE_OCTETS_MAX = 16 * 1024 * 1024;

    private ControlClient() {}

    /**
     * Sends one request and waits for its reply.
     *
     * @return the reply, or empty if no server runs on this folder
     * @throws ControlRefusedException if the server refuses, with its reason
     * @throws IOException if it breaks off
     */
    public static Optional<JsonObject> ask(Path data, JsonObject request) throws IOException {
        Path socket = data.resolve(SOCKET);
        if (!Files.exists(socket)) {
            return Optional.empty();
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
            } catch (java.net.ConnectException _) {
                // The file was left by a server that died.
                return Optional.empty();
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
    }

    /** A request without parameters. */
    public static JsonObject request(String action) {
        JsonObject request = new JsonObject();
        request.addProperty("do", action);
        return request;
    }
}
