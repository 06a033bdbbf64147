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
import org.restante.server.login.Account;
import org.restante.store.MaildropName;
import org.restante.store.maildir.MaildirStore;

import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Optional;

/** What every command about a maildrop has: which one, and how to print; a picocli mixin. */
final class MaildropOptions {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description =
                    "The account, one of its folders as NAME+FOLDER, or what arrived lately as"
                            + " NAME+recent.")
    private String name;

    @Mixin private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /**
     * The maildrop that was asked for, which need not exist.
     *
     * @throws CommandException if there is no such account, or no folder can have this name
     */
    NamedMaildrop find() throws IOException, ConfigurationException, CommandException {
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

    /** A wrong {@code --data} makes nothing. */
    private static void requireAccounts(Configuration configuration) throws CommandException {
        for (AccountsSource source : configuration.accounts()) {
            if (source instanceof AccountsSource.Sqlite(var path, _) && !Files.exists(path)) {
                throw new CommandException(
                        ExitCode.NO_INPUT, "there are no accounts: " + path + " is missing");
            }
        }
    }

    boolean json() {
        return json;
    }

    void print(String line) {
        spec.commandLine().getOut().println(line);
    }

    void print(JsonElement value) {
        print(Json.write(value));
    }

    /** Standard output for octets that are no text. */
    PrintStream octets() {
        spec.commandLine().getOut().flush();
        return System.out;
    }

    void complain(String line) {
        spec.commandLine().getErr().println(line);
    }

    /** Shows how far the command is. */
    ProgressBar progressBar(String what) {
        return ProgressBar.ofProcess(what);
    }

    /** A fault of how the command was used: told together with its usage. */
    CommandLine.ParameterException misused(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
