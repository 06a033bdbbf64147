package org.restante.cli.serve;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ConfigurationOptions;
import org.restante.cli.config.ExitCode;
import org.restante.cli.config.Json;
import org.restante.cli.control.ControlClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code restante status}. */
@Command(
        name = "status",
        description = "Show what the running server does.",
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @Mixin private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        JsonObject status = options.ask(ControlClient.request("status"));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(status));
        } else {
            print(out, status);
        }
        return ExitCode.OK.code();
    }

    private static void print(PrintWriter out, JsonObject status) {
        line(out, "running since", status.get("started"));
        line(out, "process", status.get("pid"));
        line(out, "data", status.get("data"));
        if (status.has("configuration")) {
            line(out, "configuration", status.get("configuration"));
        }
        out.println("listeners");
        for (JsonElement element : status.getAsJsonArray("listeners")) {
            JsonObject listener = element.getAsJsonObject();
            int sessions = listener.get("sessions").getAsInt();
            out.printf(
                    Locale.ROOT,
                    "  %-7s %-40s %d %s%n",
                    listener.get("name").getAsString(),
                    listener.get("address").getAsString(),
                    sessions,
                    sessions == 1 ? "session" : "sessions");
        }
        out.println("since the start");
        status.getAsJsonObject("totals")
                .asMap()
                .forEach((name, count) ->
                        out.printf(
                                Locale.ROOT,
                                "  %-17s %15d%n",
                                name.replace('-', ' '),
                                count.getAsLong()));
        status.getAsJsonObject("refusals")
                .asMap()
                .forEach((cause, count) ->
                        out.printf(Locale.ROOT, "  refused: %s: %d%n", cause, count.getAsLong()));
        for (JsonElement element : status.getAsJsonArray("bans")) {
            JsonObject ban = element.getAsJsonObject();
            out.printf(
                    Locale.ROOT,
                    "banned: %s until %s, %s%n",
                    ban.get("who").getAsString(),
                    ban.get("until").getAsString(),
                    ban.get("cause").getAsString());
        }
        for (JsonElement warning : status.getAsJsonArray("warnings")) {
            out.println("warning: " + warning.getAsString());
        }
    }

    private static void line(PrintWriter out, String name, JsonElement value) {
        out.printf(Locale.ROOT, "%-14s %s%n", name, value.getAsString());
    }
}
