package org.restante.store.maildir;

import org.restante.store.Journal;
import org.restante.store.JournalEntry;
import org.restante.store.MaildropName;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Each maildrop's journal, in {@code restante-journal} and, behind it in time, {@code
 * restante-journal.1}.
 *
 * <p>Entries are collected for a moment and then appended, all of a maildrop's with one write, by a
 * thread that lives as long as there are some. Processes append beside each other: a write to the
 * end of a file is one step. Whoever makes the file longer than it may be gives it the older name.
 */
final class MaildirJournal implements Journal {
    private static final System.Logger LOG = System.getLogger(MaildirJournal.class.getName());

    /** More are waited for: a session must not run ahead of the disk without end. */
    private static final int WAITING_MAX = 16_384;

    /** So that a client that retrieves a hundred messages costs one write and not a hundred. */
    private static final long COLLECT_NANOS = 200_000_000;

    /** No line is longer than this by far: what is, is skipped. */
    private static final int LINE_CHARS_MAX = 8192;

    private final Disk disk;
    private final Function<MaildropName, MaildirFolder> places;
    private final long octetsMax;
    private final Executor threads;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicBoolean writing = new AtomicBoolean();

    /** Held while entries are written, so that those of one maildrop stay in their order. */
    private final Object file = new Object();

    private record Waiting(MaildropName maildrop, JournalEntry entry) {}

    /**
     * Journals in the folders that this function gives for accounts.
     *
     * @param octetsMax of one file, of which each maildrop may have two; zero: nothing is written
     */
    MaildirJournal(Disk disk, Function<MaildropName, MaildirFolder> places, long octetsMax) {
        this(
                disk,
                places,
                octetsMax,
                work -> Thread.ofPlatform().daemon().name("journal").start(work));
    }

    /** The same, with what starts a thread for entries that are waiting. */
    MaildirJournal(
            Disk disk,
            Function<MaildropName, MaildirFolder> places,
            long octetsMax,
            Executor threads) {
        this.threads = threads;
        this.disk = disk;
        this.places = places;
        this.octetsMax = octetsMax;
    }

    @Override
    public void add(MaildropName maildrop, JournalEntry entry) {
        if (octetsMax == 0) {
            return;
        }
        Waiting added = new Waiting(maildrop, entry);
        if (!waiting.offer(added)) {
            flush();
            if (!waiting.offer(added)) {
                write(maildrop, List.of(entry));
                return;
            }
        }
        if (writing.compareAndSet(false, true)) {
            start();
        }
    }

    private void start() {
        boolean started = false;
        try {
            threads.execute(this::writeAll);
            started = true;
        } catch (OutOfMemoryError e) {
            // What Java says where the system has no more threads, too. The next entry tries
            // again, and who reads or ends writes what is waiting: no session fails for this.
            LOG.log(Level.WARNING, "no thread to write journals", e);
        } finally {
            if (!started) {
                writing.set(false);
            }
        }
    }

    /** Writes what is waiting, until for a while nothing is. */
    private void writeAll() {
        do {
            try {
                LockSupport.parkNanos(COLLECT_NANOS);
                flush();
            } finally {
                // Also if this thread dies here: the next entry starts another.
                writing.set(false);
            }
            // One that was added just now started no thread.
        } while (!waiting.isEmpty() && writing.compareAndSet(false, true));
    }

    @Override
    public void flush() {
        synchronized (file) {
            List<Waiting> taken = new ArrayList<>();
            waiting.drainTo(taken);
            Map<MaildropName, List<JournalEntry>> byMaildrop = new LinkedHashMap<>();
            for (Waiting each : taken) {
                byMaildrop
                        .computeIfAbsent(each.maildrop(), _ -> new ArrayList<>())
                        .add(each.entry());
            }
            byMaildrop.forEach(this::append);
        }
    }

    @Override
    public void write(MaildropName maildrop, List<JournalEntry> entries) {
        if (octetsMax == 0) {
            return;
        }
        synchronized (file) {
            append(maildrop, entries);
        }
    }

    private void append(MaildropName maildrop, List<JournalEntry> entries) {
        MaildirFolder maildir = places.apply(maildrop);
        StringBuilder lines = new StringBuilder();
        try {
            for (JournalEntry entry : entries) {
                lines.append(JournalLine.of(entry)).append('\n');
                if (lines.length() >= octetsMax) {
                    append(maildir, lines);
                }
            }
            append(maildir, lines);
        } catch (NoSuchFileException _) {
            // Nobody has mail there yet: there is nothing to tell about.
        } catch (IOException e) {
            LOG.log(Level.WARNING, "writing the journal of " + maildrop.account(), e);
        }
    }

    private void append(MaildirFolder maildir, StringBuilder lines) throws IOException {
        byte[] octets = lines.toString().getBytes(StandardCharsets.UTF_8);
        lines.setLength(0);
        if (octets.length == 0) {
            return;
        }
        boolean full;
        try (FileChannel channel = disk.append(maildir.journal())) {
            Disk.write(channel, ByteBuffer.wrap(octets));
            full = channel.size() >= octetsMax;
        }
        // Another process may have done it already.
        if (full
                && disk.status(maildir.journal())
                        .filter(now -> now.size() >= octetsMax)
                        .isPresent()) {
            disk.rename(maildir.journal(), maildir.olderJournal());
        }
    }

    @Override
    public void read(MaildropName maildrop, Consumer<JournalEntry> entries) throws IOException {
        MaildirFolder maildir = places.apply(maildrop);
        List<JournalEntry> all = new ArrayList<>();
        flush();
        for (Path each : List.of(maildir.olderJournal(), maildir.journal())) {
            read(each, all::add);
        }
        // What sessions side by side have added is not quite in the order in which it happened.
        all.sort(Comparator.comparing(JournalEntry::time));
        all.forEach(entries);
    }

    private void read(Path path, Consumer<JournalEntry> entries) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Channels.newInputStream(disk.read(path)),
                                StandardCharsets.UTF_8))) {
            Optional<String> line = line(lines);
            while (line.isPresent()) {
                JournalLine.parse(line.get()).ifPresent(entries);
                line = line(lines);
            }
        } catch (NoSuchFileException _) {
            // Nothing has happened yet.
        }
    }

    /** The next line, cut where it is too long for one of ours. */
    private static Optional<String> line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return Optional.empty();
        }
        for (; c >= 0 && c != '\n'; c = in.read()) {
            if (line.length() < LINE_CHARS_MAX) {
                line.append((char) c);
            }
        }
        return Optional.of(line.toString());
    }
}
