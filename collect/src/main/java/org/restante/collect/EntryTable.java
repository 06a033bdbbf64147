package org.restante.collect;

import org.restante.collect.Entry.State;
import org.restante.collect.Entry.Trouble;
import org.restante.protocol.wire.OctetStrings;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Entries by key. A journal may have a million, so what is alike stands in columns, and an {@link
 * Entry} is made when it is asked for: some 70 octets for each message in place of 250. Confined to
 * one thread.
 */
final class EntryTable implements Iterable<Map.Entry<String, Entry>> {
    private static final int PAGE_ROWS = 1024;

    /** Of the hash; of this process alone, so that no server can make ids that fall together. */
    private static final long FACTOR = ThreadLocalRandom.current().nextLong() | 1;

    private static final List<State> STATES = List.of(State.values());

    private static final class Page {
        private final byte[] states = new byte[PAGE_ROWS];
        private final long[] seen = new long[PAGE_ROWS];
        private final long[] gone = new long[PAGE_ROWS];
        private final long[] prints = new long[2 * PAGE_ROWS];
    }

    private OctetStrings keys = new OctetStrings();
    private List<Page> pages = new ArrayList<>();

    /** By row; few have one. */
    private Map<Integer, Trouble> troubles = new HashMap<>();

    /** Rows and 1, at the places that their keys' hashes give, or at the next free ones. */
    private int[] places = new int[2 * PAGE_ROWS];

    /**
     * The row of a key, counted from 0 in the order in which they came; -1 if it has none. It keeps
     * it until {@link #forget}.
     */
    int row(String key) {
        return places[place(key.getBytes(StandardCharsets.UTF_8))] - 1;
    }

    /** Where the row of a key is, or would be. */
    private int place(byte[] key) {
        int mask = places.length - 1;
        long hash = 0;
        for (byte octet : key) {
            hash = (hash + octet) * FACTOR;
        }
        int place = (int) (hash >>> Integer.SIZE) & mask;
        while (places[place] != 0 && !keys.equals(places[place] - 1, key)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    int size() {
        return keys.size();
    }

    Optional<Entry> find(String key) {
        int row = row(key);
        return row < 0 ? Optional.empty() : Optional.of(entry(row));
    }

    /** Puts an entry in place of what its key had. */
    void put(String key, Entry entry) {
        byte[] octets = key.getBytes(StandardCharsets.UTF_8);
        int place = place(octets);
        int row = places[place] - 1;
        if (row < 0) {
            row = keys.add(octets);
            places[place] = row + 1;
            if (row == pages.size() * PAGE_ROWS) {
                pages.add(new Page());
            }
            if (2 * size() > places.length) {
                places = new int[2 * places.length];
                for (int each = 0; each < size(); each++) {
                    places[place(keys.get(each))] = each + 1;
                }
            }
        }
        Page page = pages.get(row / PAGE_ROWS);
        int at = row % PAGE_ROWS;
        page.states[at] = (byte) STATES.indexOf(entry.state());
        page.seen[at] = entry.seen();
        page.gone[at] = entry.gone();
        page.prints[2 * at] = entry.print().high();
        page.prints[2 * at + 1] = entry.print().low();
        if (entry.trouble().isPresent()) {
            troubles.put(row, entry.trouble().get());
        } else if (!troubles.isEmpty()) {
            troubles.remove(row);
        }
    }

    /** The key of a row. */
    String key(int row) {
        return new String(keys.get(row), StandardCharsets.UTF_8);
    }

    /** What is in a row. */
    Entry entry(int row) {
        Page page = pages.get(row / PAGE_ROWS);
        int at = row % PAGE_ROWS;
        return new Entry(
                STATES.get(page.states[at]),
                page.seen[at],
                page.gone[at],
                new Fingerprint(page.prints[2 * at], page.prints[2 * at + 1]),
                troubles.isEmpty() ? Optional.empty() : Optional.ofNullable(troubles.get(row)));
    }

    /** Drops what a test says; the others have new rows then. */
    void forget(Predicate<Entry> test) {
        boolean any = false;
        for (int row = 0; row < size() && !any; row++) {
            any = test.test(entry(row));
        }
        if (any) {
            EntryTable kept = new EntryTable();
            forEach((key, entry) -> {
                if (!test.test(entry)) {
                    kept.put(key, entry);
                }
            });
            keys = kept.keys;
            pages = kept.pages;
            troubles = kept.troubles;
            places = kept.places;
        }
    }

    /** In the order of the rows; what is put meanwhile is met, too. */
    @Override
    public Iterator<Map.Entry<String, Entry>> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size();
            }

            @Override
            public Map.Entry<String, Entry> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int row = next++;
                return Map.entry(key(row), entry(row));
            }
        };
    }

    void forEach(BiConsumer<String, Entry> action) {
        for (int row = 0; row < size(); row++) {
            action.accept(key(row), entry(row));
        }
    }
}
