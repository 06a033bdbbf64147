package org.restante.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Sessions that are logged in and idle. For any thread. */
final class Standing {
    /** Sessions that connect and log in at once: what a server's queue has room for. */
    private static final int LOGINS_MAX = 64;

    private final Semaphore logins = new Semaphore(LOGINS_MAX);
    private final AtomicInteger loggedIn = new AtomicInteger();
    private final AtomicInteger standing = new AtomicInteger();
    private final CountDownLatch settled;
    private final CountDownLatch ended;

    Standing(int connections) {
        settled = new CountDownLatch(connections);
        ended = new CountDownLatch(connections);
    }

    /** One of them, from its login to its end; to be called on its own thread. */
    void one(Session session, int user, Tally tally) {
        try {
            logIn(session, user);
            try {
                session.stay();
            } finally {
                standing.decrementAndGet();
            }
        } catch (SessionFailedException e) {
            tally.failed(System.nanoTime(), e);
        } finally {
            session.end();
            ended.countDown();
        }
    }

    private void logIn(Session session, int user) throws SessionFailedException {
        logins.acquireUninterruptibly();
        try {
            session.open(user);
            loggedIn.incrementAndGet();
            standing.incrementAndGet();
        } finally {
            logins.release();
            settled.countDown();
        }
    }

    /** Opens when all have logged in, or have failed to. */
    CountDownLatch settled() {
        return settled;
    }

    /** Opens when none is left. */
    CountDownLatch ended() {
        return ended;
    }

    int loggedIn() {
        return loggedIn.get();
    }

    /** How many stand now. */
    int now() {
        return standing.get();
    }
}
