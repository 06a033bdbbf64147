package org.restante.cli.collect;

import picocli.CommandLine.Command;

import java.util.List;

/** {@code restante collect}: the mail that waits at other people's servers. */
@Command(
        name = "collect",
        description = {
            "Fetch mail from other POP3 servers, every message once.",
            "The accounts are the tables [[collection]] of the configuration."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class CollectCommand {
    /** Its subcommands. */
    public static final List<Class<?>> SUBCOMMANDS =
            List.of(
                    InitCommand.class,
                    ImportCommand.class,
                    RunCommand.class,
                    CheckCommand.class,
                    LoginCommand.class,
                    StatusCommand.class);

    private CollectCommand() {}
}
