package org.restante.cli.account;

import com.google.gson.JsonObject;

import org.restante.accounts.RefusedException;
import org.restante.accounts.StoredAccount;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code restante account address}. */
@Command(
        name = "address",
        description = {
            "Show or change where mail for an account arrives, beside its own name.",
            "First the removals, then the additions, one by one: what stands before a refused one"
                    + " is done."
        },
        mixinStandardHelpOptions = true)
final class AddressCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(paramLabel = "NAME", description = "The account.")
    private String name;

    @Option(
            names = "--add",
            paramLabel = "ADDRESS",
            description = "A further address; @example.org is whatever has no owner there.")
    private List<String> added = new ArrayList<>();

    @Option(
            names = "--remove",
            paramLabel = "ADDRESS",
            description = "An address that mail shall not arrive at any more.")
    private List<String> removed = new ArrayList<>();

    @Mixin private final AccountsOptions accounts = new AccountsOptions();

    @Override
    public Integer call()
            throws IOException, ConfigurationException, CommandException, RefusedException {
        try (OpenAccounts open = accounts.open()) {
            StoredAccount account = open.named(name);
            for (String address : removed) {
                open.file().removeAddress(account.name(), address);
                open.forgetAnswers(address + " is removed");
            }
            for (String address : added) {
                open.file().addAddress(account.name(), address);
                open.forgetAnswers(address + " is added");
            }
            List<String> now = open.named(account.name()).addresses();
            if (accounts.json()) {
                JsonObject json = new JsonObject();
                json.addProperty("name", account.name());
                json.add("addresses", OpenAccounts.array(now));
                accounts.print(json);
            } else {
                now.forEach(accounts::print);
            }
        }
        return ExitCode.OK.code();
    }
}
