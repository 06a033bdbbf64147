package org.restante.shell;

import java.io.IOException;

/** Something was typed that the shell cannot do; the words are in the person's language. */
final class UsageException extends IOException {
    private static final long serialVersionUID = 1;

    private final String words;

    UsageException(String words) {
        super(words);
        this.words = words;
    }

    String words() {
        return words;
    }
}
