package org.restante.cli.config;

import java.io.Serial;

/** A command cannot do what it was asked; the message is for the person who asked. */
public final class CommandException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final ExitCode exitCode;

    public CommandException(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
