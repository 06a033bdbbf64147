package org.restante.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program in a process of its own, with this one's class path. */
public final class Launched {
    private Launched() {}

    /** What starts it. */
    public static List<String> command(String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.restante.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }
}
