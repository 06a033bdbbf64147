package org.restante.server.event;

import java.util.concurrent.atomic.AtomicLong;

/** Names sessions for the log: short, and unlike each other within a process. Thread-safe. */
public final class SessionIds {
    private final AtomicLong last = new AtomicLong();

    public String next() {
        return Long.toString(last.incrementAndGet(), 36);
    }
}
