package org.restante.shell;

import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.restante.protocol.Secret;
import org.restante.shell.text.Words;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A person at a terminal. What is typed is remembered until the end of the shell, and in no file.
 */
final class TerminalConsole implements Console {
    private static final int COLUMNS_MIN = 20;

    /** A line that may hold a secret, wherever its command stands: in a pipeline, too. */
    private static final Pattern SECRETIVE =
            Pattern.compile("PASS|APOP|AUTH", Pattern.CASE_INSENSITIVE);

    private final Terminal terminal;
    private final Words words;
    private final boolean colour;
    private final LineReader reader;

    /** Without completion and history: for answers. */
    private final LineReader answers;

    TerminalConsole(Terminal terminal, Words words, boolean colour, Completer completer) {
        this.terminal = terminal;
        this.words = words;
        this.colour = colour;
        this.reader =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .completer(completer)
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .option(LineReader.Option.CASE_INSENSITIVE, true)
                        .option(LineReader.Option.BRACKETED_PASTE, false)
                        .history(history())
                        .build();
        this.answers = LineReaderBuilder.builder().terminal(terminal).build();
        answers.setVariable(LineReader.DISABLE_HISTORY, true);
    }

    /** What was typed, without what may hold a secret. */
    static History history() {
        return new DefaultHistory() {
            @Override
            public void add(Instant time, String line) {
                if (!SECRETIVE.matcher(line).find()) {
                    super.add(time, line);
                }
            }
        };
    }

    @Override
    public Optional<String> line(String prompt) {
        while (true) {
            try {
                return Optional.of(reader.readLine(prompt));
            } catch (UserInterruptException _) {
                // The line is given up, the shell is not.
            } catch (EndOfFileException _) {
                return Optional.empty();
            }
        }
    }

    @Override
    public Optional<Secret> secret(String prompt) {
        try {
            return Optional.of(new Secret(answers.readLine(prompt, '*')));
        } catch (UserInterruptException | EndOfFileException _) {
            return Optional.empty();
        }
    }

    @Override
    public boolean confirms(String question) {
        try {
            String answer = answers.readLine(question + " ").strip().toLowerCase(Locale.ROOT);
            return answer.equals(words.say("answer.yes"))
                    || answer.equals(words.say("answer.yes-letter"));
        } catch (UserInterruptException | EndOfFileException _) {
            return false;
        }
    }

    @Override
    public void print(Style style, String line) {
        AttributedString text =
                new AttributedString(line, colour ? of(style) : AttributedStyle.DEFAULT);
        terminal.writer().println(text.toAnsi(terminal));
        terminal.flush();
    }

    private static AttributedStyle of(Style style) {
        return switch (style) {
            case SENT -> AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
            case RECEIVED -> AttributedStyle.DEFAULT;
            case BAD -> AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);
            case EXPLANATION -> AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
            case NOTE -> AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
        };
    }

    @Override
    public int columns() {
        return Math.max(COLUMNS_MIN, terminal.getColumns());
    }

    @Override
    public boolean isInteractive() {
        return true;
    }
}
