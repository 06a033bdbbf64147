package org.restante.cli.control;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;
import org.restante.server.net.Acceptor;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Answers requests on the control socket, each connection on a virtual thread of its own. */
public final class ControlServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ControlServer.class.getName());

    /** The longest request on the control socket: a command and a name. */
    private static final int LINE_OCTETS_MAX = 64 * 1024;

    private final Path path;
    private final ServerSocketChannel channel;
    private final Map<String, Action> actions;

    /** Does what a request asks for. */
    @FunctionalInterface
    public interface Action {
        /**
         * Called on the connection's thread.
         *
         * @return what the reply holds besides {@code "ok": true}
         * @throws IOException with a message for the person who asked
         */
        JsonObject run(JsonObject request) throws IOException;
    }

    private ControlServer(Path path, ServerSocketChannel channel, Map<String, Action> actions) {
        this.path = path;
        this.channel = channel;
        this.actions = Map.copyOf(actions);
    }

    /**
     * Listens at a path, where nobody else may be listening: a file left by a dead process goes.
     *
     * @param actions by the word behind {@code "do"}
     */
    public static ControlServer start(Path path, Map<String, Action> actions) throws IOException {
        Files.deleteIfExists(path);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        ControlServer server = new ControlServer(path, channel, actions);
        Thread.ofVirtual()
                .name("control")
                .start(() ->
                        Acceptor.run(
                                channel,
                                "the control socket",
                                it ->
                                        Thread.ofVirtual()
                                                .name("control")
                                                .start(() -> server.serve(it))));
        return server;
    }

    private void serve(SocketChannel client) {
        try (client;
                InputStream in = Channels.newInputStream(client)) {
            LineReader lines = new LineReader(in, LineReader.Ends.CRLF_OR_LF, 4096);
            while (lines.next(LINE_OCTETS_MAX) instanceof Line.Text(var text)) {
                byte[] reply = (answer(text) + "\n").getBytes(StandardCharsets.UTF_8);
                ByteBuffer octets = ByteBuffer.wrap(reply);
                while (octets.hasRemaining()) {
                    client.write(octets);
                }
            }
        } catch (IOException _) {
            // Whoever asked went away.
        }
    }

    private JsonObject answer(String line) {
        JsonObject request;
        Action action;
        try {
            request =
                    JsonParser.parseString(
                                    new String(
                                            line.getBytes(StandardCharsets.ISO_8859_1),
                                            StandardCharsets.UTF_8))
                            .getAsJsonObject();
            action = request.has("do") ? actions.get(request.get("do").getAsString()) : null;
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException _) {
            return error("not a JSON object with the word \"do\"");
        }
        if (action == null) {
            return error("\"do\" must be one of " + actions.keySet().stream().sorted().toList());
        }
        try {
            JsonObject reply = action.run(request);
            reply.addProperty("ok", true);
            return reply;
        } catch (IOException e) {
            return error(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A fault of ours, which whoever waits for the answer should see as well.
            LOG.log(Level.ERROR, "a request on the control socket failed", e);
            return error("an error in Restante: " + e);
        }
    }

    private static JsonObject error(String message) {
        JsonObject reply = new JsonObject();
        reply.addProperty("ok", false);
        reply.addProperty("error", message);
        return reply;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
    }
}
