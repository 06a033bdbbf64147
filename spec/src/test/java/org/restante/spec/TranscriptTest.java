package org.restante.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

final class TranscriptTest {
    private static final int TIMEOUT_MILLIS = 10_000;

    /** For the one test in which the server is silent on purpose. */
    private static final int SHORT_TIMEOUT_MILLIS = 50;

    static List<Chunking> chunkings() {
        return Chunking.all();
    }

    @ParameterizedTest
    @MethodSource("chunkings")
    void aDialogueIsPlayedAndSentOctetByOctet(Chunking chunking) throws Exception {
        String sent =
                play(
                        "+OK hi\r\n+OK one\r\n\r\n...x\r\n.\r\n+OK \u00ff\r\n",
                        """
                        S: +OK ...
                        C: one
                        S: +OK one
                        S:
                        S: ...x
                        S: .
                        C: t\\x77\\0\\\\ö\\n\\c
                        S: +OK \\xff
                        S: <closed>
                        """,
                        chunking,
                        TIMEOUT_MILLIS);

        assertThat(sent).isEqualTo("one\r\ntw\0\\\u00c3\u00b6\n");
    }

    @ParameterizedTest
    @MethodSource("chunkings")
    void aHalfCloseStillReadsTheAnswer(Chunking chunking) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var sent =
                    CompletableFuture.supplyAsync(() -> {
                        try (Socket peer = server.accept()) {
                            byte[] all = peer.getInputStream().readAllBytes();
                            peer.getOutputStream().write("+OK\r\n".getBytes(ISO_8859_1));
                            return all;
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            try (var client = connect(server, TIMEOUT_MILLIS)) {
                Transcript.parse("C: QUIT\\c\nC: <half-close>\nS: +OK\nS: <closed>")
                        .run(client, chunking);
            }
            assertThat(sent.get(10, TimeUnit.SECONDS)).asString(ISO_8859_1).isEqualTo("QUIT");
        }
    }

    @Test
    void aDifferenceShowsBothSidesAndWhatWentBefore() {
        assertThat(failure("+OK\r\n-ERR \u0007no\r\n+OK\r\n", "S: +OK\nC: x\nS: -ERR \\x07yes"))
                .contains("after\nS: +OK␍␊\nC: x␍␊\n")
                .contains("expected:\nS: -ERR \\x07yes␍␊\n")
                .endsWith("received:\n-ERR \\x07no␍␊\n");
    }

    @Test
    void aBareLineFeedIsNoLineEnd() {
        assertThat(failure("+OK\n", "S: +OK")).endsWith("received:\n+OK␊\n");
    }

    @Test
    void anyRestStillNeedsItsBeginning() {
        assertThat(failure("+OK\r\n", "S: +OK ...")).endsWith("received:\n+OK␍␊\n");
    }

    @Test
    void anEarlyCloseIsADifference() {
        assertThat(failure("+OK", "S: +OK")).endsWith("received:\n+OK<closed>");
    }

    @Test
    void octetsInsteadOfTheCloseAreADifference() {
        assertThat(failure("+OK\r\nmore\r\n", "S: +OK\nS: <closed>"))
                .endsWith("received:\nmore␍␊\n");
    }

    @Test
    void aSilentServerEndsInTheTimeout() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = connect(server, SHORT_TIMEOUT_MILLIS)) {
            var transcript = Transcript.parse("S: +OK");
            assertThatThrownBy(() -> transcript.run(client, new Chunking.Lines()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("within the time-out");
            var end = Transcript.parse("S: <closed>");
            assertThatThrownBy(() -> end.run(client, new Chunking.Lines()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("still open");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "X: a",
                "C: \\q",
                "C: \\x0",
                "C: \\xgg",
                "C: \\",
                "C: \\c more",
                "C: <closed>",
                "S: <half-close>",
                "C: <half-close>\nC: more"
            })
    void aTextThatIsNoTranscriptIsRefused(String text) {
        assertThatThrownBy(() -> Transcript.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String failure(String answers, String transcript) {
        var failure =
                catchThrowableOfType(
                        AssertionError.class,
                        () -> play(answers, transcript, new Chunking.Lines(), TIMEOUT_MILLIS));
        return String.valueOf(failure.getMessage()).replace(System.lineSeparator(), "\n");
    }

    /** A server that answers at once, whatever comes, and then reads to the end. */
    private static String play(
            String answers, String transcript, Chunking chunking, int timeoutMillis)
            throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var sent =
                    CompletableFuture.supplyAsync(() -> {
                        try (Socket peer = server.accept()) {
                            peer.getOutputStream().write(answers.getBytes(ISO_8859_1));
                            peer.shutdownOutput();
                            return peer.getInputStream().readAllBytes();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            try (var client = connect(server, timeoutMillis)) {
                Transcript.parse(transcript).run(client, chunking);
                client.shutdownOutput();
                return new String(sent.get(10, TimeUnit.SECONDS), ISO_8859_1);
            }
        }
    }

    private static Socket connect(ServerSocket server, int timeoutMillis) throws IOException {
        var client = new Socket(server.getInetAddress(), server.getLocalPort());
        client.setTcpNoDelay(true);
        client.setSoTimeout(timeoutMillis);
        return client;
    }
}
