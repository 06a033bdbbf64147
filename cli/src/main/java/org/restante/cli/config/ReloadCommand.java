package org.restante.cli.config;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.restante.cli.control.ControlClient;
import org.restante.cli.control.ControlRefusedException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code restante config reload}. */
@Command(
        name = "reload",
        description = {
            "Make the running server read its configuration and certificate again.",
            "It reads the file that it was started with. All of it is applied, or nothing."
        },
        mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @Mixin private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        JsonObject reply;
        try {
            reply = options.ask(ControlClient.request("reload"));
        } catch (ControlRefusedException e) {
            throw new CommandException(ExitCode.CONFIG, e.reason());
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(reply));
            return ExitCode.OK.code();
        }
        List<String> changed =
                reply.getAsJsonArray("changed").asList().stream()
                        .map(JsonElement::getAsString)
                        .toList();
        out.println(
                changed.isEmpty()
                        ? "reloaded, no setting has changed"
                        : "reloaded, changed: " + String.join(", ", changed));
        return ExitCode.OK.code();
    }
}
