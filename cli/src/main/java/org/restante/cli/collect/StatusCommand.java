package org.restante.cli.collect;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.cli.config.CollectionSettings;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.collect.Collector.Status;
import org.restante.collect.LastRun;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code restante collect status}. */
@Command(
        name = "status",
        description = "Show how the last runs ended, and which messages were refused.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final int NAME_WIDTH_MIN = 20;

    @Mixin private final CollectOptions options = new CollectOptions();

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Collections; without any, all.")
    private List<String> names = new ArrayList<>();

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        Configuration configuration = options.load();
        Collecting collecting = new Collecting(configuration);
        List<CollectionSettings> collections = CollectOptions.find(configuration, names);
        JsonArray all = new JsonArray();
        int width =
                collections.stream()
                        .mapToInt(it -> it.name().length())
                        .reduce(NAME_WIDTH_MIN, Math::max);
        String row = "%-" + width + "s %-20s %9s %9s %7s  %s";
        if (!options.json()) {
            options.print(
                    String.format(
                            Locale.ROOT,
                            row,
                            "NAME",
                            "LAST RUN",
                            "ON SERVER",
                            "DELIVERED",
                            "REFUSED",
                            "RESULT"));
        }
        for (CollectionSettings each : collections) {
            Optional<Status> status = collecting.collector().status(each.name());
            if (options.json()) {
                all.add(json(each.name(), status));
            } else {
                print(row, each.name(), status);
            }
        }
        if (options.json()) {
            options.print(all);
        }
        return ExitCode.OK.code();
    }

    private void print(String row, String name, Optional<Status> found) {
        Optional<LastRun> run = found.flatMap(Status::lastRun);
        options.print(
                String.format(
                        Locale.ROOT,
                        row,
                        name,
                        run.map(it -> it.ended().toString()).orElse("never"),
                        found.map(it -> Long.toString(it.listed())).orElse("-"),
                        found.map(it -> Long.toString(it.delivered())).orElse("-"),
                        found.map(it -> Integer.toString(it.troubles().size())).orElse("-"),
                        run.map(StatusCommand::result).orElse("")));
        found.ifPresent(status ->
                status.troubles()
                        .forEach((message, trouble) ->
                                options.print(
                                        "  "
                                                + message
                                                + ": "
                                                + trouble.reason()
                                                + " (attempt "
                                                + trouble.attempts()
                                                + ", again from "
                                                + trouble.due()
                                                + ")")));
    }

    private static String result(LastRun run) {
        return run.failed()
                ? "failed: " + run.words()
                : run.delivered() + " delivered, " + run.removed() + " removed";
    }

    private static JsonObject json(String name, Optional<Status> found) {
        JsonObject json = new JsonObject();
        json.addProperty("collection", name);
        found.ifPresent(status -> {
            json.addProperty("on-server", status.listed());
            json.addProperty("delivered", status.delivered());
            JsonArray refused = new JsonArray();
            status.troubles()
                    .forEach((message, trouble) -> {
                        JsonObject each = new JsonObject();
                        each.addProperty("message", message);
                        each.addProperty("reason", trouble.reason());
                        each.addProperty("attempts", trouble.attempts());
                        each.addProperty("due", trouble.due().toString());
                        refused.add(each);
                    });
            json.add("refused", refused);
            status.lastRun()
                    .ifPresent(it -> {
                        JsonObject run = new JsonObject();
                        run.addProperty("ended", it.ended().toString());
                        run.addProperty("failed", it.failed());
                        run.addProperty("delivered", it.delivered());
                        run.addProperty("removed", it.removed());
                        run.addProperty("words", it.words());
                        json.add("last-run", run);
                    });
        });
        return json;
    }
}
