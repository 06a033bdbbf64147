package org.restante.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.accounts.jdbc.JdbcSettings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

final class PostgresqlDatabaseTest {
    private static final int LOGINS = 12;

    /** Each would else wait for its own connection, and the last one for twelve. */
    @Test
    void whoWaitsForAServerThatDoesNotAnswerDoesNotTryAgain() throws Exception {
        List<Socket> tried = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ServerSocket silent =
                        new ServerSocket(0, LOGINS, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> accept(silent, tried));
            JdbcSettings settings =
                    new JdbcSettings(
                            "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/mail",
                            Optional.of("restante"),
                            Optional.empty(),
                            LOGINS,
                            Duration.ofSeconds(1));
            try (PostgresqlDatabase database = new PostgresqlDatabase(settings)) {
                List<Future<Boolean>> logins = new ArrayList<>();
                for (int i = 0; i < LOGINS; i++) {
                    logins.add(
                            threads.submit(() -> database.<Boolean, IOException>read(_ -> true)));
                }
                for (Future<Boolean> login : logins) {
                    assertThat(login)
                            .failsWithin(Duration.ofMinutes(1))
                            .withThrowableOfType(ExecutionException.class)
                            .withCauseInstanceOf(IOException.class);
                }
            }
        }
        assertThat(tried).isNotEmpty().hasSizeLessThan(LOGINS);
        for (Socket each : tried) {
            each.close();
        }
    }

    private static void accept(ServerSocket silent, List<Socket> tried) {
        try {
            while (true) {
                tried.add(silent.accept());
            }
        } catch (IOException _) {
            // The test is over.
        }
    }
}
