package org.restante.cli.config;

import picocli.CommandLine.Command;

/** {@code restante config}: the room of the commands about the configuration. */
@Command(
        name = "config",
        description = "What is configured, and from where.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CheckCommand.class,
            ShowCommand.class,
            InitCommand.class,
            ReloadCommand.class
        })
public final class ConfigCommand {}
