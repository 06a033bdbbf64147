package org.restante.acme;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why something failed, in one line for a person. */
final class Reason {
    /** So much of it is shown; an authority's words may be long. */
    private static final int CHARACTERS_MAX = 500;

    private Reason() {}

    /** What it and its causes say, without control characters. */
    static String of(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(each ->
                        Optional.ofNullable(each.getMessage())
                                .orElse(each.getClass().getSimpleName()))
                .distinct()
                .collect(Collectors.joining(": "))
                .codePoints()
                .limit(CHARACTERS_MAX)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
