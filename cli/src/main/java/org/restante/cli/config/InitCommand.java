package org.restante.cli.config;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;

/** {@code restante config init}. */
@Command(
        name = "init",
        description = "Write a configuration file with every key, explained and commented out.",
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "restante.toml",
            description = "The file to write (default: ${DEFAULT-VALUE}).")
    private Path file;

    @Option(names = "--force", description = "Write over a file that is there.")
    private boolean force;

    @Override
    public Integer call() {
        OpenOption[] how = {
            StandardOpenOption.WRITE,
            force ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW,
            StandardOpenOption.TRUNCATE_EXISTING
        };
        try {
            Files.writeString(file, Reference.template(), how);
        } catch (FileAlreadyExistsException e) {
            return refuse(file + " is there already; --force writes over it");
        } catch (IOException e) {
            return refuse("cannot write " + file + ": " + e);
        }
        spec.commandLine().getOut().println("wrote " + file);
        return ExitCode.OK.code();
    }

    private int refuse(String reason) {
        spec.commandLine().getErr().println("restante: " + reason);
        return ExitCode.CANNOT_CREATE.code();
    }
}
