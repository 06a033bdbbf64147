package org.restante.cli.config;

import java.util.function.Function;

/**
 * One thing that can be configured: a row of {@link Keys}.
 *
 * @param name with its tables, such as {@code listen.pop3.address}
 * @param whenAbsent what holds when nobody sets it
 * @param live whether a reload applies a change; otherwise it waits for the next start
 * @param documentation one line: what it does and what follows from it
 */
record Key<T>(
        String name,
        Type<T> type,
        Preset<T> whenAbsent,
        Group group,
        boolean live,
        String documentation) {
    /** How likely it is that somebody sets a key; the order of the documentation. */
    enum Group {
        ESSENTIAL,
        OFTEN,
        RARELY
    }

    /** What holds when nobody sets a key. */
    sealed interface Preset<T> {
        /** A value, as it would stand in the file. */
        record Fixed<T>(Object raw) implements Preset<T> {}

        /** A value made from the machine or from other keys; {@code words} says how. */
        record Derived<T>(String words, Function<Values, Object> raw) implements Preset<T> {}

        /** Nothing; {@code example} is a raw value for the documentation. */
        record Nothing<T>(T value, Object example) implements Preset<T> {}

        /** An error; {@code example} is a raw value for the documentation. */
        record Required<T>(Object example) implements Preset<T> {}
    }
}
