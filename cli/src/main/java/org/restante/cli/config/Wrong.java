package org.restante.cli.config;

import java.util.Optional;

/** A key that does not go with the others of its table, and why. */
record Wrong(Key<?> key, String message) {
    static Optional<Wrong> needs(Key<?> key, String other, String otherwise) {
        return Optional.of(new Wrong(key, "needs " + other + " as well" + otherwise));
    }
}
