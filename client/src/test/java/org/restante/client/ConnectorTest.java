package org.restante.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

final class ConnectorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static InetAddress[] addresses(String... literals) {
        return Arrays.stream(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    @Test
    void familiesTakeTurnsAndTheSystemsFirstStaysFirst() {
        assertThat(Connector.inTurn(addresses("::1", "::2", "10.0.0.1", "::3")))
                .containsExactly(addresses("::1", "10.0.0.1", "::2", "::3"));
        assertThat(Connector.inTurn(addresses("10.0.0.1", "10.0.0.2", "::1")))
                .containsExactly(addresses("10.0.0.1", "::1", "10.0.0.2"));
        assertThat(Connector.inTurn(addresses())).isEmpty();
    }

    @Test
    void anAddressThatRefusesIsFollowedByTheNext() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.3"));
                SocketChannel channel =
                        Connector.connect(
                                "mail.example.org",
                                listener.getLocalPort(),
                                PATIENCE,
                                _ -> addresses("127.0.0.2", "127.0.0.4", "127.0.0.3"))) {
            assertThat(((InetSocketAddress) channel.getRemoteAddress()).getAddress())
                    .isEqualTo(InetAddress.ofLiteral("127.0.0.3"));
        }
    }

    @Test
    void whatCannotBeReachedSaysWhatWasTried() throws Exception {
        int port;
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.3"))) {
            port = listener.getLocalPort();
        }
        assertThatThrownBy(() ->
                        Connector.connect(
                                "mail.example.org",
                                port,
                                PATIENCE,
                                _ -> addresses("127.0.0.2", "127.0.0.3")))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("mail.example.org:" + port)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
        assertThatThrownBy(() ->
                        Connector.connect(
                                "nowhere.invalid",
                                110,
                                PATIENCE,
                                host -> {
                                    throw new UnknownHostException(host);
                                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere.invalid");
        assertThatThrownBy(() -> Connector.connect("x", 110, PATIENCE, _ -> addresses()))
                .hasMessageContaining("no address");
    }

    @Test
    void aNameThatIsNotFoundInTimeEndsByTheTimeOutAndAnInterruptEndsItAtOnce() {
        CountDownLatch never = new CountDownLatch(1);
        Connector.Resolver stuck =
                _ -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return addresses();
                };
        assertThatThrownBy(() -> Connector.connect("x", 110, Duration.ofMillis(50), stuck))
                .isInstanceOf(SocketTimeoutException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Connector.connect("x", 110, PATIENCE, stuck))
                .isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        never.countDown();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoConnectsFromAThreadOfTheSystemStartsNoVirtualOne(boolean virtual) throws Exception {
        List<Boolean> looked = new CopyOnWriteArrayList<>();
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.3"))) {
            Runnable connect =
                    () -> {
                        try {
                            Connector.connect(
                                            "mail.example.org",
                                            listener.getLocalPort(),
                                            PATIENCE,
                                            _ -> {
                                                looked.add(Thread.currentThread().isVirtual());
                                                return addresses("127.0.0.3");
                                            })
                                    .close();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    };
            (virtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(connect).join();
        }
        assertThat(looked).containsExactly(virtual);
    }
}
