package org.restante.shell.transcript;

import org.restante.shell.text.WireText;
import org.restante.shell.text.Words;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What went over the wire as text for people: UTF-8, and nothing that drives a terminal. */
final class WireLine {
    private WireLine() {}

    /** A line, and how much of it is missing. */
    static String shown(Octets line, Words words) {
        String text = WireText.shown(line.kept());
        return line.leftOut() == 0
                ? text
                : text + " [" + words.say("transcript.octets-left-out", line.leftOut()) + "]";
    }

    /** The lines of a body, what is missing of them, and the full stop. */
    static List<String> shown(Entry.Body body, Words words) {
        List<String> shown = new ArrayList<>();
        body.lines().forEach(line -> shown.add(shown(line, words)));
        if (body.linesLeftOut() > 0) {
            shown.add("[" + words.say("transcript.lines-left-out", body.linesLeftOut()) + "]");
        }
        shown.add(body.ended() ? "." : "[" + words.say("transcript.body-unended") + "]");
        return shown;
    }

    static String shown(Duration time, Words words) {
        return words.say("transcript.took", time.toMillis());
    }
}
