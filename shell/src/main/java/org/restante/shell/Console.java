package org.restante.shell;

import org.restante.protocol.Secret;

import java.util.Optional;

/** Where the shell's lines come from and its words go. For one thread. */
interface Console {
    /** A line; empty at the end of the input. */
    Optional<String> line(String prompt);

    /** A line that is shown nowhere; empty where nobody can be asked. */
    Optional<Secret> secret(String prompt);

    /** Whether a person answers; false where nobody can be asked. */
    boolean confirms(String question);

    /** A line of text, without its end, in which nothing drives a terminal. */
    void print(Style style, String line);

    /** How many columns a line has. */
    int columns();

    /** Whether a person sits there. */
    boolean isInteractive();
}
