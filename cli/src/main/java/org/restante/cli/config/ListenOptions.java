package org.restante.cli.config;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** The option {@code --listen} of commands that listen; a picocli mixin. */
public final class ListenOptions {
    @Option(
            names = "--listen",
            paramLabel = "NAME=ADDRESS",
            description =
                    "Where a listener listens, instead of what the configuration says, such as"
                            + " pop3=127.0.0.1:0. May be given several times.")
    private final List<String> addresses = new ArrayList<>();

    /** Each as {@code NAME=ADDRESS}, for {@link ConfigurationOptions#read}. */
    public List<String> addresses() {
        return List.copyOf(addresses);
    }
}
