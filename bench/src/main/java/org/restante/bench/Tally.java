package org.restante.bench;

import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What is counted while a load runs, in the time that counts. For any thread. */
final class Tally {
    /** A failure's words are a server's. */
    private static final int WORDS_CHARACTERS_MAX = 512;

    private static final long LATENCY_MICROS_MAX =
            TimeUnit.NANOSECONDS.toMicros(
                    Load.TIME_MAX.plus(Load.WARM_UP_MAX).plus(Load.TIMEOUT_MAX).toNanos());

    private static final int SIGNIFICANT_DIGITS = 3;

    /** So many steps stand for the waits of sessions that were never begun. */
    private static final int STEPS_MAX = 10_000;

    private final long from;
    private volatile long to;
    private final Histogram latencies = new AtomicHistogram(LATENCY_MICROS_MAX, SIGNIFICANT_DIGITS);
    private final LongAdder sessions = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder octets = new LongAdder();
    private final LongAdder resumed = new LongAdder();
    private final AtomicLongArray sessionsBySecond;
    private final AtomicLongArray octetsBySecond;

    /** Guarded by itself. */
    private final Map<Failure, Failed> failures = new EnumMap<>(Failure.class);

    /**
     * Counts nothing yet.
     *
     * @param from when the time that counts begins, by System.nanoTime
     */
    Tally(long from, Duration time) {
        this.from = from;
        this.to = from + time.toNanos();
        int seconds = Math.toIntExact(time.plusMillis(999).toSeconds());
        sessionsBySecond = new AtomicLongArray(seconds);
        octetsBySecond = new AtomicLongArray(seconds);
    }

    /** When the time that counts ends, by System.nanoTime. */
    long to() {
        return to;
    }

    /** The time that counts ends sooner. */
    void endAt(long moment) {
        to = moment;
    }

    void received(int count) {
        long now = System.nanoTime();
        if (counts(now)) {
            octets.add(count);
            octetsBySecond.addAndGet(second(now), count);
        }
    }

    /** A session went well; rates count it when it ends, latencies when it was due. */
    void succeeded(long due, int retrieved, boolean resumedTls) {
        long now = System.nanoTime();
        if (counts(now)) {
            sessions.increment();
            messages.add(retrieved);
            resumed.add(resumedTls ? 1 : 0);
            sessionsBySecond.incrementAndGet(second(now));
        }
        if (counts(due)) {
            latency(now - due, 1);
        }
    }

    /** A session failed that began then. */
    void failed(long due, SessionFailedException why) {
        if (!counts(due)) {
            return;
        }
        synchronized (failures) {
            String words = why.words();
            failures.merge(
                    why.failure(),
                    new Failed(
                            1, words.substring(0, Math.min(words.length(), WORDS_CHARACTERS_MAX))),
                    (known, _) -> new Failed(known.count() + 1, known.words()));
        }
    }

    /**
     * Sessions were due and never begun, because all connections were busy. What they have waited
     * by the end is the least that their latency can be.
     *
     * @param firstDue when the first of them was
     */
    void neverBegan(long count, long firstDue) {
        long step = Math.max(1, count / STEPS_MAX);
        double period = (double) (to - firstDue) / count;
        for (long i = 0; i < count; i += step) {
            latency(to - firstDue - (long) (i * period), Math.min(step, count - i));
        }
    }

    private void latency(long nanos, long count) {
        long micros = Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 1, LATENCY_MICROS_MAX);
        latencies.recordValueWithCount(micros, count);
    }

    private boolean counts(long moment) {
        return moment - from >= 0 && to - moment > 0;
    }

    private int second(long now) {
        return (int) ((now - from) / TimeUnit.SECONDS.toNanos(1));
    }

    long sessions() {
        return sessions.sum();
    }

    long failed() {
        synchronized (failures) {
            return failures.values().stream().mapToLong(Failed::count).sum();
        }
    }

    Map<Failure, Failed> failures() {
        synchronized (failures) {
            return Map.copyOf(failures);
        }
    }

    /** What it came to; nothing is to be counted any more. */
    Figures figures(long notBegun, double processors) {
        double seconds = Math.max(0, to - from) / 1e9;
        List<Figures.Second> bySecond = new ArrayList<>();
        // The last second may not be whole.
        for (int i = 0; i + 1 <= seconds; i++) {
            bySecond.add(new Figures.Second(sessionsBySecond.get(i), octetsBySecond.get(i)));
        }
        return new Figures(
                seconds,
                sessions.sum(),
                messages.sum(),
                octets.sum(),
                resumed.sum(),
                failures(),
                notBegun,
                Latencies.of(latencies),
                bySecond,
                processors);
    }
}
