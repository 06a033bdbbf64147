package org.restante.cli.collect;

import java.util.List;

/** A command of one line as the configuration has it: without a shell where none is needed. */
final class ShellWords {
    private ShellWords() {}

    static List<String> of(String line) {
        String text = line.strip();
        return text.matches("[A-Za-z0-9_@%+:,./\\- ]+")
                ? List.of(text.split(" +", -1))
                : List.of("sh", "-c", text);
    }
}
