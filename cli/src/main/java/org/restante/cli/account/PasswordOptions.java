package org.restante.cli.account;

import org.restante.accounts.password.BadVerifierException;
import org.restante.accounts.password.GeneratedPassword;
import org.restante.accounts.password.PasswordScheme;
import org.restante.accounts.password.StoredVerifier;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;
import org.restante.protocol.Secret;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a new password comes from and how it is stored; a picocli mixin. */
final class PasswordOptions {
    /** More than a client can send in a line of POP3 (RFC 2449 §4). */
    private static final int OCTETS_MAX = 1024;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--password-stdin",
            description = "Take the first line of standard input as the password.")
    private boolean fromInput;

    @Option(
            names = "--generate",
            description = "Make a password; it is printed, alone, on standard output.")
    private boolean generate;

    @Option(
            names = "--scheme",
            paramLabel = "SCHEME",
            defaultValue = "SCRAM-SHA-256",
            converter = SchemeConverter.class,
            description =
                    "How the password is stored: ${DEFAULT-VALUE}; SCRAM-SHA-1 for old clients; or"
                            + " PLAIN, from which it can be read again and which APOP and CRAM-MD5"
                            + " need. May be given more than once, for each of them.")
    private List<PasswordScheme> schemes = new ArrayList<>();

    /** Asks for the password, or makes it. */
    NewPassword read(InputStream input, Optional<Terminal> terminal)
            throws IOException, CommandException, BadVerifierException {
        SecureRandom random = new SecureRandom();
        Secret password = password(input, terminal, random);
        List<StoredVerifier> verifiers = new ArrayList<>();
        for (PasswordScheme scheme : schemes) {
            verifiers.add(
                    scheme.make(password, random)
                            .orElseThrow(() ->
                                    misused(
                                            "a new password is stored as SCRAM-SHA-256, SCRAM-SHA-1 or PLAIN,"
                                                    + " not as "
                                                    + scheme.text())));
        }
        if (schemes.contains(PasswordScheme.PLAIN)) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "restante: warning: with PLAIN, whoever can read the account file can"
                                    + " read the password");
        }
        return new NewPassword(verifiers, generate ? Optional.of(password) : Optional.empty());
    }

    private Secret password(InputStream input, Optional<Terminal> terminal, SecureRandom random)
            throws IOException, CommandException {
        if (generate && fromInput) {
            throw misused("--generate and --password-stdin exclude each other");
        }
        if (generate) {
            return GeneratedPassword.make(random);
        }
        if (fromInput) {
            return PasswordLine.read(input, OCTETS_MAX);
        }
        return typedTwice(
                terminal.orElseThrow(() ->
                        misused(
                                "there is no terminal to ask for the password: use"
                                        + " --password-stdin or --generate")));
    }

    private static Secret typedTwice(Terminal terminal) throws CommandException {
        Optional<Secret> first = terminal.secret("Password: ");
        Optional<Secret> second = first.flatMap(_ -> terminal.secret("Once more: "));
        if (first.isEmpty() || second.isEmpty()) {
            throw new CommandException(ExitCode.DATA, "no password was typed");
        }
        if (!first.get().reveal().equals(second.get().reveal())) {
            throw new CommandException(ExitCode.DATA, "the two passwords differ");
        }
        return first.get();
    }

    private CommandLine.ParameterException misused(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
