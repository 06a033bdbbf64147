package org.restante.shell.script;

import org.restante.shell.text.Words;

import java.io.IOException;
import java.io.Reader;
import java.util.List;

/**
 * A script: lines that a person would type, each followed by checks of its answer. Empty lines, and
 * those that begin with {@code #}, say nothing. Checks and remarks may be indented.
 *
 * <pre>
 * STAT
 * expect +OK                         the status line begins with these words
 * expect code IN-USE                 the response code
 * expect /regular expression/        is found in the status line
 * expect body /regular expression/   is found in a line of the multi-line answer
 * expect lines 12                    the multi-line answer has so many lines
 * expect closed                      the server hung up
 * </pre>
 *
 * <p>Immutable.
 *
 * @param name what messages call it, usually the file's name
 */
public record Script(String name, List<Step> steps) {
    /** The longest line: room for the longest line of a SASL exchange (RFC 4954 §4: 12,288). */
    public static final int LINE_CHARS_MAX = 16 * 1024;

    /** The longest script, which is read as a whole before anything is sent. */
    public static final int SCRIPT_CHARS_MAX = 4 * 1024 * 1024;

    public Script {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a script to its end.
     *
     * @param reader not closed
     * @throws ScriptException it is not in the notation, or passes a bound
     * @throws IOException of the reader
     */
    public static Script read(Reader reader, String name, Words words)
            throws IOException, ScriptException {
        return new ScriptReader(reader, name, words).read();
    }

    /** Whether a check follows the line at this place in {@link #steps}, or is one itself. */
    public boolean isChecked(int index) {
        return steps.get(index) instanceof Step.Expect
                || (index + 1 < steps.size() && steps.get(index + 1) instanceof Step.Expect);
    }

    /** What went wrong with the place where, for people and for editors that go there. */
    public String at(Step step, String fault) {
        return name + ":" + step.line() + ": " + fault;
    }
}
