package org.restante.shell.script;

/** A line of a script that does something. */
public sealed interface Step {
    /** Where it stands in the file; the first is 1. */
    int line();

    /**
     * What a person would type.
     *
     * @param text as it stands there, spaces at both ends included; may hold a password
     */
    record Typed(int line, String text) implements Step {}

    /** A check of the answer to what was typed before. */
    record Expect(int line, Check check) implements Step {}
}
