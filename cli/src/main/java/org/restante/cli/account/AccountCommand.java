package org.restante.cli.account;

import picocli.CommandLine.Command;

import java.util.List;

/** {@code restante account}: the room of the commands about accounts. */
@Command(
        name = "account",
        description = "Who may log in. Changes count at once, whether or not the server runs.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class AccountCommand {
    /** Its subcommands. */
    public static final List<Class<?>> SUBCOMMANDS =
            List.of(
                    AddCommand.class,
                    ListCommand.class,
                    ShowCommand.class,
                    PasswordCommand.class,
                    DisableCommand.class,
                    EnableCommand.class,
                    RemoveCommand.class,
                    AddressCommand.class,
                    PolicyCommand.class,
                    UnbanCommand.class,
                    ImportCommand.class,
                    ExportCommand.class);

    private AccountCommand() {}
}
