package org.restante.cli.config;

import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;
import org.restante.cli.control.ControlClient;
import org.restante.cli.control.ControlRefusedException;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The options {@code --config} and {@code --data} that every command has; a picocli mixin. */
public final class ConfigurationOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The configuration file. Without it: restante.toml here, then"
                            + " ~/.config/restante/restante.toml, then /etc/restante/restante.toml,"
                            + " then the defaults.")
    private @Nullable Path file;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder, whatever the configuration says.")
    private @Nullable Path data;

    /** Which file the last reading was of. */
    private volatile Optional<Path> readBefore = Optional.empty();

    /**
     * The configuration in force for this command.
     *
     * @throws ConfigurationException with all problems; the root command prints them and knows the
     *     exit code
     */
    public Configuration load() throws ConfigurationException {
        return read(List.of()).configuration();
    }

    /**
     * The file to which tables can be added.
     *
     * @throws ConfigurationException if it is wrong already
     */
    public ConfigurationFile file() throws IOException, ConfigurationException {
        return ConfigurationFile.open(
                new Request(Optional.ofNullable(file), Optional.ofNullable(data), List.of()),
                Search.ofProcess());
    }

    /**
     * Asks the server that runs on the data folder.
     *
     * @param request made by {@link ControlClient#request}
     * @throws CommandException if none runs
     * @throws ControlRefusedException if it refuses, with its reason
     */
    public JsonObject ask(JsonObject request)
            throws IOException, ConfigurationException, CommandException {
        Path folder = load().data();
        return ControlClient.ask(folder, request)
                .orElseThrow(() ->
                        new CommandException(ExitCode.UNAVAILABLE, "no server runs on " + folder));
    }

    /**
     * The same with each value's origin, and with addresses from {@link ListenOptions}. Who reads
     * again, as at a reload, means the same file: one that has gone is an error then, and another
     * that has appeared is none of this process.
     *
     * @param listen each as {@code NAME=ADDRESS}
     * @throws ConfigurationException with all problems
     */
    public Loaded read(List<String> listen) throws ConfigurationException {
        return read(listen, Search.ofProcess());
    }

    Loaded read(List<String> listen, Search search) throws ConfigurationException {
        Loaded loaded =
                ConfigurationReader.read(
                        new Request(
                                Optional.ofNullable(file).or(() -> readBefore),
                                Optional.ofNullable(data),
                                listen),
                        search);
        readBefore = loaded.file();
        return loaded;
    }
}
