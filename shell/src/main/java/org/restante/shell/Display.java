package org.restante.shell;

import org.restante.client.WireLog;
import org.restante.shell.text.Explanations;
import org.restante.shell.text.WireText;
import org.restante.shell.text.Words;
import org.restante.shell.transcript.TranscriptRecorder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What is shown of a conversation, and recorded of it. For one thread. */
final class Display implements WireLog {
    /** Lines of a body; the rest is counted, unless everything is to be shown. */
    private static final int BODY_LINES_SHOWN_MAX = 200;

    /** Explanations that are remembered; some repeat what a server made up. */
    private static final int EXPLAINED_MAX = 1000;

    private final Console console;
    private final Words words;
    private final Explanations explanations;
    private final TranscriptRecorder recorder;

    /** Explanations that were given; nobody needs to hear them at each line. */
    private final Set<String> explained = new HashSet<>();

    private Explain explain = Explain.ONCE;
    private boolean raw;
    private boolean hex;
    private boolean times;
    private boolean quiet;
    private String lastReceived = "";

    /** How much is explained. */
    enum Explain {
        OFF,
        ONCE,
        ALL
    }

    Display(Console console, Words words, TranscriptRecorder recorder) {
        this.console = console;
        this.words = words;
        this.explanations = new Explanations(words);
        this.recorder = recorder;
    }

    void explain(Explain how) {
        explain = how;
    }

    void raw(boolean on) {
        raw = on;
    }

    void hex(boolean on) {
        hex = on;
    }

    void times(boolean on) {
        times = on;
    }

    /** The server's last status line. */
    String lastReceived() {
        return lastReceived;
    }

    Explanations explanations() {
        return explanations;
    }

    /** What the shell asks by itself. */
    @FunctionalInterface
    interface Quiet<T> {
        T run() throws IOException;
    }

    /** Lines are recorded and not shown meanwhile, unless everything is to be shown. */
    <T> T quietly(Quiet<T> work) throws IOException {
        quiet = !raw;
        try {
            return work.run();
        } finally {
            quiet = false;
        }
    }

    @Override
    public void sent(String line) {
        // Lines go out in UTF-8.
        String octets =
                new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        recorder.sent(octets);
        if (!quiet) {
            print(Style.SENT, "C: ", octets);
            explained(explanations.sent(line));
        }
    }

    @Override
    public void received(String line) {
        lastReceived = line;
        recorder.received(line);
        if (!quiet) {
            print(line.startsWith("-ERR") ? Style.BAD : Style.RECEIVED, "S: ", line);
            explained(explanations.received(line));
        }
    }

    @Override
    public void sasl(String message) {
        String says = words.say("shell.sasl", WireText.printable(message));
        recorder.explained(says);
        if (!quiet && explain != Explain.OFF) {
            console.print(Style.EXPLANATION, "   " + says);
        }
    }

    @Override
    public void body(long octets) {}

    /**
     * A line of a body.
     *
     * @param wireLine with its line end, as it came; one character for each octet
     * @param index how many were before it
     * @param ofCapabilities whether it tells a capability
     */
    void bodyLine(String wireLine, long index, boolean ofCapabilities) {
        String line = wireLine.replaceFirst("\r?\n$", "");
        recorder.bodyLine(line);
        if (quiet || (index >= BODY_LINES_SHOWN_MAX && !raw)) {
            return;
        }
        wireLine(wireLine, line);
        if (ofCapabilities) {
            explained(explanations.capability(line));
        }
    }

    private void wireLine(String wireLine, String line) {
        if (!raw) {
            print(Style.RECEIVED, "S: ", line);
            return;
        }
        console.print(
                Style.RECEIVED,
                "S: "
                        + WireText.shown(line)
                        + (wireLine.endsWith("\r\n") ? "\\r" : "")
                        + (wireLine.endsWith("\n") ? "\\n" : ""));
        hex(wireLine);
    }

    /**
     * A body is over.
     *
     * @param wireLine the full stop with its line end
     * @param octets of all, as they came
     * @param lines before it
     */
    void terminator(String wireLine, long octets, long lines) {
        recorder.bodyEnd(octets, lines);
        if (quiet) {
            return;
        }
        if (!raw && lines > BODY_LINES_SHOWN_MAX) {
            note(words.say("shell.more-lines", lines - BODY_LINES_SHOWN_MAX, octets));
        }
        wireLine(wireLine, wireLine.replaceFirst("\r?\n$", ""));
    }

    /** An exchange took this long. */
    void took(Duration time) {
        recorder.took(time);
        if (times && !quiet) {
            note("(" + milliseconds(time) + ")");
        }
    }

    static String milliseconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
    }

    /** Says something of its own. */
    void note(String line) {
        console.print(Style.NOTE, line);
    }

    /** The same, and the transcript has it. */
    void event(String line) {
        recorder.note(line);
        wrapped(line).forEach(this::note);
    }

    void bad(String line) {
        recorder.note(line);
        console.print(Style.BAD, line);
    }

    /** What was asked for, or what a person has to see: said whatever is explained otherwise. */
    void explanation(String line) {
        recorder.explained(line);
        wrapped(line).forEach(it -> console.print(Style.EXPLANATION, "   " + it));
    }

    /** What a learner may want to know: said as much as is wanted. */
    void explained(Optional<String> explanation) {
        explanation
                .filter(_ -> explain != Explain.OFF)
                .filter(it -> explain == Explain.ALL || isNew(it))
                .ifPresent(this::explanation);
    }

    private boolean isNew(String explanation) {
        return explained.size() < EXPLAINED_MAX && explained.add(explanation);
    }

    private void print(Style style, String prefix, String line) {
        console.print(style, prefix + WireText.shown(line));
        hex(line);
    }

    private void hex(String octets) {
        if (hex) {
            Hex.lines(octets).forEach(it -> console.print(Style.NOTE, "   " + it));
        }
    }

    /** Words on lines that the console has room for. */
    private List<String> wrapped(String text) {
        int columns = Math.max(20, console.columns() - 4);
        List<String> lines = new java.util.ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
