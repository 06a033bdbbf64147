package org.restante.cli.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A configuration with where it comes from.
 *
 * @param file the main file; none: the embedded default
 * @param settings one for each key, in the order of the reference
 */
public record Loaded(Configuration configuration, Optional<Path> file, List<Setting> settings) {
    public Loaded {
        settings = List.copyOf(settings);
    }
}
