package org.restante.testkit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a command waits at until the test lets it through ({@link Fault#hold}): a point in time that
 * the test decides, without sleeping. Thread-safe; once open, it stays open.
 */
public final class Gate {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    /** A gate that is closed. */
    public Gate() {}

    /** Lets everybody through, now and later. */
    public void open() {
        open.countDown();
    }

    /**
     * Returns when a command is waiting here, or has been.
     *
     * @throws AssertionError if none comes within ten seconds
     */
    public void awaitArrival() throws InterruptedException {
        if (!arrived.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("no command came to the gate within " + PATIENCE);
        }
    }

    /** Waits for it to open, in the thread of a session; false if it does not within that time. */
    boolean pass(Duration patience) throws InterruptedException {
        arrived.countDown();
        return open.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
