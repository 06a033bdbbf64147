package org.restante.cli.collect;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;

/** Who is told what of runs, beyond a line for people; a picocli mixin. */
final class RunOptions {
    @Option(
            names = "--events",
            description = "Print what happens as it happens: a JSON object in each line.")
    private boolean events;

    @Option(
            names = "--metrics",
            paramLabel = "FILE",
            description =
                    "Keep figures for Prometheus in this file, as its node exporter's textfile"
                            + " collector reads them: it wants a name that ends in .prom.")
    private Optional<Path> metrics = Optional.empty();

    @Option(
            names = "--wire-log",
            paramLabel = "FILE",
            description =
                    "Append what is said between collector and servers to this file. Passwords and"
                            + " tokens are covered, mail is left out.")
    private Optional<Path> wireLog = Optional.empty();

    boolean events() {
        return events;
    }

    Optional<Path> metrics() {
        return metrics;
    }

    Optional<Path> wireLog() {
        return wireLog;
    }
}
