package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.accounts.password.PasswordScheme;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a session costs the server, in what does not depend on the machine: system calls and octets
 * of memory. The table of docs/performance.md is checked with a margin, and written with {@code
 * -Drestante.update}. Needs Debian's {@code strace}.
 */
@Tag("interop")
final class SessionCostTest {
    private static final Path PAGE =
            Path.of(System.getProperty("basedir", "."), "..", "docs", "performance.md").normalize();
    private static final String BEGIN = "<!-- The next table is generated. -->\n";

    /** What is new may cost so much before somebody has to look at it. */
    private static final double CALLS_MARGIN = 0.25;

    /** More: how much the compiler spares depends on how far it has come. */
    private static final double MEMORY_MARGIN = 0.5;

    private static final int MESSAGES = 20;
    private static final int MESSAGE_LINES = 400;
    private static final int WARM_UP_SESSIONS = 1500;
    private static final int SESSIONS = 1000;
    private static final int TRACED_SESSIONS = 300;
    private static final int SECONDS_MAX = 60;

    /** By these threads only wait, more or less often. */
    private static final Set<String> WAITS =
            Set.of("futex", "epoll_wait", "epoll_pwait", "restart_syscall", "sched_yield", "poll");

    /** A line of strace's summary: share, seconds, each, calls, errors or nothing, name. */
    private static final Pattern CALLS =
            Pattern.compile("\\s*[\\d.]+\\s+[\\d.]+\\s+\\d+\\s+(\\d+)(?:\\s+\\d+)?\\s+(\\w+)");

    private static final Pattern ALLOCATED = Pattern.compile(" allocated=(\\d+)([BKMG]) ");
    private static final Pattern ROW =
            Pattern.compile("\\| (\\w[\\w ]*) \\| ([\\d.]+) \\| ([\\d.]+) \\|");

    @TempDir private static Path folder;
    private static ServerProcess server;

    /** What is done between login and QUIT. */
    private record Kind(String words, List<String> commands) {}

    private static final List<Kind> KINDS =
            List.of(
                    new Kind("poll", List.of("STAT")),
                    new Kind("list", List.of("STAT", "UIDL", "LIST")),
                    new Kind("fetch", fetch()));

    private static List<String> fetch() {
        List<String> commands = new ArrayList<>(List.of("STAT", "UIDL"));
        for (int i = 1; i <= MESSAGES; i++) {
            commands.add("RETR " + i);
        }
        return commands;
    }

    /** For each session. */
    private record Cost(double calls, double kilobytes) {}

    @BeforeAll
    static void fillAMaildrop() throws Exception {
        server = ServerProcess.start(folder);
        Path maildir = Files.createDirectory(folder.resolve("mail"));
        for (String each : List.of("tmp", "new", "cur")) {
            Files.createDirectory(maildir.resolve(each));
        }
        String message =
                "Subject: one of many\r\n\r\n" + "a line of its body\r\n".repeat(MESSAGE_LINES);
        for (int i = 0; i < MESSAGES; i++) {
            Files.writeString(maildir.resolve("cur/%d.M1P1.host:2,S".formatted(i)), message);
        }
        server.account("alice", Optional.of(maildir), List.of(PasswordScheme.PLAIN));
    }

    @AfterAll
    static void stop() throws IOException {
        try (ServerProcess _ = server) {
            assertThat(folder).exists();
        }
    }

    @Test
    void aSessionCostsWhatThePageSays() throws Exception {
        Map<String, Cost> measured = new LinkedHashMap<>();
        for (Kind kind : KINDS) {
            run(kind, WARM_UP_SESSIONS);
            double before = allocated();
            run(kind, SESSIONS);
            double kilobytes = (allocated() - before) / 1000 / SESSIONS;
            measured.put(kind.words(), new Cost(calls(kind), kilobytes));
        }
        String page = Files.readString(PAGE);
        if (System.getProperty("restante.update") != null) {
            int start = page.indexOf(BEGIN) + BEGIN.length();
            page =
                    page.substring(0, start)
                            + table(measured)
                            + page.substring(page.indexOf("\n\n", start));
            Files.writeString(PAGE, page);
        }
        Map<String, Cost> told = new LinkedHashMap<>();
        Matcher rows = ROW.matcher(page);
        while (rows.find()) {
            told.put(
                    rows.group(1),
                    new Cost(Double.parseDouble(rows.group(2)), Double.parseDouble(rows.group(3))));
        }
        assertThat(told.keySet()).isEqualTo(measured.keySet());
        measured.forEach((kind, cost) -> {
            Cost before = told.getOrDefault(kind, new Cost(0, 0));
            assertClose(kind + ": system calls", cost.calls(), before.calls(), CALLS_MARGIN);
            assertClose(
                    kind + ": KB of memory", cost.kilobytes(), before.kilobytes(), MEMORY_MARGIN);
        });
    }

    private static void assertClose(String what, double measured, double told, double margin) {
        assertThat(measured).as(what).isBetween(told * (1 - margin), told * (1 + margin));
    }

    private static String table(Map<String, Cost> measured) {
        StringBuilder table =
                new StringBuilder(
                        "| session | system calls | memory allocated, KB |\n|---|---:|---:|");
        measured.forEach((kind, cost) ->
                table.append(
                        String.format(
                                "%n| %s | %.1f | %.1f |", kind, cost.calls(), cost.kilobytes())));
        return table.toString();
    }

    private static void run(Kind kind, int sessions) throws IOException {
        for (int i = 0; i < sessions; i++) {
            try (RawPop3 client = RawPop3.login(server.port("pop3"), "alice")) {
                for (String each : kind.commands()) {
                    if (each.equals("STAT")) {
                        client.command(each);
                    } else {
                        client.listing(each);
                    }
                }
                client.command("QUIT");
            }
        }
    }

    /** By all threads that are there; in octets. */
    private static double allocated() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process =
                new ProcessBuilder(
                                jcmd.toString(), Long.toString(server.pid()), "Thread.print", "-e")
                        .redirectErrorStream(true)
                        .start();
        String threads =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(threads).isZero();
        double octets = 0;
        Matcher each = ALLOCATED.matcher(threads);
        while (each.find()) {
            octets +=
                    Double.parseDouble(each.group(1))
                            * Math.pow(1024, "BKMG".indexOf(each.group(2)));
        }
        assertThat(octets).as(threads).isPositive();
        return octets;
    }

    private static double calls(Kind kind) throws Exception {
        Path summary = folder.resolve("calls.txt");
        Process strace =
                new ProcessBuilder(
                                Program.command(
                                        "strace",
                                        List.of(
                                                "strace",
                                                "-f",
                                                "-c",
                                                "-o",
                                                summary.toString(),
                                                "-p",
                                                Long.toString(server.pid()))))
                        .redirectErrorStream(true)
                        .start();
        try {
            BufferedReader said = strace.inputReader();
            String line = said.readLine();
            assertThat(line).contains("attached");
            run(kind, TRACED_SESSIONS);
        } finally {
            strace.destroy();
            assertThat(strace.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        }
        double calls = 0;
        for (String line : Files.readAllLines(summary)) {
            Matcher matcher = CALLS.matcher(line);
            if (matcher.matches()
                    && !WAITS.contains(matcher.group(2))
                    && !matcher.group(2).equals("total")) {
                calls += Double.parseDouble(matcher.group(1));
            }
        }
        return calls / TRACED_SESSIONS;
    }
}
