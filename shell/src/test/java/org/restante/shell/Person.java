package org.restante.shell;

import org.restante.protocol.Secret;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Somebody at a console, whose answers are known before. */
final class Person implements Console {
    private final Deque<String> secrets = new ArrayDeque<>();
    private final Deque<Boolean> confirmations = new ArrayDeque<>();

    /** What was asked, and what was printed. */
    final List<String> seen = new ArrayList<>();

    Person knows(String secret) {
        secrets.add(secret);
        return this;
    }

    Person confirms(boolean yes) {
        confirmations.add(yes);
        return this;
    }

    /** All that was shown, as lines. */
    String shown() {
        return String.join("\n", seen) + "\n";
    }

    @Override
    public Optional<String> line(String prompt) {
        throw new AssertionError("the test types");
    }

    @Override
    public Optional<Secret> secret(String prompt) {
        seen.add(prompt);
        return Optional.ofNullable(secrets.poll()).map(Secret::new);
    }

    @Override
    public boolean confirms(String question) {
        seen.add(question);
        if (confirmations.isEmpty()) {
            throw new AssertionError("nobody expected to be asked: " + question);
        }
        return confirmations.remove();
    }

    @Override
    public void print(Style style, String line) {
        seen.add(line);
    }

    @Override
    public int columns() {
        return 100;
    }

    @Override
    public boolean isInteractive() {
        return true;
    }
}
