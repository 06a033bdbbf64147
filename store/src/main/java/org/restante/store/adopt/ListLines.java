package org.restante.store.adopt;

import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The lines of a foreign file, with a bound. A last line without its end is taken as not written
 * whole, and left out.
 */
final class ListLines implements AutoCloseable {
    /** Names have up to 255 octets, ids up to 70; the rest is for what servers add. */
    private static final int LINE_OCTETS_MAX = 4096;

    private static final int BLOCK_OCTETS = 64 * 1024;

    private final Path file;
    private final InputStream in;
    private final LineReader lines;
    private long number;

    private ListLines(Path file, InputStream in) {
        this.file = file;
        this.in = in;
        this.lines = new LineReader(in, LineReader.Ends.CRLF_OR_LF, BLOCK_OCTETS);
    }

    /**
     * Opens a regular file; whoever can write to a maildrop must not lead us elsewhere by a link.
     */
    static ListLines open(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnreadableListException(file + " is not there, or is no regular file");
        }
        return new ListLines(file, Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS));
    }

    /** Opens a file that somebody named; its last line counts without an end, too. */
    static ListLines openWrittenByHand(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UnreadableListException(file + " is not there, or is no regular file");
        }
        return new ListLines(
                file,
                new SequenceInputStream(
                        Files.newInputStream(file), new ByteArrayInputStream(new byte[] {'\n'})));
    }

    /** One character for each octet; empty at the end. */
    Optional<String> next() throws IOException {
        number++;
        return switch (lines.next(LINE_OCTETS_MAX)) {
            case Line.Text(var text) -> Optional.of(text);
            case Line.TooLong _ -> throw wrong("has more than " + LINE_OCTETS_MAX + " octets");
            case Line.End _ -> Optional.empty();
        };
    }

    /** What is wrong with the line read last; without the line, which may be anything. */
    UnreadableListException wrong(String what) {
        return new UnreadableListException(file + ":" + number + ": " + what);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
