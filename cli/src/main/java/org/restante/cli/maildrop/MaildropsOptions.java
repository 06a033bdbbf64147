package org.restante.cli.maildrop;

import com.google.gson.JsonElement;

import org.restante.cli.config.AccountsSource;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ConfigurationOptions;
import org.restante.cli.config.ExitCode;
import org.restante.cli.config.Json;
import org.restante.cli.serve.AccountSources;
import org.restante.cli.serve.StoreOptions;
import org.restante.cli.terminal.ProgressBar;
import org.restante.server.login.Account;
import org.restante.store.MaildropName;
import org.restante.store.maildir.MaildirStore;

import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** What every command about maildrops has: where they are, and how to print; a picocli mixin. */
sealed class MaildropsOptions permits MaildropOptions {
    /** What a maildrop is called on a command line. */
    static final String NAME_DESCRIPTION =
            "The account, one of its folders as NAME+FOLDER, or what arrived lately as"
                    + " NAME+recent.";

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /**
     * The maildrop of this name, which need not exist.
     *
     * @throws CommandException if there is no such account, or no folder can have this name
     */
    final NamedMaildrop find(String name)
            throws IOException, ConfigurationException, CommandException {
        Configuration configuration = options.load();
        requireAccounts(configuration);
        int plus = name.indexOf('+');
        String accountName = plus < 0 ? name : name.substring(0, plus);
        Account account;
        try (AccountSources sources = new AccountSources(() -> configuration)) {
            account =
                    sources.all()
                            .byLogin(accountName)
                            .orElseThrow(() ->
                                    new CommandException(
                                            ExitCode.NO_USER,
                                            "there is no account " + accountName));
        }
        Optional<MaildropName> maildrop =
                plus < 0
                        ? Optional.of(account.maildrop())
                        : account.maildrop().view(name.substring(plus + 1));
        return new NamedMaildrop(
                configuration,
                account,
                maildrop.orElseThrow(() ->
                        new CommandException(
                                ExitCode.USAGE,
                                "no view can be called " + name.substring(plus + 1))),
                new MaildirStore(StoreOptions.maildir(configuration)));
    }

    /** The maildrops of all accounts whose sources can list them, which need not exist. */
    final List<NamedMaildrop> all() throws IOException, ConfigurationException, CommandException {
        Configuration configuration = options.load();
        requireAccounts(configuration);
        MaildirStore store = new MaildirStore(StoreOptions.maildir(configuration));
        try (AccountSources sources = new AccountSources(() -> configuration)) {
            return sources.named(_ -> true).stream()
                    .map(account ->
                            new NamedMaildrop(configuration, account, account.maildrop(), store))
                    .toList();
        }
    }

    /** A wrong {@code --data} makes nothing. */
    private static void requireAccounts(Configuration configuration) throws CommandException {
        for (AccountsSource source : configuration.accounts()) {
            if (source instanceof AccountsSource.Sqlite(var path, _) && !Files.exists(path)) {
                throw new CommandException(
                        ExitCode.NO_INPUT, "there are no accounts: " + path + " is missing");
            }
        }
    }

    final boolean json() {
        return json;
    }

    final void print(String line) {
        spec.commandLine().getOut().println(line);
    }

    final void print(JsonElement value) {
        print(Json.write(value));
    }

    /** Standard output for octets that are no text. */
    final PrintStream octets() {
        spec.commandLine().getOut().flush();
        return System.out;
    }

    final void complain(String line) {
        spec.commandLine().getErr().println(line);
    }

    /** Shows how far the command is. */
    final ProgressBar progressBar(String what) {
        return ProgressBar.ofProcess(what);
    }

    /** A fault of how the command was used: told together with its usage. */
    final CommandLine.ParameterException misused(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
