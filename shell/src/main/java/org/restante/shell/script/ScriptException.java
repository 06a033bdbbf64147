package org.restante.shell.script;

/** A script is not in the notation; the message has file, line and what is allowed. */
public final class ScriptException extends Exception {
    private static final long serialVersionUID = 1;

    ScriptException(String message) {
        super(message);
    }
}
