package org.restante.cli.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the command line says about the configuration.
 *
 * @param file what {@code --config} names
 * @param data what {@code --data} names
 * @param listen each {@code --listen}, as {@code NAME=ADDRESS}
 */
public record Request(Optional<Path> file, Optional<Path> data, List<String> listen) {
    public Request {
        listen = List.copyOf(listen);
    }

    /** Nothing but the file. */
    static Request file(Path file) {
        return new Request(Optional.of(file), Optional.empty(), List.of());
    }
}
