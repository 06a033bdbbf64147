package org.restante.cli.collect;

import com.google.gson.JsonArray;

import org.restante.cli.config.CollectionSettings;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ConfigurationException;
import org.restante.collect.Report;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** {@code restante collect run}. */
@Command(
        name = "run",
        description = {
            "Fetch what is new, and remove what was delivered as far as the configuration says.",
            "Can be killed at any time: nothing is lost, and nothing delivered twice."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    /** So many accounts at a time; a run holds a connection and a group of open files. */
    private static final int RUNS_MAX = 32;

    /** Of one server; providers refuse those that come in crowds. */
    private static final int RUNS_PER_HOST_MAX = 4;

    @Mixin private final CollectOptions options = new CollectOptions();

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Collections; without any, all.")
    private List<String> names = new ArrayList<>();

    @Override
    public Integer call() throws ConfigurationException, CommandException, InterruptedException {
        Configuration configuration = options.load();
        Map<String, Report> reports =
                run(new Collecting(configuration), CollectOptions.find(configuration, names));
        if (options.json()) {
            JsonArray all = new JsonArray();
            reports.forEach((name, report) -> all.add(Reports.json(name, report)));
            options.print(all);
        }
        return Reports.exitCode(reports.values()).code();
    }

    /** All at once, within bounds; people see each when it has ended. */
    private Map<String, Report> run(Collecting collecting, List<CollectionSettings> collections)
            throws InterruptedException {
        Semaphore all = new Semaphore(RUNS_MAX);
        Map<String, Semaphore> hosts = new HashMap<>();
        Map<String, Semaphore> maildrops = new HashMap<>();
        Map<String, Future<Report>> runs = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (CollectionSettings each : collections) {
                // Who waits for the same maildrop or a crowded host keeps nobody else away.
                Semaphore maildrop =
                        maildrops.computeIfAbsent(
                                each.user() + "@" + each.server(), _ -> new Semaphore(1));
                Semaphore host =
                        hosts.computeIfAbsent(
                                each.server().host().toLowerCase(Locale.ROOT),
                                _ -> new Semaphore(RUNS_PER_HOST_MAX));
                Callable<Report> run = within(all, () -> run(collecting, each));
                runs.put(each.name(), threads.submit(within(maildrop, within(host, run))));
            }
            Map<String, Report> reports = new LinkedHashMap<>();
            for (var each : runs.entrySet()) {
                reports.put(each.getKey(), each.getValue().get());
            }
            return reports;
        } catch (ExecutionException e) {
            // Reports hold what goes wrong outside: this is an error of ours.
            throw new IllegalStateException(e.getCause());
        }
    }

    private static <T> Callable<T> within(Semaphore bound, Callable<T> work) {
        return () -> {
            bound.acquire();
            try {
                return work.call();
            } finally {
                bound.release();
            }
        };
    }

    private Report run(Collecting collecting, CollectionSettings settings) {
        Report report = collecting.run(settings);
        if (!options.json()) {
            Reports.lines(settings.name(), report).forEach(options::print);
        }
        return report;
    }
}
