package org.restante.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.restante.server.net.Admission;
import org.restante.server.net.Endpoint;
import org.restante.server.net.Listener;
import org.restante.server.net.Watchdog;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** HTTP at the listener for challenges, octet by octet. */
final class ChallengesTest {
    private static final String PATH = "/.well-known/acme-challenge/";
    private static final String FOUND = answer("200 OK", "token-1.thumb");
    private static final String NOT_FOUND = answer("404 Not Found", "");
    private static final String BAD = answer("400 Bad Request", "");
    private static final int PATIENCE_MILLIS = 20_000;

    private final Challenges challenges = new Challenges();
    private final AtomicLong nanos = new AtomicLong();
    private final Watchdog watchdog = new Watchdog(nanos::get, Duration.ofSeconds(1));
    private volatile int connectionsMax = 10;
    private Listener listener;

    private static String answer(String status, String body) {
        return "HTTP/1.1 "
                + status
                + "\r\nContent-Type: application/octet-stream\r\nContent-Length: "
                + body.length()
                + "\r\nConnection: close\r\n\r\n"
                + body;
    }

    @BeforeEach
    void start() throws Exception {
        listener =
                Listener.bind(
                        new Endpoint.Tcp(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                        new Listener.Shared(
                                watchdog,
                                new Admission(
                                        () -> new Admission.Rules(connectionsMax, 10, List.of())),
                                () -> Duration.ofMinutes(1)),
                        challenges);
        listener.start();
    }

    @AfterEach
    void stop() {
        listener.close();
        watchdog.close();
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(
                        InetAddress.getLoopbackAddress(),
                        ((Endpoint.Tcp) listener.endpoint()).address().getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private String ask(String request, int pieceOctets) throws IOException {
        byte[] octets = request.getBytes(StandardCharsets.ISO_8859_1);
        try (Socket socket = connect()) {
            socket.setTcpNoDelay(true);
            for (int at = 0; at < octets.length; at += pieceOctets) {
                socket.getOutputStream()
                        .write(octets, at, Math.min(pieceOctets, octets.length - at));
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    static Stream<Arguments> requests() {
        String get = "GET " + PATH + "token-1 HTTP/1.1\r\nHost: mail.example.org\r\n";
        return Stream.of(
                argumentSet("the token", get + "User-Agent: CA\r\n\r\n", FOUND),
                argumentSet("HTTP/1.0", "GET " + PATH + "token-1 HTTP/1.0\r\n\r\n", FOUND),
                argumentSet("bare LF", "GET " + PATH + "token-1 HTTP/1.1\nHost: x\n\n", FOUND),
                argumentSet(
                        "a whole URL",
                        "GET http://mail.example.org:80" + PATH + "token-1 HTTP/1.1\r\n\r\n",
                        FOUND),
                argumentSet("another token", get.replace("-1", "-2") + "\r\n", NOT_FOUND),
                argumentSet("no token", get.replace("token-1", "") + "\r\n", NOT_FOUND),
                argumentSet("more than it", get.replace("-1", "-1/") + "\r\n", NOT_FOUND),
                argumentSet("a query", get.replace("-1", "-1?a=b") + "\r\n", NOT_FOUND),
                argumentSet("dots", get.replace("token", "x/../token") + "\r\n", NOT_FOUND),
                argumentSet("the root", "GET / HTTP/1.1\r\n\r\n", NOT_FOUND),
                argumentSet("HEAD", get.replace("GET", "HEAD") + "\r\n", NOT_FOUND),
                argumentSet(
                        "POST",
                        get.replace("GET", "POST") + "Content-Length: 4\r\n\r\nbody",
                        NOT_FOUND),
                argumentSet("HTTP/0.9", "GET /\r\n\r\n", BAD),
                argumentSet("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", BAD),
                argumentSet("no HTTP", "CAPA\r\n", BAD),
                argumentSet("nothing", "\r\n", BAD),
                argumentSet("8-bit octets", "GET /\u00e9 HTTP/1.1\r\n\r\n", BAD),
                argumentSet("a long line", "GET /" + "x".repeat(5000) + " HTTP/1.1\r\n\r\n", BAD),
                argumentSet("a long field", get + "A: " + "x".repeat(5000) + "\r\n\r\n", BAD),
                argumentSet("many fields", get + "A: b\r\n".repeat(101), BAD));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestIsAnsweredAndTheConnectionClosed(String request, String expected)
            throws Exception {
        try (var _ = challenges.answer("token-1", "token-1.thumb")) {
            // What is wrong is answered before its end: a client that goes on would be reset.
            int[] pieces =
                    expected.equals(BAD)
                            ? new int[] {request.length()}
                            : new int[] {1, 2, 7, request.length()};
            for (int piece : pieces) {
                assertThat(ask(request, piece)).isEqualTo(expected);
            }
        }
    }

    @Test
    void aTokenIsAnsweredWhileItIsOutstandingAndNoLonger() throws Exception {
        String request = "GET " + PATH + "t HTTP/1.1\r\n\r\n";
        assertThat(ask(request, 100)).isEqualTo(NOT_FOUND);
        try (var _ = challenges.answer("t", "t.thumb")) {
            assertThat(ask(request, 100)).isEqualTo(answer("200 OK", "t.thumb"));
        }
        assertThat(ask(request, 100)).isEqualTo(NOT_FOUND);
    }

    @Test
    void aPeerThatStopsInTheMiddleGetsNothing() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write("GET / HTT".getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void aSlowPeerIsCutAfterTenSeconds() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            // What was said before is read in a session that has begun, or not at all.
            while (listener.sessions() == 0) {
                Thread.onSpinWait();
            }
            nanos.addAndGet(Duration.ofSeconds(9).toNanos());
            watchdog.sweep();
            assertThat(listener.sessions()).isEqualTo(1);
            nanos.addAndGet(Duration.ofSeconds(60).toNanos());
            while (listener.sessions() > 0) {
                watchdog.sweep();
                Thread.onSpinWait();
            }
            assertThat(socket.getInputStream().read()).isNegative();
        }
    }

    @Test
    void whoeverIsOneTooManyIsToldSo() throws Exception {
        connectionsMax = 0;
        assertThat(ask("", 1)).isEqualTo(answer("503 Service Unavailable", ""));
    }
}
