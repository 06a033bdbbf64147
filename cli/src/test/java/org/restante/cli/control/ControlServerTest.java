package org.restante.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

final class ControlServerTest {
    @TempDir Path data;
    private ControlServer server;

    @BeforeEach
    void start() throws Exception {
        server =
                ControlServer.start(
                        data.resolve(ControlClient.SOCKET),
                        Map.of(
                                "echo",
                                request -> request.deepCopy(),
                                "refuse",
                                _ -> {
                                    throw new IOException("not today");
                                },
                                "break",
                                _ -> {
                                    throw new IllegalArgumentException("a fault");
                                }));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(data.resolve(ControlClient.SOCKET)));
        return channel;
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    private static BufferedReader reader(SocketChannel channel) {
        return new BufferedReader(
                new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
    }

    @Test
    void anAnswerIsWhatTheActionGives() throws Exception {
        JsonObject request = ControlClient.request("echo");
        request.addProperty("account", "zoë");
        assertThat(ControlClient.ask(data, request).orElseThrow().get("account").getAsString())
                .isEqualTo("zoë");
    }

    @Test
    void aServerThatDoesNotAnswerIsWaitedForAWhileOnly() throws Exception {
        Path silent = Files.createDirectory(data.resolve("silent"));
        // It listens and accepts nobody.
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(silent.resolve(ControlClient.SOCKET)));
            assertThatThrownBy(() ->
                            ControlClient.ask(
                                    silent, ControlClient.request("echo"), Duration.ofMillis(50)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has not answered");
        }
    }

    @Test
    void aRefusalHasItsReason() {
        assertThatThrownBy(() -> ControlClient.ask(data, ControlClient.request("refuse")))
                .isInstanceOf(ControlRefusedException.class)
                .hasMessage("not today");
    }

    @Test
    void aFaultOfTheServerIsAnsweredToo() {
        assertThatThrownBy(() -> ControlClient.ask(data, ControlClient.request("break")))
                .isInstanceOf(ControlRefusedException.class)
                .hasMessageContaining("a fault");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "{",
                "[]",
                "null",
                "{}",
                "{\"do\":null}",
                "{\"do\":[]}",
                "{\"do\":{}}",
                "{\"do\":\"nothing\"}",
                "{\"do\":\"echo\"} x"
            })
    void whatIsNoRequestIsRefusedAndTheConnectionGoesOn(String line) throws Exception {
        try (SocketChannel channel = connect();
                BufferedReader in = reader(channel)) {
            send(channel, line + "\n{\"do\":\"echo\"}\n");
            JsonObject refusal = JsonParser.parseString(in.readLine()).getAsJsonObject();
            assertThat(refusal.get("ok").getAsBoolean()).isFalse();
            assertThat(refusal.get("error").getAsString()).contains("\"do\"");
            assertThat(
                            JsonParser.parseString(in.readLine())
                                    .getAsJsonObject()
                                    .get("ok")
                                    .getAsBoolean())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "x", "{\"do\":"})
    void anOversizedLineEndsItsConnectionOnly(String repeated) throws Exception {
        try (SocketChannel channel = connect();
                BufferedReader in = reader(channel)) {
            try {
                send(channel, repeated.repeat(64 * 1024) + "\n");
                assertThat(in.readLine()).isNull();
            } catch (IOException e) {
                // It was cut while we sent.
                assertThat(e).hasMessageMatching("Broken pipe|Connection reset.*");
            }
        }
        assertThat(ControlClient.ask(data, ControlClient.request("echo"))).isPresent();
    }

    @Test
    void deeplyNestedJsonIsRefused() throws Exception {
        try (SocketChannel channel = connect();
                BufferedReader in = reader(channel)) {
            send(channel, "{\"do\":" + "[".repeat(60_000) + "\n");
            assertThat(in.readLine()).contains("\"ok\":false");
        }
    }

    @Test
    void theSocketIsItsOwnersAloneAndGoesWithTheServer() throws Exception {
        Path socket = data.resolve(ControlClient.SOCKET);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        server.close();
        assertThat(socket).doesNotExist();
        assertThat(ControlClient.ask(data, ControlClient.request("echo")))
                .isEqualTo(Optional.empty());
    }
}
