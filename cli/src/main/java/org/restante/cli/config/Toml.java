package org.restante.cli.config;

import java.util.List;
import java.util.stream.Collectors;

/** TOML values as text, for messages, {@code config show} and {@code config init}. */
final class Toml {
    private Toml() {}

    /** One line of TOML; a table is told only as such. */
    static String write(Object raw) {
        return switch (raw) {
            case String text -> "\"" + org.tomlj.Toml.tomlEscape(text) + "\"";
            case List<?> list ->
                    list.stream().map(Toml::write).collect(Collectors.joining(", ", "[", "]"));
            case Table _ -> "{…}";
            default -> raw.toString();
        };
    }

    /** What a person calls a value of this type, with its article. */
    static String kind(Object raw) {
        return switch (raw) {
            case String _ -> "a string";
            case Long _ -> "an integer";
            case Double _ -> "a decimal number";
            case Boolean _ -> "a boolean";
            case List<?> _ -> "a list";
            case Table _ -> "a table";
            default -> "a date or time";
        };
    }

    /** A table where a plain value was expected. */
    record Table() {}
}
