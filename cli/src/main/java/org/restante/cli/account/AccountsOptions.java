package org.restante.cli.account;

import com.google.gson.JsonElement;

import org.restante.accounts.AccountFile;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ConfigurationOptions;
import org.restante.cli.config.ExitCode;
import org.restante.cli.config.Json;
import org.restante.cli.serve.DataFolder;

import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** What every command about accounts has: where they are, and how to print; a picocli mixin. */
final class AccountsOptions {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** The accounts, of which there may be none yet: the file is made, and the data folder. */
    OpenAccounts openOrMake() throws IOException, ConfigurationException {
        Configuration configuration = options.load();
        DataFolder.make(configuration.data());
        return open(configuration);
    }

    /**
     * The accounts that are there; a wrong {@code --data} makes nothing.
     *
     * @throws CommandException if there is no account file
     */
    OpenAccounts open() throws IOException, ConfigurationException, CommandException {
        Configuration configuration = options.load();
        Path path = configuration.accounts().path();
        if (!Files.exists(path)) {
            throw new CommandException(
                    ExitCode.NO_INPUT,
                    "there are no accounts: "
                            + path
                            + " is missing; restante account add makes it");
        }
        return open(configuration);
    }

    private static OpenAccounts open(Configuration configuration) throws IOException {
        return new OpenAccounts(
                configuration,
                new AccountFile(
                        configuration.accounts().path(),
                        configuration::domains,
                        configuration::postmaster,
                        InstantSource.system()));
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
