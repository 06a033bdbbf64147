package org.restante.cli.collect;

import org.restante.cli.account.PasswordLine;
import org.restante.cli.account.Terminal;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Passwords of collections, from where the configuration says. One that has to be asked for is
 * asked for once, however many collections it serves. For any thread.
 */
public final class Passwords {
    /** The longest password of a collection: the most that servers take. */
    private static final int OCTETS_MAX = 64 * 1024;

    /** A program that asks somebody for a key may take a while. */
    private static final int COMMAND_SECONDS_MAX = 120;

    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private final Supplier<Optional<Terminal>> terminals;

    /** What was typed, by the words that asked for it; guarded by this. */
    private final Map<String, Secret> typed = new HashMap<>();

    /**
     * Passwords.
     *
     * @param terminals where a person can be asked, if there is one
     */
    public Passwords(Supplier<Optional<Terminal>> terminals) {
        this.terminals = terminals;
    }

    /**
     * Reads one.
     *
     * @param host whose server wants it
     * @param user whose it is there
     * @throws CommandException if there is none, or others may read it
     */
    public Secret read(PasswordSource source, String host, String user)
            throws IOException, CommandException {
        Secret password =
                switch (source) {
                    case PasswordSource.InFile(var file) -> {
                        requireOwners("password-file", file);
                        try (InputStream in = Files.newInputStream(file)) {
                            yield PasswordLine.read(in, OCTETS_MAX);
                        }
                    }
                    case PasswordSource.ByCommand(var command) ->
                            byCommand("password-command", command);
                    case PasswordSource.InKeyring _ -> inKeyring(host, user);
                    case PasswordSource.InNetrc(var file) -> inNetrc(file, host, user);
                    case PasswordSource.Asked _ ->
                            ask("Password of " + user + " at " + host + ": ");
                };
        if (password.reveal().isEmpty()
                || password.reveal().chars().anyMatch(Character::isISOControl)) {
            throw new CommandException(
                    ExitCode.CONFIG, "the password is empty, or has control characters");
        }
        return password;
    }

    /** What can be read by others is no secret any more. */
    private static void requireOwners(String key, Path file) throws IOException, CommandException {
        if (!Files.isReadable(file)) {
            throw new CommandException(
                    ExitCode.CONFIG, key + ": " + file + " is missing, or not for you");
        }
        if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
            throw new CommandException(
                    ExitCode.CONFIG,
                    key + ": others may read or write " + file + "; chmod 600 helps");
        }
    }

    /** Under the attributes that mpop has for it, so that what it uses is found. */
    private static Secret inKeyring(String host, String user) throws IOException, CommandException {
        List<String> attributes = List.of("host", host, "service", "pop3", "user", user);
        List<String> command =
                Stream.concat(Stream.of("secret-tool", "lookup"), attributes.stream()).toList();
        try {
            return firstLine("password = \"keyring\"", command);
        } catch (CommandException e) {
            throw new CommandException(
                    ExitCode.CONFIG,
                    e.getMessage()
                            + "; it is put there with: secret-tool store --label=restante "
                            + attributes.stream()
                                    .map(Passwords::quoted)
                                    .collect(Collectors.joining(" ")));
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.CONFIG,
                    "password = \"keyring\" needs the program secret-tool, of libsecret: "
                            + e.getMessage());
        }
    }

    /** As a shell takes it. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9@%+=:,./_-]+")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }

    private static Secret inNetrc(Path file, String host, String user)
            throws IOException, CommandException {
        requireOwners("password = \"netrc\"", file);
        try {
            return Netrc.read(file)
                    .password(host, user)
                    .orElseThrow(() ->
                            new CommandException(
                                    ExitCode.CONFIG,
                                    "password = \"netrc\": "
                                            + file
                                            + " has no password for machine "
                                            + host
                                            + " login "
                                            + user));
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.CONFIG, "password = \"netrc\": " + file + ", " + e.getMessage());
        }
    }

    /** One question at a time; who has answered it is not asked again. */
    private synchronized Secret ask(String prompt) throws CommandException {
        Secret known = typed.get(prompt);
        if (known != null) {
            return known;
        }
        Terminal terminal =
                terminals
                        .get()
                        .orElseThrow(() ->
                                new CommandException(
                                        ExitCode.CONFIG,
                                        "password = \"prompt\": there is no terminal to ask for the"
                                                + " password; a run without one needs another"
                                                + " source of it"));
        // Of what a configuration calls a user nothing is to drive the terminal.
        Secret answer =
                terminal.secret(prompt.replaceAll("\\p{C}", "?"))
                        .orElseThrow(() ->
                                new CommandException(ExitCode.CONFIG, "no password was typed"));
        typed.put(prompt, answer);
        return answer;
    }

    /**
     * The first line that a command prints.
     *
     * @param key in the configuration, for messages
     * @throws CommandException if it cannot be started, or prints no such line
     */
    static Secret byCommand(String key, List<String> command) throws CommandException {
        try {
            return firstLine(key, command);
        } catch (IOException e) {
            throw new CommandException(ExitCode.CONFIG, key + ": " + e.getMessage());
        }
    }

    private static Secret firstLine(String key, List<String> command)
            throws IOException, CommandException {
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
