package org.restante.cli.bench;

import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;
import org.restante.bench.Failed;
import org.restante.bench.Failure;
import org.restante.bench.Figures;
import org.restante.bench.Held;
import org.restante.bench.Load;
import org.restante.bench.LoadGenerator;
import org.restante.bench.SessionFailedException;
import org.restante.bench.Users;
import org.restante.bench.Workload;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;
import org.restante.cli.config.Json;
import org.restante.cli.terminal.ProgressBar;
import org.restante.client.Pop3Server;
import org.restante.client.PopUrl;
import org.restante.client.Security;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code restante bench}. */
@Command(
        name = "bench",
        description = {
            "Load a POP3 server, and print what it did: sessions, messages, octets, latencies.",
            "It is for your own servers only: to others this is an attack.",
            "",
            "  restante bench pop3s://u@mail.example.org --users 'u{}' --count 200",
            "  restante bench pop://localhost:3110 --clear-text --users 'u{}' --count 200 \\",
            "      --workload pfetch --time 30s --chart pfetch.html",
            "",
            "One session is tried first. A session with any wrong answer is an error and nothing",
            "else: every terminator is looked for, and what comes is compared with STAT."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n")
public final class BenchCommand implements Callable<Integer> {
    private static final int CONNECTIONS = 16;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(
            index = "0",
            paramLabel = "URL",
            description =
                    "pop3s://[NAME@]HOST[:PORT] for TLS, pop://[NAME@]HOST[:PORT] for STLS, or"
                            + " neither with --clear-text. NAME;AUTH=PLAIN logs in by AUTH PLAIN"
                            + " and not by USER and PASS.")
    private String url;

    @Option(
            names = "--workload",
            paramLabel = "WHAT",
            defaultValue = "poll",
            description = {
                "What a session does between login and QUIT:",
                "poll: STAT (the default)",
                "list: STAT, UIDL, LIST",
                "fetch: STAT, UIDL, RETR of all messages one by one",
                "pfetch: the same with RETR pipelined",
                "drain: fetch, with DELE of each message; once for each maildrop",
                "idle: nothing; it stays to the end of the time"
            })
    private String workload = "poll";

    @Option(
            names = "--remove-mail",
            description = "Say that drain may remove all mail of these users for good.")
    private boolean removeMail;

    @Option(
            names = "--users",
            paramLabel = "PATTERN",
            description =
                    "Names of the users: {} stands for the numbers from 0 on, as in 'u{}'. Without"
                            + " it, the URL's user.")
    private @Nullable String pattern;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many users there are.")
    private int count = 1;

    @ArgGroup private PasswordSourceOptions password = new PasswordSourceOptions();

    @Option(
            names = "--connections",
            paramLabel = "N",
            description =
                    "Sessions at once; 16, or as many as there are users if these are fewer. A"
                            + " maildrop is locked by one session, so more than users fail at most"
                            + " servers.")
    private @Nullable Integer connections;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description =
                    "Begin R sessions a second, however fast they end. Their latency counts from"
                            + " when they were due. Without it each connection begins a session"
                            + " when its last one has ended.")
    private @Nullable Double rate;

    @Option(
            names = "--time",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "How long it counts, ${DEFAULT-VALUE} by default; up to 24h.")
    private Duration time = Duration.ZERO;

    @Option(
            names = "--warm-up",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "The same load before that, ${DEFAULT-VALUE} by default.")
    private Duration warmUp = Duration.ZERO;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "How long the server may be silent, ${DEFAULT-VALUE} by default.")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--clear-text",
            description = "No TLS with pop://: passwords and mail can be read by others.")
    private boolean clearText;

    @ArgGroup private BenchTrust trust = new BenchTrust();

    @Option(
            names = "--resume",
            description =
                    "Resume TLS sessions, each connection its own, as mail programs do. Without it"
                            + " every handshake is a whole one.")
    private boolean resume;

    @Option(
            names = "--any-size",
            description =
                    "For servers whose STAT does not count octets as they send them: do not"
                            + " compare the two.")
    private boolean anySize;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--chart",
            paramLabel = "FILE",
            description = "Write a page (HTML) with charts of latency and throughput; replaces it.")
    private @Nullable Path chart;

    @Override
    public Integer call() throws IOException, CommandException {
        Load load = load();
        if (chart != null) {
            checkChart(chart);
        }
        if (load.workload() == Workload.IDLE) {
            return held(load);
        }
        Figures figures;
        try (ProgressBar bar = ProgressBar.ofProcess("s")) {
            figures = LoadGenerator.run(load, progress(bar, "sessions"));
        } catch (SessionFailedException e) {
            throw refused(e);
        }
        print(
                json ? FiguresJson.of(load, figures) : null,
                FiguresText.of(load, figures, Runtime.getRuntime().availableProcessors()));
        if (chart != null) {
            writeChart(chart, Chart.of(load, figures));
        }
        return exitCode(figures.sessions(), figures.failed()).code();
    }

    private int held(Load load) throws IOException, CommandException {
        Held held;
        try (ProgressBar bar = ProgressBar.ofProcess("s")) {
            held = LoadGenerator.hold(load, progress(bar, "standing"));
        } catch (SessionFailedException e) {
            throw refused(e);
        }
        print(json ? FiguresJson.of(load, held) : null, FiguresText.of(load, held));
        return exitCode(held.standing(), held.failed()).code();
    }

    private void print(@Nullable JsonObject object, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(object == null ? text : Json.write(object) + "\n");
        out.flush();
    }

    /** Before the load: nobody wants to hear of it afterwards. */
    private static void checkChart(Path file) throws CommandException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isWritable(folder) || Files.isDirectory(file)) {
            throw new CommandException(
                    ExitCode.CANNOT_CREATE, "the chart " + file + " cannot be written there");
        }
    }

    private static void writeChart(Path file, String page) throws CommandException {
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw new CommandException(ExitCode.CANNOT_CREATE, "the chart: " + e);
        }
    }

    private static LoadGenerator.Watcher progress(ProgressBar bar, String what) {
        return (passed, all, done, failures) -> {
            String words =
                    String.format(
                            Locale.ROOT,
                            "%d of %d s, %d %s, %d errors",
                            passed.toSeconds(),
                            all.toSeconds(),
                            done,
                            what,
                            failures);
            bar.at(passed.toMillis(), all.toMillis(), words);
            return true;
        };
    }

    /** The first session came to nothing. */
    private static CommandException refused(SessionFailedException e) {
        return new CommandException(
                exitCode(e.failure()),
                FiguresText.printable(e.failure().meaning() + ": " + e.words()));
    }

    private static ExitCode exitCode(long well, Map<Failure, Failed> failed) {
        if (failed.isEmpty()) {
            return ExitCode.OK;
        }
        if (well == 0 && failed.size() == 1) {
            return exitCode(failed.keySet().iterator().next());
        }
        return well == 0 ? ExitCode.UNAVAILABLE : ExitCode.IO;
    }

    private static ExitCode exitCode(Failure failure) {
        return switch (failure) {
            case NOT_CONNECTED, NO_TLS, TIMED_OUT, CUT, BROKEN, REFUSED, WRONG ->
                    ExitCode.UNAVAILABLE;
            case LOGIN_REFUSED -> ExitCode.PERMISSION;
        };
    }

    private Load load() throws IOException, CommandException {
        try {
            PopUrl parsed = PopUrl.parse(url);
            String names = pattern == null ? parsed.user().orElse("") : pattern;
            if (names.isEmpty()) {
                throw misused("whom to log in as: name a user in the URL, or --users");
            }
            Users users = new Users(names, count);
            Workload what = workload();
            boolean plain = plain(parsed);
            Pop3Server server = server(parsed);
            int sessions = connections == null ? Math.min(CONNECTIONS, count) : connections;
            return new Load(
                    server,
                    users,
                    password.read(System.in, server.host(), names),
                    plain,
                    what,
                    sessions,
                    rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
                    // What was drained while warming up would not be there any more.
                    what == Workload.DRAIN || what == Workload.IDLE ? Duration.ZERO : warmUp,
                    time,
                    timeout,
                    resume,
                    !anySize);
        } catch (IllegalArgumentException e) {
            throw misused(e.getMessage());
        }
    }

    private Workload workload() {
        Workload what =
                Workload.of(workload)
                        .orElseThrow(() ->
                                misused(
                                        "--workload is one of "
                                                + Arrays.stream(Workload.values())
                                                        .map(Workload::word)
                                                        .collect(Collectors.joining(", "))
                                                + ", not "
                                                + workload));
        if (what == Workload.DRAIN && !removeMail) {
            throw misused("drain removes all mail of these users: say so by --remove-mail");
        }
        if (what == Workload.IDLE && chart != null) {
            throw misused("there is nothing of idle sessions to show in a chart");
        }
        return what;
    }

    private boolean plain(PopUrl parsed) {
        if (parsed.mechanism().isEmpty()) {
            return false;
        }
        return switch (parsed.mechanism().get()) {
            case PLAIN -> true;
            case SCRAM_SHA_256_PLUS,
                    SCRAM_SHA_256,
                    SCRAM_SHA_1_PLUS,
                    SCRAM_SHA_1,
                    EXTERNAL,
                    OAUTHBEARER,
                    XOAUTH2,
                    CRAM_MD5,
                    APOP,
                    LOGIN,
                    USER ->
                    throw misused(
                            "bench logs in by USER and PASS, or with ;AUTH=PLAIN in the URL by that");
        };
    }

    private Pop3Server server(PopUrl parsed) throws IOException {
        Pop3Server server = parsed.server();
        if (!clearText) {
            return server.withTrust(trust.trust());
        }
        if (server.security() == Security.TLS) {
            throw misused("--clear-text is for pop:// URLs");
        }
        if (resume || trust.isGiven()) {
            throw misused("--ca, --pin, --insecure and --resume are for TLS, not for --clear-text");
        }
        return server.withSecurity(Security.CLEAR_TEXT);
    }

    private ParameterException misused(@Nullable String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
