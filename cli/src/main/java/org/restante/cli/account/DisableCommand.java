package org.restante.cli.account;

import org.restante.accounts.RefusedException;
import org.restante.accounts.StoredAccount;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/** {@code restante account disable}. */
@Command(
        name = "disable",
        description = {
            "Let an account neither log in nor take mail.",
            "Sessions that are open end; what they marked as deleted stays, and so does all mail."
        },
        mixinStandardHelpOptions = true)
final class DisableCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(paramLabel = "NAME", description = "The account.")
    private String name;

    @Mixin private final AccountsOptions accounts = new AccountsOptions();

    @Override
    public Integer call()
            throws IOException, ConfigurationException, CommandException, RefusedException {
        try (OpenAccounts open = accounts.open()) {
            StoredAccount account = open.named(name);
            open.file().setEnabled(account.name(), false);
            String done = account.name() + " is disabled";
            OptionalInt ended = open.endSessions(account.name(), done);
            if (accounts.json()) {
                accounts.print(Ended.json(account.name(), ended));
            } else {
                accounts.print(Ended.words(done, ended));
            }
        }
        return ExitCode.OK.code();
    }
}
