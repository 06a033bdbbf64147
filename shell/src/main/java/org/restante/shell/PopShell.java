package org.restante.shell;

import org.jline.reader.Completer;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.restante.protocol.Secret;
import org.restante.shell.script.Answer;
import org.restante.shell.script.Check;
import org.restante.shell.script.ExitCode;
import org.restante.shell.script.Script;
import org.restante.shell.script.ScriptException;
import org.restante.shell.script.Step;
import org.restante.shell.text.WireText;
import org.restante.shell.text.Words;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The shell as a whole: a person at a terminal, or a script. */
public final class PopShell {
    private static final Path STANDARD_INPUT = Path.of("-");

    private PopShell() {}

    /** Exit code to meaning, for the end of a help text. */
    public static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        for (ExitCode each : ExitCode.values()) {
            codes.put(Integer.toString(each.code()), each.meaning());
        }
        return codes;
    }

    /**
     * Runs a shell until the person leaves, or the script ends.
     *
     * @param in where a script comes from that is called {@code -}
     * @return the exit code: 0, or why it ended otherwise (docs/shell.md has the list)
     * @throws IOException if the terminal fails
     */
    public static int run(Setup setup, InputStream in, PrintWriter out, PrintWriter err)
            throws IOException {
        Words words = Words.of(setup.locale());
        return setup.script().isPresent()
                ? script(setup, words, setup.script().get(), in, out, err)
                : atTerminal(setup, words, err);
    }

    private static int script(
            Setup setup, Words words, Path file, InputStream in, PrintWriter out, PrintWriter err)
            throws IOException {
        Script script;
        try (Reader reader =
                new InputStreamReader(
                        file.equals(STANDARD_INPUT) ? in : Files.newInputStream(file),
                        StandardCharsets.UTF_8)) {
            script = Script.read(reader, file.toString(), words);
        } catch (ScriptException e) {
            err.println(e.getMessage());
            return ExitCode.NO_INPUT.code();
        } catch (NoSuchFileException | AccessDeniedException e) {
            err.println(words.say("shell.no-script", file, e.getClass().getSimpleName()));
            return ExitCode.NO_INPUT.code();
        }
        try (Shell shell = new Shell(setup, words, new PlainConsole(out))) {
            ExitCode code = run(shell, script, words, err);
            return recorded(setup, shell, err) ? code.code() : ExitCode.USAGE.code();
        }
    }

    private static ExitCode run(Shell shell, Script script, Words words, PrintWriter err) {
        Answer answer = shell.begin();
        if (answer.closed()) {
            return ExitCode.UNAVAILABLE;
        }
        Optional<String> greeting = unexpected(answer, words);
        if (greeting.isPresent()) {
            err.println(greeting.get());
            err.flush();
            return ExitCode.UNAVAILABLE;
        }
        boolean broke = false;
        for (int i = 0; i < script.steps().size() && !shell.left(); i++) {
            Step step = script.steps().get(i);
            Optional<String> fault = Optional.empty();
            ExitCode code = ExitCode.FAILED;
            switch (step) {
                case Step.Typed(_, String text) -> {
                    boolean login = shell.wantsSecret() || Facts.isLogin(text);
                    answer = shell.type(text);
                    broke = shell.broke();
                    if (!script.isChecked(i)) {
                        fault = unexpected(answer, words);
                        code = code(answer, login);
                    }
                }
                case Step.Expect(_, Check check) -> {
                    fault = check.fault(answer, words);
                    broke &= !(check instanceof Check.Closed);
                }
            }
            if (fault.isEmpty() && broke && isLastAbout(script, i)) {
                fault = Optional.of(words.say("shell.unexpected-end"));
                code = ExitCode.PROTOCOL;
            }
            if (fault.isPresent()) {
                err.println(script.at(step, fault.get()));
                err.flush();
                return code;
            }
        }
        return ExitCode.OK;
    }

    /** Whether no further check is about the same answer. */
    private static boolean isLastAbout(Script script, int index) {
        return index + 1 == script.steps().size()
                || script.steps().get(index + 1) instanceof Step.Typed;
    }

    private static Optional<String> unexpected(Answer answer, Words words) {
        if (answer.status().isEmpty()) {
            return Optional.of(words.say("shell.unexpected-end"));
        }
        return answer.status()
                .filter(it -> it.startsWith("-ERR"))
                .map(it -> words.say("shell.unexpected", WireText.shown(it)));
    }

    private static ExitCode code(Answer answer, boolean login) {
        if (answer.status().isEmpty()) {
            return ExitCode.PROTOCOL;
        }
        return login ? ExitCode.PERMISSION : ExitCode.FAILED;
    }

    /** Writes the transcript, if it is wanted. */
    private static boolean recorded(Setup setup, Shell shell, PrintWriter err) {
        try {
            if (setup.transcript().isPresent()) {
                shell.recorder().write(setup.transcript().get());
            }
            return true;
        } catch (IOException e) {
            err.println(e.getMessage());
            err.flush();
            return false;
        }
    }

    private static int atTerminal(Setup setup, Words words, PrintWriter err) throws IOException {
        // Terminals that answer no question about clusters of characters would be waited for.
        try (Terminal terminal =
                TerminalBuilder.builder().system(true).graphemeCluster(false).build()) {
            AtomicReference<Shell> made = new AtomicReference<>();
            Completer completer =
                    (reader, line, candidates) ->
                            new Completions(made.get(), words).complete(reader, line, candidates);
            Console console = new TerminalConsole(terminal, words, setup.colour(), completer);
            try (Shell shell = new Shell(setup, words, console)) {
                made.set(shell);
                Thread own = Thread.currentThread();
                terminal.handle(Terminal.Signal.INT, _ -> own.interrupt());
                boolean reached = talk(shell, console);
                boolean written = recorded(setup, shell, err);
                return (reached ? written ? ExitCode.OK : ExitCode.USAGE : ExitCode.UNAVAILABLE)
                        .code();
            }
        }
    }

    private static boolean talk(Shell shell, Console console) throws IOException {
        shell.welcome();
        boolean reached = !shell.begin().closed();
        if (!reached && shell.practice().isEmpty()) {
            return false;
        }
        while (!shell.left()) {
            Optional<String> line =
                    shell.wantsSecret()
                            ? console.secret(shell.prompt()).map(Secret::reveal)
                            : console.line(shell.prompt());
            if (line.isEmpty() && !shell.wantsSecret()) {
                shell.type("exit");
            } else {
                // A response that is not given cancels the exchange (RFC 5034 §4).
                shell.type(line.orElse("*"));
            }
            Thread.interrupted();
        }
        return true;
    }
}
