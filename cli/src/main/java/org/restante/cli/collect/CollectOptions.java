package org.restante.cli.collect;

import com.google.gson.JsonElement;

import org.restante.cli.config.CollectionSettings;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ConfigurationFile;
import org.restante.cli.config.ConfigurationOptions;
import org.restante.cli.config.ExitCode;
import org.restante.cli.config.Json;
import org.restante.cli.config.Nearest;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What every command about collections has; a picocli mixin. */
final class CollectOptions {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    Configuration load() throws ConfigurationException {
        return options.load();
    }

    /** The file to which collections can be added. */
    ConfigurationFile file() throws IOException, ConfigurationException {
        return options.file();
    }

    boolean json() {
        return json;
    }

    /** A line, in which a server's words cannot drive the terminal. Serves any thread. */
    synchronized void print(String line) {
        spec.commandLine().getOut().println(line.replaceAll("\\p{C}", "?"));
        spec.commandLine().getOut().flush();
    }

    /** A line for whoever watches, beside what is printed. */
    void note(String line) {
        spec.commandLine().getErr().println(line.replaceAll("\\p{C}", "?"));
        spec.commandLine().getErr().flush();
    }

    void print(JsonElement value) {
        spec.commandLine().getOut().println(Json.write(value));
        spec.commandLine().getOut().flush();
    }

    /**
     * Collections in the order of the names, or all.
     *
     * @throws CommandException if there is none of a name, or none at all
     */
    static List<CollectionSettings> find(Configuration configuration, List<String> names)
            throws CommandException {
        List<CollectionSettings> all = configuration.collections();
        if (all.isEmpty()) {
            throw new CommandException(
                    ExitCode.CONFIG, "the configuration has no [[collection]] to fetch from");
        }
        if (names.isEmpty()) {
            return all;
        }
        List<CollectionSettings> found = new ArrayList<>();
        for (String name : names) {
            found.add(
                    all.stream()
                            .filter(it -> it.name().equals(name))
                            .findAny()
                            .orElseThrow(() ->
                                    new CommandException(
                                            ExitCode.USAGE,
                                            "there is no collection "
                                                    + name
                                                    + Nearest.to(
                                                                    name,
                                                                    all.stream()
                                                                            .map(
                                                                                    CollectionSettings
                                                                                            ::name)
                                                                            .toList())
                                                            .map(near ->
                                                                    "; did you mean " + near + "?")
                                                            .orElse(""))));
        }
        return found.stream().distinct().toList();
    }
}
