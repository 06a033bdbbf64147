package org.restante.cli.account;

import org.restante.protocol.Secret;

import java.io.Console;
import java.util.Optional;

/** A person who can be asked. */
public interface Terminal {
    /** What is typed, unseen; empty at the end of the input. */
    Optional<Secret> secret(String prompt);

    /** What is typed; empty at the end of the input. */
    Optional<String> line(String prompt);

    /** The terminal that the process was started from, if there is one. */
    // Whether there is a console without a terminal is for the JDK's console provider to say.
    @SuppressWarnings("SystemConsoleNull")
    static Optional<Terminal> ofProcess() {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return Optional.empty();
        }
        return Optional.of(
                new Terminal() {
                    @Override
                    public Optional<Secret> secret(String prompt) {
                        return Optional.ofNullable(console.readPassword("%s", prompt))
                                .map(typed -> new Secret(new String(typed)));
                    }

                    @Override
                    public Optional<String> line(String prompt) {
                        return Optional.ofNullable(console.readLine("%s", prompt));
                    }
                });
    }
}
