package org.restante.cli.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a configuration is looked for when none is named.
 *
 * @param workingDirectory absolute; also what relative paths on the command line start from
 * @param home of the user who runs the command
 * @param system the folder for the machine's own configuration
 */
public record Search(Path workingDirectory, Path home, Path system) {
    private static final String FILE = "restante.toml";

    /** The places of this process. */
    public static Search ofProcess() {
        return new Search(
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("user.home", "/")),
                Path.of("/etc/restante"));
    }

    /** The first that is there. One that may be there but cannot be looked at counts as there. */
    Optional<Path> find() {
        return Stream.of(
                        workingDirectory.resolve(FILE),
                        home.resolve(".config/restante").resolve(FILE),
                        system.resolve(FILE))
                .filter(file -> !Files.notExists(file))
                .findFirst();
    }
}
