package org.restante.cli.config;

import picocli.CommandLine.Command;

import java.util.List;

/** {@code restante config}: the room of the commands about the configuration. */
@Command(
        name = "config",
        description = "What is configured, and from where.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class ConfigCommand {
    /** Its subcommands. */
    public static final List<Class<?>> SUBCOMMANDS =
            List.of(CheckCommand.class, ShowCommand.class, InitCommand.class, ReloadCommand.class);

    private ConfigCommand() {}
}
