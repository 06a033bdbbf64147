package org.restante.cli.account;

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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.concurrent.Callable;

/** {@code restante account unban}. */
@Command(
        name = "unban",
        description = {
            "Let somebody try again who was banned for failed logins.",
            "restante status shows who is."
        },
        mixinStandardHelpOptions = true)
final class UnbanCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(paramLabel = "WHO", description = "A client's address or network, or a login name.")
    private String who;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @Mixin private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        JsonObject request = ControlClient.request("unban");
        request.addProperty("who", who);
        JsonObject reply = options.ask(request);
        boolean lifted = reply.get("lifted").getAsBoolean();
        if (json) {
            JsonObject result = new JsonObject();
            result.addProperty("who", who);
            result.addProperty("lifted", lifted);
            spec.commandLine().getOut().println(Json.write(result));
        } else {
            spec.commandLine()
                    .getOut()
                    .println(lifted ? who + " may log in again" : "nothing is held against " + who);
        }
        return ExitCode.OK.code();
    }
}
