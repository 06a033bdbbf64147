package org.restante.cli.account;

import com.google.gson.JsonObject;

import org.restante.accounts.RefusedException;
import org.restante.accounts.StoredAccount;
import org.restante.accounts.password.BadVerifierException;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/** {@code restante account password}. */
@Command(
        name = "password",
        description = {
            "Give an account a new password.",
            "The old one is void at once, and sessions that are open end; what they marked as"
                    + " deleted stays."
        },
        mixinStandardHelpOptions = true)
final class PasswordCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(paramLabel = "NAME", description = "The account.")
    private String name;

    @Mixin private final PasswordOptions passwords = new PasswordOptions();
    @Mixin private final AccountsOptions accounts = new AccountsOptions();

    @Override
    public Integer call()
            throws IOException,
                    ConfigurationException,
                    CommandException,
                    RefusedException,
                    BadVerifierException {
        try (OpenAccounts open = accounts.open()) {
            StoredAccount account = open.named(name);
            NewPassword password = passwords.read(System.in, Terminal.ofProcess());
            open.file().setPassword(account.name(), password.verifiers());
            String done = account.name() + " has a new password";
            // Shown first: if the server cannot be told, the password is in force nevertheless.
            if (!accounts.json()) {
                password.generated().ifPresent(it -> accounts.print(it.reveal()));
            }
            OptionalInt ended = open.endSessions(account.name(), done);
            if (accounts.json()) {
                JsonObject json = Ended.json(account.name(), ended);
                password.generated().ifPresent(it -> json.addProperty("password", it.reveal()));
                accounts.print(json);
            } else if (password.generated().isEmpty()) {
                accounts.print(Ended.words(done, ended));
            } else if (ended.orElse(0) > 0) {
                // Standard output holds the password alone.
                accounts.complain(Ended.words(done, ended));
            }
        }
        return ExitCode.OK.code();
    }
}
