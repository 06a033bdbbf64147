package org.restante.shell.transcript;

import org.restante.shell.text.WireText;
import org.restante.shell.text.Words;

import java.io.IOException;
import java.io.Writer;

/**
 * The dialogue as the RFCs write it; explanations are indented, what happened to the connection
 * stands behind two dashes.
 */
final class TextTranscript {
    private final Words words;
    private final Writer out;

    TextTranscript(Words words, Writer out) {
        this.words = words;
        this.out = out;
    }

    void write(Iterable<Entry> entries, long leftOut) throws IOException {
        if (leftOut > 0) {
            line("-- ", words.say("transcript.entries-left-out", leftOut));
        }
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.Sent(Octets sent) -> line("C: ", WireLine.shown(sent, words));
                case Entry.Received(Octets received) ->
                        line("S: ", WireLine.shown(received, words));
                case Entry.Body body -> {
                    for (String line : WireLine.shown(body, words)) {
                        line("S: ", line);
                    }
                }
                case Entry.Explained(String text) -> {
                    for (String line : text.lines().toList()) {
                        line("   ", WireText.printable(line));
                    }
                }
                case Entry.Note(String text) -> line("-- ", WireText.printable(text));
                case Entry.Took(var time) -> line("-- ", WireLine.shown(time, words));
            }
        }
    }

    private void line(String start, String text) throws IOException {
        out.append((start + text).stripTrailing()).append('\n');
    }
}
