package org.restante.shell.transcript;

import org.restante.shell.text.WireText;
import org.restante.shell.text.Words;

import java.io.IOException;
import java.io.Writer;
import java.util.regex.Pattern;

/**
 * A heading, the dialogue in fenced blocks, and between them explanations as paragraphs and notes
 * in italics.
 *
 * <p>A fence ends at a line that begins with backticks (CommonMark §4.5), and each line of the
 * dialogue begins with {@code C:} or {@code S:}, so no mail can end it.
 */
final class MarkdownTranscript {
    /** They would begin something; a backslash in front takes that away (CommonMark §2.4). */
    private static final String SPECIAL = "\\`*_[]<>#|~&!";

    private static final Pattern LINE_START = Pattern.compile("^(\\d*)([-+=.)])");

    private final Words words;
    private final Writer out;
    private boolean inBlock;

    MarkdownTranscript(Words words, Writer out) {
        this.words = words;
        this.out = out;
    }

    void write(Iterable<Entry> entries, long leftOut) throws IOException {
        line("# " + words.say("transcript.title"));
        if (leftOut > 0) {
            note(words.say("transcript.entries-left-out", leftOut));
        }
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.Sent(Octets sent) -> wire("C: ", WireLine.shown(sent, words));
                case Entry.Received(Octets received) ->
                        wire("S: ", WireLine.shown(received, words));
                case Entry.Body body -> {
                    for (String line : WireLine.shown(body, words)) {
                        wire("S: ", line);
                    }
                }
                case Entry.Explained(String text) -> {
                    endBlock();
                    line("");
                    for (String line : text.lines().toList()) {
                        line(escaped(line.strip()));
                    }
                }
                case Entry.Note(String text) -> note(text);
                case Entry.Took(var time) -> note(WireLine.shown(time, words));
            }
        }
        endBlock();
    }

    private void wire(String side, String text) throws IOException {
        if (!inBlock) {
            line("");
            line("```text");
            inBlock = true;
        }
        line((side + text).stripTrailing());
    }

    private void endBlock() throws IOException {
        if (inBlock) {
            line("```");
            inBlock = false;
        }
    }

    private void note(String text) throws IOException {
        endBlock();
        line("");
        String escaped = escaped(text.strip());
        line(escaped.isEmpty() ? "" : "*" + escaped + "*");
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (char c : WireText.printable(text).toCharArray()) {
            if (SPECIAL.indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        // At the start of a line they would make a list, or a heading of the line before.
        return LINE_START.matcher(escaped).replaceFirst("$1\\\\$2");
    }

    private void line(String text) throws IOException {
        out.append(text).append('\n');
    }
}
