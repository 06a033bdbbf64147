package org.restante.cli.collect;

import com.google.gson.JsonArray;

import org.restante.cli.config.CollectionSettings;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.cli.serve.ServeCommand;
import org.restante.cli.terminal.ProgressBar;
import org.restante.collect.Report;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** {@code restante collect run}. */
@Command(
        name = "run",
        description = {
            "Fetch what is new, and remove what was delivered as far as the configuration says.",
            "Can be killed at any time: nothing is lost, and nothing delivered twice. SIGTERM and Ctrl-C let it store what it has fetched, for up to 5 s."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    /**
     * Up to here collections have threads of the system. A virtual thread that waits for the
     * network gives the process a poller, and for that the end of a JVM waits 0.3 s; some thousand
     * threads would cost more.
     */
    private static final int SYSTEM_THREADS_MAX = 64;

    /** What was fetched by then is stored; who stops a program waits no longer. */
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    @Mixin private final CollectOptions options = new CollectOptions();
    @Mixin private final RunOptions told = new RunOptions();

    @Option(
            names = "--daemon",
            description = {
                "Go on and fetch each collection again when its interval is over, until SIGTERM or"
                        + " Ctrl-C.",
                "SIGUSR1 fetches all at once; so does SIGHUP, and reads the configuration anew. The"
                        + " log goes to standard error."
            })
    private boolean daemon;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Collections; without any, all.")
    private List<String> names = new ArrayList<>();

    @Override
    public Integer call()
            throws IOException, ConfigurationException, CommandException, InterruptedException {
        if (options.json() && (daemon || told.events())) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--json prints one document at the end: it goes with neither --daemon nor"
                            + " --events");
        }
        Configuration configuration = options.load();
        List<CollectionSettings> collections = CollectOptions.find(configuration, names);
        Progress progress =
                new Progress(
                        daemon || options.json() || told.events()
                                ? ProgressBar.none()
                                : ProgressBar.ofProcess("octets"),
                        InstantSource.system(),
                        collections.size());
        Stopping stopping = new Stopping();
        try (Runs runs = new Runs(options, told, progress)) {
            if (daemon) {
                new Daemon(this::read, runs, ServeCommand.log(configuration)).run();
                return ExitCode.OK.code();
            }
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().unstarted(() -> stopping.now(STOP_MAX)));
            Map<String, Report> reports =
                    once(runs, new Collecting(configuration), collections, stopping);
            if (options.json()) {
                JsonArray all = new JsonArray();
                reports.forEach((name, report) -> all.add(Reports.json(name, report)));
                options.print(all);
            }
            return Reports.exitCode(reports.values()).code();
        } finally {
            stopping.ended();
        }
    }

    private Map<CollectionSettings, Collecting> read()
            throws ConfigurationException, CommandException {
        Configuration configuration = options.load();
        Collecting collecting = new Collecting(configuration);
        Map<CollectionSettings, Collecting> all = new LinkedHashMap<>();
        CollectOptions.find(configuration, names).forEach(it -> all.put(it, collecting));
        return all;
    }

    /** All at once, within bounds; people see each when it has ended. */
    private Map<String, Report> once(
            Runs runs,
            Collecting collecting,
            List<CollectionSettings> collections,
            Stopping stopping)
            throws InterruptedException {
        Map<String, Future<Report>> futures = new LinkedHashMap<>();
        try (ExecutorService threads = threads(collections.size())) {
            for (CollectionSettings each : collections) {
                futures.put(
                        each.name(),
                        threads.submit(
                                () -> runs.run(collecting, each, stopping, it -> print(each, it))));
            }
            Map<String, Report> reports = new LinkedHashMap<>();
            for (var each : futures.entrySet()) {
                reports.put(each.getKey(), each.getValue().get());
            }
            return reports;
        } catch (ExecutionException e) {
            // Reports hold what goes wrong outside: this is an error of ours.
            throw new IllegalStateException(e.getCause());
        }
    }

    private static ExecutorService threads(int collections) {
        return collections <= SYSTEM_THREADS_MAX
                ? Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())
                : Executors.newVirtualThreadPerTaskExecutor();
    }

    private void print(CollectionSettings settings, Report report) {
        if (!options.json() && !told.events()) {
            Reports.lines(settings.name(), report).forEach(options::print);
        }
    }
}
