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
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code restante account remove}. */
@Command(
        name = "remove",
        description = {
            "Forget an account and its addresses. Its mail stays on disk.",
            "Sessions that are open end; what they marked as deleted stays."
        },
        mixinStandardHelpOptions = true)
final class RemoveCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(paramLabel = "NAME", description = "The account.")
    private String name;

    @Option(names = "--yes", description = "Do not ask; needed without a terminal.")
    private boolean yes;

    @Mixin private final AccountsOptions accounts = new AccountsOptions();

    @Override
    public Integer call()
            throws IOException, ConfigurationException, CommandException, RefusedException {
        try (OpenAccounts open = accounts.open()) {
            StoredAccount account = open.named(name);
            Path maildrop = open.maildrop(account);
            if (!yes && !agreed(account, maildrop, Terminal.ofProcess())) {
                throw new CommandException(ExitCode.USAGE, "nothing was removed");
            }
            open.file().remove(account.name());
            String done = "account " + account.name() + " removed";
            OptionalInt ended = open.endSessions(account.name(), done);
            if (accounts.json()) {
                JsonObject json = Ended.json(account.name(), ended);
                json.addProperty("maildrop", maildrop.toString());
                accounts.print(json);
            } else {
                accounts.print(Ended.words(done, ended));
                accounts.print("its mail stays in " + maildrop);
            }
        }
        return ExitCode.OK.code();
    }

    boolean agreed(StoredAccount account, Path maildrop, Optional<Terminal> terminal) {
        return terminal.orElseThrow(() ->
                        accounts.misused(
                                "there is no terminal to ask whether to remove "
                                        + account.name()
                                        + ": use --yes"))
                .line("Remove " + account.name() + "? Its mail stays in " + maildrop + ". [y/N] ")
                .filter(answer ->
                        Set.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT)))
                .isPresent();
    }
}
