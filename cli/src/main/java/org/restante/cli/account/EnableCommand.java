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
import java.util.concurrent.Callable;

/** {@code restante account enable}. */
@Command(
        name = "enable",
        description = "Let a disabled account log in and take mail again.",
        mixinStandardHelpOptions = true)
final class EnableCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(paramLabel = "NAME", description = "The account.")
    private String name;

    @Mixin private final AccountsOptions accounts = new AccountsOptions();

    @Override
    public Integer call()
            throws IOException, ConfigurationException, CommandException, RefusedException {
        try (OpenAccounts open = accounts.open()) {
            StoredAccount account = open.named(name);
            open.file().setEnabled(account.name(), true);
            open.forgetAnswers(account.name() + " is enabled");
            if (accounts.json()) {
                accounts.print(open.json(open.named(name)));
            } else {
                accounts.print(account.name() + " is enabled");
            }
        }
        return ExitCode.OK.code();
    }
}
