package org.restante.store.memory;

import org.restante.store.Journal;
import org.restante.store.JournalEntry;
import org.restante.store.MaildropName;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The newest entries of each account. */
final class MemoryJournal implements Journal {
    /** Of each account the newest. */
    private static final int ENTRIES_MAX = 10_000;

    private final Map<String, Deque<JournalEntry>> entries = new ConcurrentHashMap<>();

    @Override
    public void add(MaildropName maildrop, JournalEntry entry) {
        write(maildrop, List.of(entry));
    }

    @Override
    public void write(MaildropName maildrop, List<JournalEntry> added) {
        entries.compute(
                maildrop.account(),
                (_, before) -> {
                    Deque<JournalEntry> all = before == null ? new ArrayDeque<>() : before;
                    all.addAll(added);
                    while (all.size() > ENTRIES_MAX) {
                        all.removeFirst();
                    }
                    return all;
                });
    }

    @Override
    public void flush() {
        // Each is there as soon as it was added.
    }

    @Override
    public void read(MaildropName maildrop, Consumer<JournalEntry> reader) {
        List<JournalEntry> all = new ArrayList<>();
        entries.computeIfPresent(
                maildrop.account(),
                (_, known) -> {
                    all.addAll(known);
                    return known;
                });
        all.sort(Comparator.comparing(JournalEntry::time));
        all.forEach(reader);
    }
}
