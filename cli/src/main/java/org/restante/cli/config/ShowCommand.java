package org.restante.cli.config;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code restante config show}. */
@Command(
        name = "show",
        description = "Show each key with the value in force and where that comes from.",
        mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @Mixin private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--changed", description = "Only what is not left at its default.")
    private boolean changed;

    @Option(names = "--defaults", description = "Only what is left at its default.")
    private boolean defaults;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws ConfigurationException {
        Loaded loaded = options.read(List.of());
        List<Setting> settings =
                loaded.settings().stream()
                        .filter(setting -> !changed || !setting.isDefault())
                        .filter(setting -> !defaults || setting.isDefault())
                        .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.settings(loaded.file(), settings));
        } else {
            print(out, loaded.file(), settings);
        }
        return ExitCode.OK.code();
    }

    private static void print(PrintWriter out, Optional<Path> file, List<Setting> settings) {
        out.println("# " + file.map(Object::toString).orElse("no file"));
        List<String> lines = settings.stream().map(ShowCommand::line).toList();
        int width = lines.stream().mapToInt(String::length).max().orElse(0);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            out.println(
                    line + " ".repeat(width - line.length()) + "  # " + settings.get(i).origin());
        }
    }

    private static String line(Setting setting) {
        return setting.value().equals("")
                ? setting.key() + " is not set"
                : setting.key() + " = " + Toml.write(setting.value());
    }
}
