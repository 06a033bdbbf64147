package org.restante.cli.config;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code restante config check}. */
@Command(
        name = "check",
        description = "Say whether the configuration is good, or all that is wrong with it.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @Mixin private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Loaded loaded = options.read(List.of());
            out.println(
                    json
                            ? Json.ok(loaded.file())
                            : "ok: "
                                    + loaded.file()
                                            .map(Object::toString)
                                            .orElse("no file, the defaults hold"));
            return ExitCode.OK.code();
        } catch (ConfigurationException e) {
            if (json) {
                out.println(Json.problems(e.problems()));
            } else {
                spec.commandLine().getErr().println(e.getMessage());
            }
            return e.exitCode().code();
        }
    }
}
