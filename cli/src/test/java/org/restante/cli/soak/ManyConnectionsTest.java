package org.restante.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A thousand who are logged in and silent, half of them inside TLS, beside a few who work. */
@Tag("interop")
final class ManyConnectionsTest {
    private static final int IDLE = 1000;
    private static final int WORKERS = 4;
    private static final int MESSAGES = 25;

    @TempDir Path folder;

    @Test
    void aThousandIdleSessionsDisturbNobodyAndStillAnswer() throws Exception {
        List<String> idle = IntStream.range(0, IDLE).mapToObj(i -> "idle" + i).toList();
        List<String> busy = IntStream.range(0, WORKERS).mapToObj(i -> "busy" + i).toList();
        Path data = folder.resolve("data");
        ServerProcess.accounts(data, idle);
        ServerProcess.accounts(data, busy);
        List<Link> links = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(data);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < IDLE; i++) {
                links.add(
                        i % 2 == 0
                                ? server.login(idle.get(i))
                                : server.loginInsideTls(idle.get(i)));
            }
            List<Future<Integer>> work =
                    busy.stream()
                            .map(account -> threads.submit(() -> work(server, account)))
                            .toList();
            for (Future<Integer> each : work) {
                assertThat(each.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo(MESSAGES);
            }
            System.out.printf(
                    "%d idle sessions: resident %d MiB, %d threads, %d open files%n",
                    IDLE,
                    server.figure("VmRSS") / 1024,
                    server.figure("Threads"),
                    server.openFiles());
            for (Link link : links) {
                link.ask("NOOP", "+OK");
            }
        } finally {
            for (Link link : links) {
                link.close();
            }
        }
    }

    /** Delivers, retrieves and removes; how many messages came. */
    private static int work(ServerProcess server, String account) throws IOException {
        int came = 0;
        for (int i = 0; i < MESSAGES; i++) {
            server.deliver(account, "Subject: " + i + "\r\n\r\nhello\r\n");
            try (Link link = server.login(account)) {
                link.ask("RETR 1", "+OK");
                came += link.lines().contains("Subject: " + i) ? 1 : 0;
                link.ask("DELE 1", "+OK");
                link.ask("QUIT", "+OK");
            }
        }
        return came;
    }
}
