package org.restante.bench;

import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** When sessions are due: at once, or at a fixed rate whatever the server does. For any thread. */
final class Schedule {
    /** Whoever waits for long looks as often whether the end comes sooner. */
    private static final long NAP_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);

    private final long start;
    private volatile long end;
    private final OptionalDouble period;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong begun = new AtomicLong();

    /**
     * A schedule.
     *
     * @param start by System.nanoTime, and so is the end
     * @param rate sessions in a second
     */
    Schedule(long start, long end, OptionalDouble rate) {
        this.start = start;
        this.end = end;
        this.period =
                rate.isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(TimeUnit.SECONDS.toNanos(1) / rate.getAsDouble());
    }

    /** When the next session is due that nobody has taken yet. */
    long next() {
        return period.isEmpty() ? System.nanoTime() : due(taken.getAndIncrement());
    }

    private long due(long index) {
        return start + (long) (index * period.orElse(0));
    }

    /** Waits until then; false if the end has come and the session is not to begin. */
    boolean await(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (due - end >= 0) {
                return false;
            }
            LockSupport.parkNanos(this, Math.min(left, NAP_NANOS_MAX));
        }
        if (System.nanoTime() - end >= 0) {
            return false;
        }
        begun.incrementAndGet();
        return true;
    }

    /** Ends it sooner. */
    void endAt(long moment) {
        end = moment;
    }

    /**
     * Tells of the sessions that were due from a moment on and never began; to be asked at the end.
     */
    long neverBegan(long from, Tally tally) {
        if (period.isEmpty()) {
            return 0;
        }
        double each = period.getAsDouble();
        long all = (long) Math.ceil((end - start) / each);
        long first = Math.max(begun.get(), (long) Math.ceil((from - start) / each));
        long count = Math.max(0, all - first);
        if (count > 0) {
            tally.neverBegan(count, due(first));
        }
        return count;
    }
}
