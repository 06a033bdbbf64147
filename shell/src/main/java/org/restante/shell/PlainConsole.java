package org.restante.shell;

import org.restante.protocol.Secret;

import java.io.PrintWriter;
import java.util.Optional;

/** For scripts: nobody can be asked, and the output has no colours. */
final class PlainConsole implements Console {
    private static final int COLUMNS = 100;

    private final PrintWriter out;

    PlainConsole(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Optional<String> line(String prompt) {
        return Optional.empty();
    }

    @Override
    public Optional<Secret> secret(String prompt) {
        return Optional.empty();
    }

    @Override
    public boolean confirms(String question) {
        return false;
    }

    @Override
    public void print(Style style, String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public int columns() {
        return COLUMNS;
    }

    @Override
    public boolean isInteractive() {
        return false;
    }
}
