package org.restante.cli.account;

import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;
import org.restante.accounts.RefusedException;
import org.restante.accounts.StoredAccount;
import org.restante.accounts.password.BadVerifierException;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code restante account add}. */
@Command(
        name = "add",
        description = {
            "Make an account.",
            "Its password is asked for, twice, or comes from one of the options below. Mail for"
                    + " NAME arrives at NAME in every local domain."
        },
        mixinStandardHelpOptions = true)
final class AddCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(paramLabel = "NAME", description = "What the user logs in with.")
    private String name;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description =
                    "Where mail for it arrives as well; @example.org is whatever has no owner"
                            + " there. May be given several times.")
    private List<String> addresses = new ArrayList<>();

    @Option(
            names = "--maildrop",
            paramLabel = "PATH",
            description = "A Maildir that lies elsewhere than the configuration says.")
    private @Nullable Path maildrop;

    @Mixin private final PasswordOptions passwords = new PasswordOptions();
    @Mixin private final AccountsOptions accounts = new AccountsOptions();

    @Override
    public Integer call()
            throws IOException,
                    ConfigurationException,
                    CommandException,
                    RefusedException,
                    BadVerifierException {
        NewPassword password = passwords.read(System.in, Terminal.ofProcess());
        try (OpenAccounts open = accounts.openOrMake()) {
            open.file()
                    .add(
                            name,
                            password.verifiers(),
                            Optional.ofNullable(maildrop).map(Path::toAbsolutePath),
                            addresses);
            StoredAccount added = open.named(name);
            if (accounts.json()) {
                JsonObject json = open.json(added);
                password.generated().ifPresent(it -> json.addProperty("password", it.reveal()));
                accounts.print(json);
            } else {
                accounts.print(
                        password.generated()
                                .map(it -> it.reveal())
                                .orElse("account " + added.name() + " added"));
            }
        }
        return ExitCode.OK.code();
    }
}
