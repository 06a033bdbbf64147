package org.restante.cli.config;

import org.restante.cli.config.Key.Group;
import org.restante.cli.config.Key.Preset;

import java.util.Optional;

/**
 * Makes the keys of the tables of one list.
 *
 * @param list its name
 * @param live whether a reload applies a change to one
 */
record TableKeys(String list, boolean live) {
    /** One that has a default. */
    <T> Key<T> fixed(String name, Type<T> type, Object preset, String text) {
        return key(name, type, new Preset.Fixed<>(preset), text);
    }

    /** One that each table has to have. */
    <T> Key<T> required(String name, Type<T> type, Object example, String text) {
        return key(name, type, new Preset.Required<>(example), text);
    }

    /** One that a table need not have. */
    <T> Key<Optional<T>> nothing(String name, Type<Optional<T>> type, Object example, String text) {
        return key(name, type, new Preset.Nothing<>(Optional.empty(), example), text);
    }

    private <T> Key<T> key(String name, Type<T> type, Preset<T> preset, String text) {
        return new Key<>(list + "." + name, type, preset, Group.RARELY, live, text);
    }

    /** Text that says something. */
    static String some(String text) {
        if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("is empty, or has control characters");
        }
        return text;
    }
}
