package org.restante.cli.maildrop;

import picocli.CommandLine.Command;

/** {@code restante maildrop}: the room of the commands about maildrops. */
@Command(
        name = "maildrop",
        description = "The mail of an account. Works beside a running server.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ListCommand.class, JournalCommand.class})
public final class MaildropCommand {}
