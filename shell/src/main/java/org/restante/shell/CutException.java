package org.restante.shell;

import org.restante.shell.script.Answer;

import java.io.IOException;

/** The connection broke in the middle of a body. */
final class CutException extends IOException {
    private static final long serialVersionUID = 1;

    private final IOException why;
    private final transient Answer answer;

    CutException(IOException why, Answer answer) {
        super(why);
        this.why = why;
        this.answer = answer;
    }

    IOException why() {
        return why;
    }

    /** What came of it. */
    Answer answer() {
        return answer;
    }
}
