package org.restante.cli.serve;

import java.util.function.LongSupplier;

/**
 * Keeps the heap small with the collector that does one thing at a time: that one looks through
 * what stays only once the heap can grow no more, and a busy server would come to take all that it
 * may. Here it looks when what is used has doubled since the last time; then the heap shrinks, too.
 * For one thread.
 */
final class HeapKeeper {
    /** The launcher sets it where it chooses that collector; others need no help. */
    static final String WANTED = "restante.heap.keep-small";

    /** Below this, in octets, there is nothing to gain. */
    static final long LEAST = 64L * 1024 * 1024;

    private final LongSupplier used;
    private final Runnable collection;
    private long limit = LEAST;

    /** For this JVM. */
    HeapKeeper() {
        this(
                () -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory(),
                System::gc);
    }

    /**
     * For a heap.
     *
     * @param used octets of it, garbage too
     * @param collection leaves no garbage
     */
    HeapKeeper(LongSupplier used, Runnable collection) {
        this.used = used;
        this.collection = collection;
    }

    static boolean isWanted() {
        return Boolean.getBoolean(WANTED);
    }

    /** To be called once a second or so. */
    void look() {
        if (used.getAsLong() > limit) {
            collection.run();
            limit = Math.max(LEAST, 2 * used.getAsLong());
        }
    }
}
