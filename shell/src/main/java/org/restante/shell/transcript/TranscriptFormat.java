package org.restante.shell.transcript;

import org.restante.shell.text.Words;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Locale;

/** How a transcript is written. */
enum TranscriptFormat {
    TEXT(".txt") {
        @Override
        void write(Iterable<Entry> entries, long leftOut, Words words, Writer out)
                throws IOException {
            new TextTranscript(words, out).write(entries, leftOut);
        }
    },
    MARKDOWN(".md") {
        @Override
        void write(Iterable<Entry> entries, long leftOut, Words words, Writer out)
                throws IOException {
            new MarkdownTranscript(words, out).write(entries, leftOut);
        }
    },
    JSON(".json") {
        @Override
        void write(Iterable<Entry> entries, long leftOut, Words words, Writer out)
                throws IOException {
            JsonTranscript.write(entries, leftOut, out);
        }
    };

    private final String ending;

    TranscriptFormat(String ending) {
        this.ending = ending;
    }

    /**
     * The one that a file's name asks for.
     *
     * @throws IOException it asks for none; the message says what is allowed
     */
    static TranscriptFormat of(Path file, Words words) throws IOException {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        for (TranscriptFormat format : values()) {
            if (name.endsWith(format.ending)) {
                return format;
            }
        }
        throw new IOException(words.say("transcript.unknown-form", file.toString()));
    }

    /**
     * @param leftOut how many entries were dropped before the first
     */
    abstract void write(Iterable<Entry> entries, long leftOut, Words words, Writer out)
            throws IOException;
}
