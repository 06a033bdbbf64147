package org.restante.cli.account;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.accounts.StoredAccount;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code restante account list}. */
@Command(
        name = "list",
        description = "List the accounts: name, whether it is disabled, addresses.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    @Mixin private final AccountsOptions accounts = new AccountsOptions();

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        try (OpenAccounts open = accounts.open()) {
            List<StoredAccount> all = open.file().list();
            if (accounts.json()) {
                JsonArray list = new JsonArray();
                all.forEach(account -> list.add(open.json(account)));
                JsonObject whole = new JsonObject();
                whole.add("accounts", list);
                accounts.print(whole);
            } else {
                int width = all.stream().mapToInt(it -> it.name().length()).max().orElse(0);
                all.forEach(account -> accounts.print(line(account, width)));
            }
        }
        return ExitCode.OK.code();
    }

    private static String line(StoredAccount account, int width) {
        String name = account.name() + " ".repeat(width - account.name().length());
        return (name
                        + (account.enabled() ? "  enabled   " : "  disabled  ")
                        + String.join(" ", account.addresses()))
                .stripTrailing();
    }
}
