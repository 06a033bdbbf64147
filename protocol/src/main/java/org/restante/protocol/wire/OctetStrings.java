package org.restante.protocol.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Many short strings of octets, such as the unique-ids of a maildrop: each costs its octets and
 * four more, and no array is larger than a thousand of them. They are numbered from 0 in the order
 * in which they came. Confined to one thread.
 */
public final class OctetStrings {
    private static final int BLOCK_STRINGS = 1024;
    private static final int FIRST_OCTETS = 1024;

    private static final class Block {
        private byte[] octets = new byte[FIRST_OCTETS];
        private final int[] ends = new int[BLOCK_STRINGS];
        private int strings;

        private int start(int string) {
            return string == 0 ? 0 : ends[string - 1];
        }
    }

    private final List<Block> blocks = new ArrayList<>();
    private int size;

    /** No strings. */
    public OctetStrings() {}

    /** How many there are. */
    public int size() {
        return size;
    }

    /** Adds one, and returns its number. */
    public int add(byte[] string) {
        if (size % BLOCK_STRINGS == 0) {
            trimLast();
            blocks.add(new Block());
        }
        Block block = blocks.getLast();
        int start = block.start(block.strings);
        int end = Math.addExact(start, string.length);
        if (end > block.octets.length) {
            block.octets = Arrays.copyOf(block.octets, Math.max(end, block.octets.length * 3 / 2));
        }
        System.arraycopy(string, 0, block.octets, start, string.length);
        block.ends[block.strings++] = end;
        return size++;
    }

    private void trimLast() {
        if (!blocks.isEmpty()) {
            Block last = blocks.getLast();
            last.octets = Arrays.copyOf(last.octets, last.start(last.strings));
        }
    }

    private Block block(int number) {
        return blocks.get(Objects.checkIndex(number, size) / BLOCK_STRINGS);
    }

    /** A copy of one. */
    public byte[] get(int number) {
        Block block = block(number);
        int string = number % BLOCK_STRINGS;
        return Arrays.copyOfRange(block.octets, block.start(string), block.ends[string]);
    }

    /** Whether one has these octets. */
    public boolean equals(int number, byte[] other) {
        Block block = block(number);
        int string = number % BLOCK_STRINGS;
        return Arrays.equals(
                block.octets, block.start(string), block.ends[string], other, 0, other.length);
    }
}
