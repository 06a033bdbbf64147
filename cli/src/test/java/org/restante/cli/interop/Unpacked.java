package org.restante.cli.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Debian's packages of a server, unpacked and not installed: {@code .ci/run} does that. */
record Unpacked(Path root) {
    static Unpacked of(String name) {
        return new Unpacked(
                Path.of(System.getProperty("basedir", "."), "..", "target", name)
                        .toAbsolutePath()
                        .normalize());
    }

    /** A program in there. */
    Path program(String path) {
        Path program = root.resolve(path);
        if (!Files.isExecutable(program)) {
            throw new AssertionError(program + " is not there: .ci/run fetches and unpacks it");
        }
        return program;
    }

    /** What {@code LD_LIBRARY_PATH} has to be. */
    String libraries() throws IOException {
        Path usr = root.resolve("usr/lib");
        Path system = root.resolve("lib");
        return usr + ":" + usr.resolve(triplet()) + ":" + system.resolve(triplet());
    }

    /** The folder of libraries of this kind of machine. */
    private String triplet() throws IOException {
        try (var folders = Files.list(root.resolve("usr/lib"))) {
            return folders.map(folder -> Objects.toString(folder.getFileName()))
                    .filter(name -> name.endsWith("-linux-gnu"))
                    .findFirst()
                    .orElse("");
        }
    }
}
