package org.restante.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** After any amount of {@link Attack}s the real process is as it was before. */
@Tag("interop")
final class HostileInputTest {
    private static final int ROUNDS = 20;

    /** Each has an account of its own, so that its lock is its own. */
    private static final List<String> ATTACKERS =
            List.of("ann", "ben", "cid", "dan", "eve", "fay", "gus", "hal");

    /** Files that the JVM opens once, and threads that it keeps for a while. */
    private static final int SLACK = 8;

    private static final long HEAP_KIB_MORE = 8 * 1024;
    private static final long LINE_OCTETS = 64L * 1024 * 1024;
    private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

    @TempDir Path folder;

    @Test
    @Spec({"P3-015", "P3-036", "P3-084", "LK-004"})
    void theServerOutlivesHostileClientsUnchanged() throws Exception {
        long seed = Long.getLong("restante.seed", System.nanoTime());
        System.out.println("hostile input: -Drestante.seed=" + seed);
        Path data = folder.resolve("data");
        ServerProcess.accounts(data, ATTACKERS);
        try (ServerProcess server =
                ServerProcess.start(
                        data, "[limits]\nlogin-timeout = \"5s\"\nstall-timeout = \"2s\"\n")) {
            for (String account : ATTACKERS) {
                server.deliver(account, "Subject: keep\r\n\r\n" + "0123456789\r\n".repeat(20_000));
            }
            // The same once before, so that what is loaded and kept for good is not counted.
            attack(server, new Random(seed), ATTACKERS.size());
            checkAlive(server);
            long files = server.openFiles();
            long threads = server.figure("Threads");
            long heapKib = heapKib(server);

            attack(server, new Random(seed), ROUNDS * ATTACKERS.size());
            sendLineWithoutEnd(server);

            checkAlive(server);
            Await.until(
                    () -> "open files come back to " + files,
                    () -> server.openFiles() <= files + SLACK);
            Await.until(
                    () -> "threads come back to " + threads,
                    () -> server.figure("Threads") <= threads + SLACK);
            assertThat(heapKib).as("what the heap holds, in KiB").isPositive();
            assertThat(heapKib(server)).isLessThan(heapKib + HEAP_KIB_MORE);
        }
    }

    /** Several at once, each at its own account, until so many were made. */
    private static void attack(ServerProcess server, Random random, int count) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (String account : ATTACKERS) {
                Random own = new Random(random.nextLong());
                running.add(
                        threads.submit(() -> {
                            for (int i = 0; i < count / ATTACKERS.size(); i++) {
                                attack(server, account, own);
                            }
                        }));
            }
            for (Future<?> each : running) {
                each.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private static void attack(ServerProcess server, String account, Random random) {
        Attack[] all = Attack.values();
        try {
            all[random.nextInt(all.length)].run(server, account, random);
        } catch (IOException _) {
            // Refused, dropped, or locked by the attack before: any of it is the server's right.
        }
    }

    private static void sendLineWithoutEnd(ServerProcess server) throws IOException {
        byte[] block = "A".repeat(1024 * 1024).getBytes(Link.OCTETS);
        try (Link link = new Link(server.pop3())) {
            for (long sent = 0; sent < LINE_OCTETS; sent += block.length) {
                link.send(block);
            }
        } catch (IOException _) {
            // It need not listen to the end.
        }
    }

    /** Each listener answers, no maildrop is locked, and each holds what it held. */
    private static void checkAlive(ServerProcess server) throws IOException, InterruptedException {
        for (String account : ATTACKERS) {
            Await.until(
                    () -> "the maildrop of " + account + " is free",
                    () -> {
                        try (Link link = server.login(account)) {
                            link.ask("STAT", "+OK 1 ");
                            link.ask("QUIT", "+OK");
                            return true;
                        } catch (Link.UnexpectedReplyException e) {
                            if (e.reply().startsWith("-ERR [IN-USE]")) {
                                return false;
                            }
                            throw e;
                        }
                    });
        }
        server.loginInsideTls(ATTACKERS.getFirst()).close();
        server.deliverer().close();
    }

    /** What the heap holds after a full collection. */
    private static long heapKib(ServerProcess server) throws IOException, InterruptedException {
        server.jcmd("GC.run");
        // One line for each generation has both figures.
        return server.jcmd("GC.heap_info")
                .lines()
                .map(USED::matcher)
                .filter(Matcher::find)
                .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
                .sum();
    }
}
