package org.restante.store.maildir;

import java.util.OptionalInt;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * Finds places in a table by hash: 16 octets or less for each, so that a million take little room.
 * Never shrinks; several places may have one hash.
 */
final class HashIndex {
    private int[] hashes;

    /** A place and 1 added, so that 0 is a free slot; filled to at most half. */
    private int[] slots;

    private int count;

    HashIndex(int expected) {
        int size = Integer.highestOneBit(Math.max(expected, 8) - 1) << 2;
        hashes = new int[size];
        slots = new int[size];
    }

    void add(int hash, int place) {
        if (2 * (count + 1) > slots.length) {
            grow();
        }
        put(hash, place + 1);
        count++;
    }

    /** A place with this hash that is the right one. */
    OptionalInt find(int hash, IntPredicate isRight) {
        for (int at = slot(hash); slots[at] != 0; at = (at + 1) & (slots.length - 1)) {
            if (hashes[at] == hash && isRight.test(slots[at] - 1)) {
                return OptionalInt.of(slots[at] - 1);
            }
        }
        return OptionalInt.empty();
    }

    /** All places with this hash, the right ones among them. */
    void each(int hash, IntConsumer places) {
        for (int at = slot(hash); slots[at] != 0; at = (at + 1) & (slots.length - 1)) {
            if (hashes[at] == hash) {
                places.accept(slots[at] - 1);
            }
        }
    }

    private void put(int hash, int filled) {
        int at = slot(hash);
        while (slots[at] != 0) {
            at = (at + 1) & (slots.length - 1);
        }
        hashes[at] = hash;
        slots[at] = filled;
    }

    /** Strings that differ in their last characters only have hashes close by: spread them. */
    private int slot(int hash) {
        return ((hash * 0x9E3779B9) >>> 7) & (slots.length - 1);
    }

    private void grow() {
        int[] oldHashes = hashes;
        int[] oldSlots = slots;
        hashes = new int[2 * oldSlots.length];
        slots = new int[2 * oldSlots.length];
        for (int i = 0; i < oldSlots.length; i++) {
            if (oldSlots[i] != 0) {
                put(oldHashes[i], oldSlots[i]);
            }
        }
    }
}
