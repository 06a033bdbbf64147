package org.restante.collect;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What stands in a journal's file. A line that is not whole counts for nothing, and those behind it
 * count: each was true when it was written, whatever came of others. Confined to one thread.
 */
final class JournalContents {
    private static final int BLOCK_OCTETS = 64 * 1024;

    final Map<String, Entry> entries = new HashMap<>();
    Optional<String> identity = Optional.empty();
    String note = "";
    boolean renaming;
    long since;
    Optional<LastRun> lastRun = Optional.empty();

    /** Lines that are whole. */
    long lines;

    /** Lines that are not, with others behind them: no crash leaves such. */
    long damagedLines;

    /** Where the last whole line ends; what is behind it was being written when something died. */
    long end;

    /** An empty one. */
    JournalContents() {}

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read, or a later version of this program wrote it
     */
    static JournalContents read(Path file) throws IOException {
        JournalContents contents = new JournalContents();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BLOCK_OCTETS)) {
            contents.read(in);
        } catch (IllegalStateException e) {
            throw new IOException(file + " has " + e.getMessage(), e);
        }
        return contents;
    }

    private void read(InputStream in) throws IOException {
        byte[] line = new byte[JournalLine.OCTETS_MAX];
        int length = 0;
        long at = 0;
        long suspicious = 0;
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            at++;
            if (octet != '\n') {
                // One that is too long loses its end, and so its checksum is wrong.
                if (length < line.length) {
                    line[length++] = (byte) octet;
                }
                continue;
            }
            Optional<JournalLine> read =
                    JournalLine.parse(new String(line, 0, length, StandardCharsets.ISO_8859_1));
            length = 0;
            if (read.isPresent()) {
                take(read.get());
                end = at;
                damagedLines += suspicious;
                suspicious = 0;
            } else {
                suspicious++;
            }
        }
    }

    private void take(JournalLine line) {
        lines++;
        switch (line) {
            case JournalLine.Head(var text) -> identity = Optional.of(text);
            case JournalLine.Message(var key, var entry) -> entries.put(key, entry);
            case JournalLine.Note(var text) -> note = text;
            case JournalLine.Renaming(var on) -> renaming = on;
            case JournalLine.Since(var second) -> since = second;
            case JournalLine.Run(var run) -> lastRun = Optional.of(run);
        }
    }
}
