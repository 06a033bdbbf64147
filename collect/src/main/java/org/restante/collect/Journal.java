package org.restante.collect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the messages of one remote maildrop: a file of {@link JournalLine lines} that
 * only grows, and is written anew when most of it is out of date. Whoever has it open is the only
 * one, in this process and all others.
 *
 * <p>What is put is on disk when {@link #force} returns. After any failure nothing can be put any
 * more: what the disk then has is for the next opening to find out. It is told as what it is, as
 * the disk's: the server has nothing to do with it. Confined to one thread.
 */
final class Journal implements AutoCloseable {
    private static final int BUFFER_OCTETS = 64 * 1024;

    /** A journal of fewer lines is not worth writing anew. */
    private static final int LINES_SPARED = 1000;

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path file;
    private final ProcessLock lock;
    private final JournalContents contents;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private FileChannel channel;
    private boolean broken;

    private Journal(Path file, ProcessLock lock, JournalContents contents, FileChannel channel) {
        this.file = file;
        this.lock = lock;
        this.contents = contents;
        this.channel = channel;
    }

    /** Where the journal of a collection is. */
    static Path file(Path folder, String collection) {
        return folder.resolve(collection + ".journal");
    }

    /**
     * Opens the journal of a collection, made if need be, and cuts off what a crash left at its
     * end.
     *
     * @param folder made if need be, for the owner alone
     * @param identity the remote maildrop: its server, port and user
     * @throws JournalInUseException if it is open
     * @throws WrongJournalException if it is another maildrop's, or has lost whose it is
     * @throws DestinationException if it cannot be read or written
     */
    static Journal open(Path folder, String collection, String identity) throws IOException {
        try {
            return openFile(folder, collection, identity);
        } catch (JournalInUseException | WrongJournalException e) {
            throw e;
        } catch (IOException e) {
            throw DestinationException.of(file(folder, collection), e);
        }
    }

    private static Journal openFile(Path folder, String collection, String identity)
            throws IOException {
        Files.createDirectories(folder, OWNER_ONLY_FOLDER);
        ProcessLock lock = lock(folder, collection);
        boolean done = false;
        try {
            Path file = file(folder, collection);
            JournalContents contents =
                    Files.exists(file) ? JournalContents.read(file) : new JournalContents();
            // One that knows nothing may be anybody's: a mistyped server is no other server.
            if (contents.entries.size() == 0 && !contents.identity.equals(Optional.of(identity))) {
                contents.identity = Optional.of(identity);
                write(file, contents);
            }
            requireIdentity(file, contents.identity, identity);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            Journal journal = new Journal(file, lock, contents, channel);
            done = true;
            try {
                journal.cut();
            } catch (IOException e) {
                journal.close();
                throw e;
            }
            return journal;
        } finally {
            if (!done) {
                lock.close();
            }
        }
    }

    private static ProcessLock lock(Path folder, String collection) throws IOException {
        return ProcessLock.take(folder.toRealPath().resolve(collection + ".lock"))
                .orElseThrow(() -> new JournalInUseException(collection));
    }

    /** With the ids of another server no message could be told from one that was fetched. */
    private static void requireIdentity(Path file, Optional<String> found, String wanted)
            throws WrongJournalException {
        if (found.isEmpty()) {
            throw new WrongJournalException(
                    file + " is damaged at its beginning: whose journal it is cannot be told");
        }
        if (!found.get().equals(wanted)) {
            throw new WrongJournalException(
                    file
                            + " is the journal of "
                            + found.get()
                            + ", not of "
                            + wanted
                            + ": give the new collection another name");
        }
    }

    private void cut() throws IOException {
        if (channel.size() > contents.end) {
            channel.truncate(contents.end);
            channel.force(true);
        }
        channel.position(contents.end);
    }

    /** A file beside it that belongs to the same collection. */
    Path sibling(String ending) {
        String name = String.valueOf(file.getFileName());
        return file.resolveSibling(name.substring(0, name.length() - ".journal".length()) + ending);
    }

    Optional<Entry> find(String key) {
        return contents.entries.find(key);
    }

    /** All of them, to be looked at; {@link #put} changes them. */
    EntryTable entries() {
        return contents.entries;
    }

    /** How many lines were damaged where no crash damages any. */
    long damagedLines() {
        return contents.damagedLines;
    }

    /** What {@link #note(String)} was given last. */
    String note() {
        return contents.note;
    }

    boolean renaming() {
        return contents.renaming;
    }

    void put(String key, Entry entry) throws DestinationException {
        contents.entries.put(key, entry);
        append(new JournalLine.Message(key, entry));
    }

    void note(String text) throws DestinationException {
        if (!text.equals(contents.note)) {
            contents.note = text;
            append(new JournalLine.Note(text));
        }
    }

    void renaming(boolean on) throws DestinationException {
        if (on != contents.renaming) {
            contents.renaming = on;
            append(new JournalLine.Renaming(on));
        }
    }

    /** What {@link #since(long)} was given last; 0 at first. */
    long since() {
        return contents.since;
    }

    void since(long second) throws DestinationException {
        if (second != contents.since) {
            contents.since = second;
            append(new JournalLine.Since(second));
        }
    }

    void ended(LastRun run) throws DestinationException {
        contents.lastRun = Optional.of(run);
        append(new JournalLine.Run(run));
    }

    private void append(JournalLine line) throws DestinationException {
        contents.lines++;
        buffer.writeBytes(JournalLine.format(line));
        if (buffer.size() >= BUFFER_OCTETS) {
            flush();
        }
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    /** The end of the journal, too, if it fails. */
    private void write(Writing writing) throws DestinationException {
        if (broken) {
            throw DestinationException.of(file, new IOException("could not be written before"));
        }
        broken = true;
        try {
            writing.run();
        } catch (IOException e) {
            throw DestinationException.of(file, e);
        }
        broken = false;
    }

    private void flush() throws DestinationException {
        write(() -> {
            Disk.write(channel, buffer.toByteArray());
            buffer.reset();
        });
    }

    /** Returns when all that was put is on disk. */
    void force() throws DestinationException {
        flush();
        write(() -> channel.force(false));
    }

    /**
     * Forgets messages that are gone from the server for long, and writes the file anew when it is
     * worth it. To be called only when the listing has been compared: one that is listed again is
     * not gone.
     *
     * @param before those that are gone since before this second
     */
    void compact(long before) throws DestinationException {
        contents.entries.forget(entry -> entry.gone() != 0 && entry.gone() < before);
        if (contents.lines > LINES_SPARED + 2L * contents.entries.size()) {
            flush();
            write(() -> {
                channel.close();
                write(file, contents);
                channel = FileChannel.open(file, StandardOpenOption.WRITE);
                channel.position(contents.end);
            });
        }
    }

    /** Writes a file with these contents in place of what is there, and counts its lines. */
    private static void write(Path file, JournalContents contents) throws IOException {
        List<JournalLine> first =
                new ArrayList<>(
                        List.of(
                                new JournalLine.Head(contents.identity.orElseThrow()),
                                new JournalLine.Note(contents.note),
                                new JournalLine.Renaming(contents.renaming),
                                new JournalLine.Since(contents.since)));
        contents.lastRun.ifPresent(run -> first.add(new JournalLine.Run(run)));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel to =
                FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        OWNER_ONLY)) {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            for (JournalLine line : first) {
                block.writeBytes(JournalLine.format(line));
            }
            for (Map.Entry<String, Entry> each : contents.entries) {
                block.writeBytes(
                        JournalLine.format(
                                new JournalLine.Message(each.getKey(), each.getValue())));
                if (block.size() >= BUFFER_OCTETS) {
                    Disk.write(to, block.toByteArray());
                    block.reset();
                }
            }
            Disk.write(to, block.toByteArray());
            to.force(true);
            contents.end = to.size();
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        Disk.force(file.resolveSibling("."));
        contents.lines = (long) first.size() + contents.entries.size();
        contents.damagedLines = 0;
    }

    /** Frees it. What was put and not forced may or may not be there. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            lock.close();
        }
    }
}
