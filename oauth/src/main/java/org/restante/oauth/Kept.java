package org.restante.oauth;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A document of an issuer: fetched when it is first needed, kept, and fetched again when it is old
 * or when a caller finds it wanting. Thread-safe; one thread fetches at a time.
 *
 * <p>While the issuer is down the old copy goes on being used, for a bounded time, and the issuer
 * is asked no more often than once in each pause, however many callers there are.
 */
final class Kept<T> {
    private static final System.Logger LOG = System.getLogger(Kept.class.getName());

    /** Fetches the document anew. */
    @FunctionalInterface
    interface Source<T> {
        T fetch() throws IOException, InterruptedException;
    }

    /**
     * For how long.
     *
     * @param fresh a copy is used without asking
     * @param usable a copy is used although it cannot be fetched again
     * @param pause nobody is asked after the last time
     */
    record Bounds(Duration fresh, Duration usable, Duration pause) {}

    private record Copy<T>(T document, Instant fetched) {}

    private final Source<T> source;
    private final Bounds bounds;
    private final InstantSource clock;
    private final ReentrantLock fetching = new ReentrantLock();

    /** Replaced whole, under the lock. */
    private volatile @Nullable Copy<T> copy;

    /** Guarded by the lock; null before the first time. */
    private @Nullable Instant asked;

    /** Why the last time was in vain; guarded by the lock. */
    private @Nullable IOException failure;

    Kept(Source<T> source, Bounds bounds, InstantSource clock) {
        this.source = source;
        this.bounds = bounds;
        this.clock = clock;
    }

    /**
     * The document.
     *
     * @throws IOException if there is no usable copy, and none can be had now
     */
    T get() throws IOException, InterruptedException {
        Copy<T> had = copy;
        if (had != null && isWithin(bounds.fresh(), had.fetched())) {
            return had.document();
        }
        if (had == null || !isWithin(bounds.usable(), had.fetched())) {
            return newerThan(had == null ? null : had.document());
        }
        // One caller asks; the others go on with the old copy meanwhile.
        if (!fetching.tryLock()) {
            return had.document();
        }
        try {
            return fetchUnlessJustAsked();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the copy of {0} is used: {1}", had.fetched(), e.getMessage());
            return had.document();
        } finally {
            fetching.unlock();
        }
    }

    /**
     * The document as it is now, for a caller whom a copy did not serve. It may be that very copy,
     * if the issuer was asked just now.
     *
     * @throws IOException if the issuer was asked, now or just now, and did not answer
     */
    @SuppressWarnings("ReferenceEquality") // two copies may well be equal
    T newerThan(@Nullable T seen) throws IOException, InterruptedException {
        fetching.lockInterruptibly();
        try {
            Copy<T> now = copy;
            return now != null && now.document() != seen ? now.document() : fetchUnlessJustAsked();
        } finally {
            fetching.unlock();
        }
    }

    private T fetchUnlessJustAsked() throws IOException, InterruptedException {
        Copy<T> now = copy;
        if (asked != null && isWithin(bounds.pause(), asked)) {
            if (failure != null) {
                throw new IOException("asked just now, in vain: " + failure.getMessage(), failure);
            }
            if (now != null) {
                return now.document();
            }
        }
        Instant start = clock.instant();
        try {
            T document = source.fetch();
            copy = new Copy<>(document, start);
            failure = null;
            asked = start;
            return document;
        } catch (IOException e) {
            failure = e;
            asked = start;
            throw e;
        }
    }

    // A clock that was set back must not keep anything for longer.
    private boolean isWithin(Duration time, Instant since) {
        Instant now = clock.instant();
        return !now.isBefore(since) && now.isBefore(since.plus(time));
    }
}
