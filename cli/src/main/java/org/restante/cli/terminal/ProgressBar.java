package org.restante.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How far a command is that takes long: one line that is written over, on a terminal only, and not
 * before it has taken a moment. Closed it leaves nothing. Confined to one thread.
 */
public final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 30;
    private static final Duration FIRST_AFTER = Duration.ofMillis(500);
    private static final Duration NEXT_AFTER = Duration.ofMillis(100);

    private final Optional<PrintStream> terminal;
    private final InstantSource clock;
    private final String what;
    private final boolean coloured;
    private Instant next;
    private int shown;

    /**
     * Nothing is shown yet.
     *
     * @param terminal empty: nothing ever is
     * @param what is counted, in the plural
     */
    public ProgressBar(
            Optional<PrintStream> terminal, InstantSource clock, String what, boolean coloured) {
        this.terminal = terminal;
        this.clock = clock;
        this.what = what;
        this.coloured = coloured;
        this.next = clock.instant().plus(FIRST_AFTER);
    }

    /** One that is never seen. */
    public static ProgressBar none() {
        return new ProgressBar(Optional.empty(), InstantSource.system(), "", false);
    }

    /** That of the process: on its terminal, if it has one. */
    public static ProgressBar ofProcess(String what) {
        // Errors and output may go elsewhere; a terminal that reads nothing is no place for it.
        String noColour = System.getenv("NO_COLOR");
        return new ProgressBar(
                Optional.of(System.err).filter(_ -> isTerminal()),
                InstantSource.system(),
                what,
                noColour == null || noColour.isEmpty());
    }

    // Whether there is a console without a terminal is for the JDK's console provider to say.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    /** Shows how many are done. */
    public void at(long done, long all) {
        at(done, all, done + " of " + all + " " + what);
    }

    /**
     * Shows how far it is.
     *
     * @param words stand behind the bar
     */
    public void at(long done, long all, String words) {
        if (!isDue()) {
            return;
        }
        next = clock.instant().plus(NEXT_AFTER);
        int filled = all <= 0 ? 0 : (int) Math.min(WIDTH, done * WIDTH / all);
        String bar = "#".repeat(filled);
        String line =
                "["
                        + (coloured ? "\033[32m" + bar + "\033[0m" : bar)
                        + ".".repeat(WIDTH - filled)
                        + "] "
                        + words;
        clear();
        terminal.ifPresent(stream -> {
            stream.print(line);
            stream.flush();
        });
        shown = line.length();
    }

    /** Whether it would show something new now. */
    public boolean isDue() {
        return terminal.isPresent() && !clock.instant().isBefore(next);
    }

    /** Makes room for a line of output. */
    public void clear() {
        if (shown > 0) {
            terminal.ifPresent(stream -> {
                stream.print("\r" + " ".repeat(shown) + "\r");
                stream.flush();
            });
            shown = 0;
        }
    }

    @Override
    public void close() {
        clear();
    }
}
