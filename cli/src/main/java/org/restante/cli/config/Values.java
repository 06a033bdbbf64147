package org.restante.cli.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The values read so far; a key whose value is bad has none. Confined to the reading thread. */
final class Values {
    private final Map<Key<?>, Object> values = new HashMap<>();

    <T> void put(Key<T> key, T value) {
        values.put(key, value);
    }

    @SuppressWarnings("unchecked") // put lets nothing else in
    <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((T) values.get(key));
    }

    <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException(key.name() + " is not read"));
    }
}
