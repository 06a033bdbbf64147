package org.restante.shell.transcript;

import org.restante.shell.text.Words;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Remembers a session and writes it to a file. Lines come without their line ends, one character
 * for each octet, secrets already covered.
 *
 * <p>Memory is bounded: of a body the first lines are kept, and of a session the latest entries.
 * What was left out is counted, and the file says so where it is missing. For one thread.
 */
public final class TranscriptRecorder {
    /**
     * Lines of a body that are kept. A transcript is there to show a dialogue; who wants the
     * message saves it.
     */
    public static final int BODY_LINES_MAX = 2_000;

    /** Octets of a body that are kept, for the same reason; a line more may pass it. */
    public static final int BODY_OCTETS_MAX = 256 * 1024;

    /**
     * Octets of a line that are kept: more than the longest that POP3 (RFC 2449 §4: 512), mail (RFC
     * 5322 §2.1.1: 998) and most SASL exchanges know.
     */
    public static final int LINE_OCTETS_MAX = 8 * 1024;

    /** Memory of the whole, so that a session of days does not fill it; the oldest makes room. */
    public static final long MEMORY_OCTETS_MAX = 16L * 1024 * 1024;

    private final Words words;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long octets;
    private long entriesLeftOut;

    public TranscriptRecorder(Words words) {
        this.words = words;
    }

    /** A line that went to the server, secrets covered. */
    public void sent(String coveredLine) {
        add(new Entry.Sent(Octets.of(coveredLine, LINE_OCTETS_MAX)));
    }

    /** A status line, or a challenge, that came from the server. */
    public void received(String statusLine) {
        add(new Entry.Received(Octets.of(statusLine, LINE_OCTETS_MAX)));
    }

    /** A line of a body with its stuffing; the full stop that ends the body is none. */
    public void bodyLine(String wireLine) {
        octets += body().add(wireLine);
        makeRoom();
    }

    /**
     * The full stop that ends a body came.
     *
     * @param octets of the whole body, without stuffing and the full stop
     * @param lines of the whole body
     */
    public void bodyEnd(long octets, long lines) {
        body().end(octets, lines);
    }

    private Entry.Body body() {
        if (entries.peekLast() instanceof Entry.Body open && !open.ended()) {
            return open;
        }
        Entry.Body begun = new Entry.Body();
        add(begun);
        return begun;
    }

    /** What the shell said about the line before; may have several lines. */
    public void explained(String text) {
        add(new Entry.Explained(text));
    }

    /** What happened to the connection: opened, TLS begun, closed. */
    public void note(String text) {
        add(new Entry.Note(text));
    }

    /** How long the answer before took. */
    public void took(Duration time) {
        add(new Entry.Took(time));
    }

    private void add(Entry entry) {
        entries.add(entry);
        octets += entry.octets();
        makeRoom();
    }

    private void makeRoom() {
        // The last one may be a body that still grows, within bounds of its own.
        while (octets > MEMORY_OCTETS_MAX && entries.size() > 1) {
            octets -= entries.removeFirst().octets();
            entriesLeftOut++;
        }
    }

    /**
     * Writes the session so far to a new file, whole or not at all. What the file looks like
     * depends on its name:
     *
     * <ul>
     *   <li>{@code .txt}: as the RFCs write dialogues, {@code C:} and {@code S:} before each line;
     *   <li>{@code .md}: Markdown (CommonMark), the dialogue in fenced blocks, explanations
     *       between;
     *   <li>{@code .json}: an array of objects, one for each entry, told apart by {@code kind}:
     *       {@code sent}, {@code received}, {@code body}, {@code explained}, {@code note}, {@code
     *       took}, and in front {@code left-out} with the number of {@code entries} that were
     *       dropped, if any were. A {@code body} has {@code lines}, the number {@code
     *       linesLeftOut}, and {@code complete}; if that is true, {@code lineCount} and {@code
     *       octets} as well. {@code took} has {@code milliseconds}. All others, and each of a
     *       body's {@code lines}, have {@code text}, or {@code base64} if the octets are no UTF-8;
     *       {@code octetsLeftOut} stands with a line that was cut.
     * </ul>
     *
     * <p>All are UTF-8. In text and Markdown, control characters, and octets that are no UTF-8, are
     * written as {@code \x1B}; only JSON tells these from a backslash that was sent.
     *
     * @throws IOException the name ends otherwise, the file exists, its folder does not, or writing
     *     failed; the message is for the user
     */
    public void write(Path file) throws IOException {
        TranscriptFormat format = TranscriptFormat.of(file, words);
        Path whole = file.toAbsolutePath();
        Path folder = whole.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException(words.say("transcript.no-folder", String.valueOf(folder)));
        }
        if (Files.exists(whole, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(exists(file));
        }
        Path temporary = Files.createTempFile(folder, ".transcript-", ".tmp");
        try {
            try (Writer out = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
                format.write(entries, entriesLeftOut, words, out);
            }
            Files.move(temporary, whole);
        } catch (FileAlreadyExistsException e) {
            // It came into being meanwhile.
            throw new IOException(exists(file), e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private String exists(Path file) {
        return words.say("transcript.exists", file.toString());
    }
}
