package org.restante.collect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What stands in a journal's file. A line that is not whole counts for nothing, and those behind it
 * count: each was true when it was written, whatever came of others. Confined to one thread.
 */
final class JournalContents {
    private static final int BLOCK_OCTETS = 64 * 1024;

    final EntryTable entries = new EntryTable();
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
        try (InputStream in = Files.newInputStream(file)) {
            contents.read(in);
        } catch (IllegalStateException e) {
            throw new FileSystemException(file.toString(), null, "has " + e.getMessage());
        }
        return contents;
    }

    private void read(InputStream in) throws IOException {
        byte[] block = new byte[BLOCK_OCTETS];
        byte[] line = new byte[JournalLine.OCTETS_MAX];
        int length = 0;
        long at = 0;
        long suspicious = 0;
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
            for (int i = 0; i < count; i++) {
                if (block[i] != '\n') {
                    // One that is too long loses its end, and so its checksum is wrong.
                    if (length < line.length) {
                        line[length++] = block[i];
                    }
                    continue;
                }
                Optional<JournalLine> read = JournalLine.parse(line, length);
                length = 0;
                if (read.isPresent()) {
                    take(read.get());
                    end = at + i + 1;
                    damagedLines += suspicious;
                    suspicious = 0;
                } else {
                    suspicious++;
                }
            }
            at += count;
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
