package org.restante.cli.maildrop;

import picocli.CommandLine.Command;

/** {@code restante maildrop}: the room of the commands about maildrops. */
@Command(
        name = "maildrop",
        description = "The mail of an account. Works beside a running server.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
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
            RebuildCommand.class
        })
public final class MaildropCommand {}
