package org.restante.cli.maildrop;

import picocli.CommandLine.Command;

import java.util.List;

/** {@code restante maildrop}: the room of the commands about maildrops. */
@Command(
        name = "maildrop",
        description = "The mail of an account. Works beside a running server.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class MaildropCommand {
    /** Its subcommands. */
    public static final List<Class<?>> SUBCOMMANDS =
            List.of(
                    ListCommand.class,
                    AdoptCommand.class,
                    RestoreCommand.class,
                    ExpireCommand.class,
                    ShowCommand.class,
                    DeliverCommand.class,
                    ExportCommand.class,
                    PurgeCommand.class,
                    JournalCommand.class,
                    VerifyCommand.class,
                    RebuildCommand.class);

    private MaildropCommand() {}
}
