package org.restante.cli.collect.moving;

import java.util.List;

/** A command of one line as the configuration has it: without a shell where none is needed. */
public final class ShellWords {
    private ShellWords() {}

    /** The program and its arguments, or a shell with the line. */
    public static List<String> of(String line) {
        String text = line.strip();
        return text.matches("[A-Za-z0-9_@%+:,./\\- ]+")
                ? List.of(text.split(" +", -1))
                : List.of("sh", "-c", text);
    }
}
