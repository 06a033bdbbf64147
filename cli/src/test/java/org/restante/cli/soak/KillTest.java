package org.restante.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.spec.Spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code kill -9} while mail comes in and goes out, again and again on one data folder: nothing
 * that a client was promised is broken by it. The number of rounds is {@code
 * -Drestante.kill-rounds}; {@code docs/operations/crash-tests.md} has the command for a long run.
 */
@Tag("interop")
final class KillTest {
    private static final int ROUNDS = Integer.getInteger("restante.kill-rounds", 100);
    private static final int DELIVERERS = 3;

    /** So many replies are read at most before the kill comes. */
    private static final int REPLIES_MAX = 150;

    /** And so long at most after the last of them, so that it hits between replies, too. */
    private static final int NANOS_MAX = 3_000_000;

    @TempDir Path folder;

    @Test
    @Spec({"P3-079", "P3-081", "P3-084", "P3-090", "P3-091", "LK-004", "LK-005", "LM-012"})
    void noPromiseIsBrokenByAKill() throws Exception {
        long seed = Long.getLong("restante.seed", System.nanoTime());
        System.out.println("kill -9: -Drestante.seed=" + seed);
        Random random = new Random(seed);
        Path data = folder.resolve("data");
        List<Client> clients = List.of("alice", "bob", "carol").stream().map(Client::new).toList();
        ServerProcess.accounts(data, clients.stream().map(Client::account).toList());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < ROUNDS; round++) {
                try (ServerProcess server = ServerProcess.start(data)) {
                    for (Client client : clients) {
                        client.settle(server);
                    }
                    work(server, clients, random, threads);
                }
            }
        }
        try (ServerProcess server = ServerProcess.start(data)) {
            for (Client client : clients) {
                client.settle(server);
            }
        }
        long stored = clients.stream().mapToLong(each -> each.ledger().stored()).sum();
        long removed = clients.stream().mapToLong(each -> each.ledger().removed()).sum();
        System.out.printf(
                "kill -9: %d rounds, %d copies delivered, %d messages removed%n",
                ROUNDS, stored, removed);
        assertThat(stored).isGreaterThan(ROUNDS);
        assertThat(removed).isPositive();
    }

    /** Everybody is at it until the server dies under them. */
    private static void work(
            ServerProcess server, List<Client> clients, Random random, ExecutorService threads)
            throws Exception {
        Semaphore replies = new Semaphore(0);
        List<Callable<Void>> workers = new ArrayList<>();
        for (Client client : clients) {
            Random own = new Random(random.nextLong());
            workers.add(() -> client.collect(server, own, replies));
        }
        for (int i = 0; i < DELIVERERS; i++) {
            Random own = new Random(random.nextLong());
            workers.add(() -> Client.deliver(server, clients, own, replies));
        }
        List<Future<Void>> running = workers.stream().map(threads::submit).toList();
        boolean reached =
                replies.tryAcquire(
                        random.nextInt(REPLIES_MAX), Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        LockSupport.parkNanos(random.nextInt(NANOS_MAX));
        server.kill();
        for (Future<Void> each : running) {
            each.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(reached).as("the clients got on with their work").isTrue();
    }
}
