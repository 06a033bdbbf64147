package org.restante.cli.collect.moving;

import java.nio.file.Path;

/** A path as people and these programs write it: with {@code ~} for the home. */
public final class HomePath {
    private HomePath() {}

    /** The absolute path. */
    public static Path of(String path) {
        return Path.of(path.replaceFirst("^~(?=/|$)", System.getProperty("user.home", "/")))
                .toAbsolutePath()
                .normalize();
    }
}
