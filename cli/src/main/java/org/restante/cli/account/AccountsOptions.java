package org.restante.cli.account;

import com.google.gson.JsonElement;

import org.restante.cli.config.AccountsSource;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ConfigurationOptions;
import org.restante.cli.config.ExitCode;
import org.restante.cli.config.Json;
import org.restante.cli.serve.AccountSources;
import org.restante.cli.serve.DataFolder;

import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;

/** What every command about accounts has: where they are, and how to print; a picocli mixin. */
final class AccountsOptions {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** The accounts, of which there may be none yet: the file is made, and the data folder. */
    OpenAccounts openOrMake() throws IOException, ConfigurationException, CommandException {
        Configuration configuration = options.load();
        AccountsSource.Writable source = writable(configuration);
        DataFolder.make(configuration.data());
        return open(configuration, source);
    }

    /**
     * The accounts that are there; a wrong {@code --data} makes nothing.
     *
     * @throws CommandException if there is no account file
     */
    OpenAccounts open() throws IOException, ConfigurationException, CommandException {
        Configuration configuration = options.load();
        AccountsSource.Writable source = writable(configuration);
        if (source instanceof AccountsSource.Sqlite(var path, _) && !Files.exists(path)) {
            throw new CommandException(
                    ExitCode.NO_INPUT,
                    "there are no accounts: "
                            + path
                            + " is missing; restante account add makes it");
        }
        return open(configuration, source);
    }

    private static AccountsSource.Writable writable(Configuration configuration)
            throws CommandException {
        return configuration
                .writableAccounts()
                .orElseThrow(() ->
                        new CommandException(
                                ExitCode.CONFIG,
                                "no [[accounts.source]] has kind = \"sqlite\" or \"postgresql\": the"
                                        + " accounts of the others are kept by other programs"));
    }

    private static OpenAccounts open(Configuration configuration, AccountsSource.Writable source)
            throws IOException {
        return new OpenAccounts(
                configuration, AccountSources.openWritable(source, () -> configuration));
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

    void complain(String line) {
        spec.commandLine().getErr().println(line);
    }

    /** A fault of how the command was used: told together with its usage. */
    CommandLine.ParameterException misused(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
