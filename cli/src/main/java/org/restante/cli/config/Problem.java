package org.restante.cli.config;

import java.util.Optional;

/**
 * One thing that is wrong with a configuration.
 *
 * @param origin file, line and column, or the option
 * @param key the full name, such as {@code limits.sessions}; empty when no key is meant
 * @param value what was written, in TOML; empty when it does not matter, and for unknown keys, as
 *     it may be a secret that was put in the wrong place
 * @param message what is wrong and what is allowed
 */
public record Problem(Origin origin, Optional<String> key, Optional<String> value, String message) {
    /** One line: place, key, value, message. */
    @Override
    public String toString() {
        return origin
                + ": "
                + key.map(name -> name + value.map(text -> " = " + text).orElse("") + ": ")
                        .orElse("")
                + message;
    }
}
