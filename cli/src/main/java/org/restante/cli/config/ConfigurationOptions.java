package org.restante.cli.config;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

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
     * The same with each value's origin, and with addresses from {@link ListenOptions}.
     *
     * @param listen each as {@code NAME=ADDRESS}
     * @throws ConfigurationException with all problems
     */
    public Loaded read(List<String> listen) throws ConfigurationException {
        return ConfigurationReader.read(
                new Request(Optional.ofNullable(file), Optional.ofNullable(data), listen),
                Search.ofProcess());
    }
}
