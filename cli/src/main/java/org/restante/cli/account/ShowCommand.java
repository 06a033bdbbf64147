package org.restante.cli.account;

import org.restante.accounts.StoredAccount;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code restante account show}. */
@Command(
        name = "show",
        description = "Show an account; how its password is stored, but never the password.",
        mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(paramLabel = "NAME", description = "The account.")
    private String name;

    @Mixin private final AccountsOptions accounts = new AccountsOptions();

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        try (OpenAccounts open = accounts.open()) {
            StoredAccount account = open.named(name);
            if (accounts.json()) {
                accounts.print(open.json(account));
            } else {
                accounts.print("name       " + account.name());
                accounts.print("enabled    " + (account.enabled() ? "yes" : "no"));
                accounts.print("created    " + account.created());
                accounts.print("maildrop   " + open.maildrop(account));
                accounts.print("password   " + words(account.schemes()));
                accounts.print("addresses  " + words(account.addresses()));
                String policy = PolicyText.line(account.policy());
                accounts.print("policy     " + (policy.isEmpty() ? "as for everybody" : policy));
            }
        }
        return ExitCode.OK.code();
    }

    private static String words(List<String> words) {
        return words.isEmpty() ? "none" : String.join(" ", words);
    }
}
