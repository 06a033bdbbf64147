package org.restante.cli.bench;

import org.jspecify.annotations.Nullable;
import org.restante.cli.account.PasswordLine;
import org.restante.cli.account.Terminal;
import org.restante.cli.collect.Passwords;
import org.restante.cli.config.CollectionSettings.PasswordSource;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;
import org.restante.protocol.Secret;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** Where the one password of all users comes from: never the command line, which others can see. */
final class PasswordSourceOptions {
    /** A token may be long; this is the most that servers take. */
    private static final int SECRET_OCTETS_MAX = 64 * 1024;

    @Option(
            names = "--password-stdin",
            description =
                    "Take the first line of standard input as the password of all users. Without"
                            + " any of these three you are asked for it.")
    private boolean fromInput;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Take the first line of this file, which is for you alone.")
    private @Nullable Path file;

    @Option(
            names = "--password-command",
            paramLabel = "COMMAND",
            description = "Take the first line that this command of the shell prints.")
    private @Nullable String command;

    /**
     * The password.
     *
     * @param host whose server wants it
     * @param user whose it is
     */
    Secret read(InputStream input, String host, String user) throws IOException, CommandException {
        Passwords passwords = new Passwords(Terminal::ofProcess);
        if (fromInput) {
            return PasswordLine.read(input, SECRET_OCTETS_MAX);
        }
        if (file != null) {
            return passwords.read(new PasswordSource.InFile(file), host, user);
        }
        if (command != null) {
            List<String> words = List.of("/bin/sh", "-c", command);
            return passwords.read(new PasswordSource.ByCommand(words), host, user);
        }
        if (Terminal.ofProcess().isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "there is no terminal to ask for the password: use --password-stdin,"
                            + " --password-file or --password-command");
        }
        return passwords.read(new PasswordSource.Asked(), host, user);
    }
}
