package org.restante.cli.collect;

import org.restante.cli.account.PasswordLine;
import org.restante.cli.config.CollectionSettings.PasswordSource;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;
import org.restante.protocol.Secret;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The password of a collection, from where the configuration says. */
final class PasswordOf {
    /** The longest password of a collection: the most that servers take. */
    private static final int OCTETS_MAX = 64 * 1024;

    /** A program that asks somebody for a key may take a while. */
    private static final int COMMAND_SECONDS_MAX = 120;

    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private PasswordOf() {}

    /**
     * Reads it.
     *
     * @throws CommandException if there is none, or others may read it
     */
    static Secret read(PasswordSource source) throws IOException, CommandException {
        Secret password =
                switch (source) {
                    case PasswordSource.InFile(var file) -> inFile(file);
                    case PasswordSource.ByCommand(var command) ->
                            byCommand("password-command", command);
                };
        if (password.reveal().isEmpty()
                || password.reveal().chars().anyMatch(Character::isISOControl)) {
            throw new CommandException(
                    ExitCode.CONFIG, "the password is empty, or has control characters");
        }
        return password;
    }

    private static Secret inFile(Path file) throws IOException, CommandException {
        if (!Files.isReadable(file)) {
            throw new CommandException(
                    ExitCode.CONFIG, "password-file: " + file + " is missing, or not for you");
        }
        if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
            throw new CommandException(
                    ExitCode.CONFIG,
                    "password-file: others may read or write " + file + "; chmod 600 helps");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return PasswordLine.read(in, OCTETS_MAX);
        }
    }

    /**
     * The first line that a command prints.
     *
     * @param key in the configuration, for messages
     */
    static Secret byCommand(String key, List<String> command) throws IOException, CommandException {
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectError(Redirect.INHERIT)
                        .start();
        try {
            // What it prints fits into the pipe, or is no password.
            if (!process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw failed(key, command, "took over " + COMMAND_SECONDS_MAX + " s");
            }
            if (process.exitValue() != 0) {
                throw failed(key, command, "ended with " + process.exitValue());
            }
            return PasswordLine.read(process.getInputStream(), OCTETS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static CommandException failed(String key, List<String> command, String how) {
        return new CommandException(ExitCode.CONFIG, key + ": " + command.getFirst() + " " + how);
    }
}
