package org.restante.protocol;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * The first octets of a file, which somebody had to look at: whoever reads the file next need not
 * read them again. Owned by one thread, with the content that it is of.
 */
public final class Beginning implements AutoCloseable {
    private final Consumer<byte[]> givingBack;

    /** Without octets once it was handed out, or if nothing was read. */
    private byte[] block;

    private int length;

    /** Nothing was read. */
    public Beginning() {
        this(new byte[0], 0, _ -> {});
    }

    /**
     * Takes over a block.
     *
     * @param length so many octets are in it, of which none is behind the end of what is to be read
     * @param givingBack gets the block if nobody takes it
     */
    public Beginning(byte[] block, int length, Consumer<byte[]> givingBack) {
        Objects.checkFromIndexSize(0, length, block.length);
        this.block = block;
        this.length = length;
        this.givingBack = givingBack;
    }

    /** How many octets there are to take. */
    public int length() {
        return length;
    }

    /**
     * Copies octets.
     *
     * @param from the place of the first, below the length
     * @return how many there were, at most as many as asked for
     */
    public int copy(int from, byte[] target, int offset, int most) {
        int count = Math.min(most, length - from);
        System.arraycopy(block, from, target, offset, count);
        return count;
    }

    /** Hands out the block: the caller gives it back, and nobody else has it. */
    public byte[] take() {
        byte[] taken = block;
        block = new byte[0];
        length = 0;
        return taken;
    }

    /** Gives the block back if nobody has taken it. */
    @Override
    public void close() {
        if (block.length > 0) {
            givingBack.accept(take());
        }
    }
}
