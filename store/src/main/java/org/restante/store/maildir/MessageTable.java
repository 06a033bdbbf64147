package org.restante.store.maildir;

import org.restante.protocol.UniqueId;
import org.restante.store.Scan;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Messages in memory, each as one encoded {@link Row}: a million with names of our making take some
 * 130 MB. Confined to one thread.
 */
final class MessageTable implements Messages {
    private byte[][] rows = new byte[16][];
    private int count;
    private long octets;

    /** Returns its place. */
    int add(byte[] row) {
        if (count == rows.length) {
            rows = Arrays.copyOf(rows, count + (count >> 1));
        }
        rows[count] = row;
        octets += Math.max(0, Row.octets(row));
        return count++;
    }

    byte[] row(int place) {
        return rows[place];
    }

    void set(int place, byte[] row) {
        octets += Math.max(0, Row.octets(row)) - Math.max(0, Row.octets(rows[place]));
        rows[place] = row;
    }

    void setId(int place, UniqueId id) {
        set(place, Row.withId(rows[place], id));
    }

    /** Drops all that are not in this set; the others keep their order. */
    void keep(BitSet places) {
        arrange(places.stream().toArray());
    }

    /**
     * Puts those from this place on in the order of their keys, and of their names among equals.
     */
    void sort(int from, ToLongFunction<FoundFile> key) {
        int[] sorted = sorted(IntStream.range(from, count).toArray(), key);
        arrange(IntStream.concat(IntStream.range(0, from), Arrays.stream(sorted)).toArray());
    }

    /** These places in the order of their keys, and of their names among equals. */
    int[] sorted(int[] places, ToLongFunction<FoundFile> key) {
        record Keyed(long key, int place) {}
        Keyed[] keyed = new Keyed[places.length];
        for (int i = 0; i < places.length; i++) {
            keyed[i] = new Keyed(key.applyAsLong(Row.file(rows[places[i]])), places[i]);
        }
        Arrays.sort(
                keyed,
                Comparator.comparingLong(Keyed::key)
                        .thenComparing(one -> Row.name(rows[one.place()])));
        return Arrays.stream(keyed).mapToInt(Keyed::place).toArray();
    }

    private void arrange(int[] places) {
        byte[][] arranged = new byte[Math.max(16, places.length)][];
        for (int i = 0; i < places.length; i++) {
            arranged[i] = rows[places[i]];
        }
        rows = arranged;
        count = places.length;
        octets = IntStream.range(0, count).mapToLong(i -> Math.max(0, Row.octets(rows[i]))).sum();
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long octets() {
        return octets;
    }

    @Override
    public StoredMessage message(int place) {
        return Row.message(rows[place]);
    }

    @Override
    public Reader ahead() {
        return this::message;
    }

    @Override
    public Scan scan() {
        return new Scan() {
            private int place = -1;

            @Override
            public boolean next() {
                return ++place < count;
            }

            @Override
            public long octets() {
                return Row.octets(rows[place]);
            }

            @Override
            public int id(byte[] target) {
                return Row.id(rows[place], 0, target);
            }
        };
    }

    @Override
    public void doubt() {
        // It could not be kept: the next login looks at the folders anyway.
    }

    @Override
    public void close() {
        // Holds memory only.
    }
}
