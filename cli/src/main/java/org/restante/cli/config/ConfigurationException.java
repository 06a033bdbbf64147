package org.restante.cli.config;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used; nothing was started or changed. */
public final class ConfigurationException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;
    private final ExitCode exitCode;

    ConfigurationException(ExitCode exitCode, List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
        this.exitCode = exitCode;
    }

    /** All that is wrong, in the order of the files; at least one. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * {@link ExitCode#NO_INPUT} when the file itself cannot be read, else {@link ExitCode#CONFIG}.
     */
    public ExitCode exitCode() {
        return exitCode;
    }
}
