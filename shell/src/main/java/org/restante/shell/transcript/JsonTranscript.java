package org.restante.shell.transcript;

import com.google.gson.stream.JsonWriter;

import org.restante.shell.text.OctetText;
import org.restante.shell.text.WireText;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** The shape is described at {@link TranscriptRecorder#write}. */
final class JsonTranscript {
    private final JsonWriter out;

    private JsonTranscript(JsonWriter out) {
        this.out = out;
    }

    static void write(Iterable<Entry> entries, long leftOut, Writer out) throws IOException {
        JsonWriter json = new JsonWriter(new Escaping(out));
        json.setIndent("  ");
        new JsonTranscript(json).write(entries, leftOut);
        json.flush();
        out.append('\n');
    }

    private void write(Iterable<Entry> entries, long leftOut) throws IOException {
        out.beginArray();
        if (leftOut > 0) {
            begin("left-out").name("entries").value(leftOut).endObject();
        }
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.Sent(Octets line) -> line(begin("sent"), line);
                case Entry.Received(Octets line) -> line(begin("received"), line);
                case Entry.Body body -> body(body);
                case Entry.Explained(String text) ->
                        begin("explained").name("text").value(text).endObject();
                case Entry.Note(String text) -> begin("note").name("text").value(text).endObject();
                case Entry.Took(var time) ->
                        begin("took").name("milliseconds").value(time.toNanos() / 1e6).endObject();
            }
        }
        out.endArray();
    }

    private JsonWriter begin(String kind) throws IOException {
        return out.beginObject().name("kind").value(kind);
    }

    private static void line(JsonWriter begun, Octets line) throws IOException {
        Optional<String> text = OctetText.utf8(line.kept());
        if (text.isPresent()) {
            begun.name("text").value(text.get());
        } else {
            begun.name("base64")
                    .value(
                            Base64.getEncoder()
                                    .encodeToString(
                                            line.kept().getBytes(StandardCharsets.ISO_8859_1)));
        }
        if (line.leftOut() > 0) {
            begun.name("octetsLeftOut").value(line.leftOut());
        }
        begun.endObject();
    }

    private void body(Entry.Body body) throws IOException {
        begin("body").name("lines").beginArray();
        for (Octets line : body.lines()) {
            line(out.beginObject(), line);
        }
        out.endArray();
        out.name("linesLeftOut").value(body.linesLeftOut());
        out.name("complete").value(body.ended());
        if (body.ended()) {
            out.name("lineCount").value(body.linesTold());
            out.name("octets").value(body.octetsTold());
        }
        out.endObject();
    }

    /** Whoever prints the file to a terminal must not be surprised either. */
    private static final class Escaping extends FilterWriter {
        Escaping(Writer out) {
            super(out);
        }

        @Override
        public void write(int c) throws IOException {
            // All others below a space are escaped already; outside of texts there are none.
            if (WireText.isControl(c) && c != '\n' && c != '\r') {
                out.write(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                out.write(c);
            }
        }

        @Override
        public void write(char[] text, int from, int count) throws IOException {
            for (int i = from; i < from + count; i++) {
                write(text[i]);
            }
        }

        @Override
        public void write(String text, int from, int count) throws IOException {
            for (int i = from; i < from + count; i++) {
                write(text.charAt(i));
            }
        }
    }
}
