package org.restante.cli.serve;

import org.restante.server.session.Sweep;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Supplier;

/** The thread that sweeps all maildrops now and then. Started and closed once. */
final class Sweeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());

    /** A server that starts has other things to do first. */
    private static final Duration FIRST_AFTER_MAX = Duration.ofMinutes(1);

    /** How long a stop waits for the maildrop that is being swept. */
    private static final Duration LETTING_GO_MAX = Duration.ofSeconds(5);

    private final Thread thread;

    private Sweeper(Thread thread) {
        this.thread = thread;
    }

    /** Sweeps soon, and then again each time so long after the last one has ended. */
    static Sweeper start(Duration interval, Supplier<Sweep> sweeps) {
        return new Sweeper(Thread.ofVirtual().name("sweep").start(() -> run(interval, sweeps)));
    }

    private static void run(Duration interval, Supplier<Sweep> sweeps) {
        try {
            Thread.sleep(interval.compareTo(FIRST_AFTER_MAX) < 0 ? interval : FIRST_AFTER_MAX);
            while (true) {
                try {
                    sweeps.get().run();
                } catch (RuntimeException e) {
                    // An error of ours with one maildrop must not end the sweeps for good.
                    LOG.log(Level.ERROR, "sweeping", e);
                }
                Thread.sleep(interval);
            }
        } catch (InterruptedException _) {
            // The server stops; the next one begins anew.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(LETTING_GO_MAX);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
