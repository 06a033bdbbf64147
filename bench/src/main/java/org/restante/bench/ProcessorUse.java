package org.restante.bench;

import java.time.Duration;

/** How busy this process is in a span of time; as exact as it is looked at. For one thread. */
final class ProcessorUse {
    private static final ProcessHandle SELF = ProcessHandle.current();

    private final long from;
    private long firstLook;
    private long lastLook;
    private Duration first = Duration.ZERO;
    private Duration last = Duration.ZERO;

    /** From then on, by System.nanoTime. */
    ProcessorUse(long from) {
        this.from = from;
    }

    void look(long now) {
        if (now - from < 0) {
            return;
        }
        last = SELF.info().totalCpuDuration().orElse(Duration.ZERO);
        lastLook = now;
        if (firstLook == 0) {
            firstLook = lastLook;
            first = last;
        }
    }

    /** Processors that were kept busy, on average; 0 if the system does not tell. */
    double mean() {
        long span = lastLook - firstLook;
        return span <= 0 ? 0 : (double) last.minus(first).toNanos() / span;
    }
}
