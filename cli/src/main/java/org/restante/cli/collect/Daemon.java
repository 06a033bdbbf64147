package org.restante.cli.collect;

import org.restante.cli.config.CollectionSettings;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.log.LogWriter;
import org.restante.cli.serve.Signals;
import org.restante.collect.Report;
import org.restante.collect.Schedule;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Fetches again and again, until SIGTERM or SIGINT: each collection has a thread with its schedule.
 * SIGUSR1 runs all at once, SIGHUP does so with the configuration read anew.
 */
final class Daemon {
    /** What is on its way gets so long to be delivered before the process ends. */
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private static final Logger LOG = System.getLogger(Daemon.class.getName());

    private enum Order {
        WAKE,
        RELOAD,
        STOP
    }

    /** Reads the configuration. */
    @FunctionalInterface
    interface Source {
        /** The collections that are wanted, each with what it takes to fetch it. */
        Map<CollectionSettings, Collecting> read() throws ConfigurationException, CommandException;
    }

    private final Source source;
    private final Runs runs;
    private final LogWriter log;
    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private Map<String, Keeper> keepers = Map.of();

    Daemon(Source source, Runs runs, LogWriter log) {
        this.source = source;
        this.runs = runs;
        this.log = log;
    }

    /** Returns when it was stopped. */
    void run() throws ConfigurationException, CommandException, InterruptedException {
        Signals.on("TERM", () -> orders.add(Order.STOP));
        Signals.on("INT", () -> orders.add(Order.STOP));
        Signals.on("HUP", () -> orders.add(Order.RELOAD));
        Signals.on("USR1", () -> orders.add(Order.WAKE));
        keep(source.read());
        for (Order order = orders.take(); order != Order.STOP; order = orders.take()) {
            switch (order) {
                case WAKE -> keepers.values().forEach(Keeper::wake);
                case RELOAD -> reload();
                case STOP -> throw new AssertionError(order);
            }
        }
        keepers.values().forEach(Keeper::end);
        long end = System.nanoTime() + STOP_MAX.toNanos();
        for (Keeper each : keepers.values()) {
            each.thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
    }

    private void reload() {
        try {
            keep(source.read());
        } catch (ConfigurationException | CommandException e) {
            LOG.log(Level.ERROR, "the configuration was not reloaded: {0}", e.getMessage());
        }
    }

    /** Keeps these from now on, and no others. */
    private void keep(Map<CollectionSettings, Collecting> wanted) {
        keepers.values().forEach(Keeper::end);
        Map<String, Keeper> next = new HashMap<>();
        wanted.forEach((settings, collecting) -> {
            Optional<Keeper> before = Optional.ofNullable(keepers.get(settings.name()));
            next.put(
                    settings.name(), new Keeper(settings, collecting, before.map(it -> it.thread)));
        });
        keepers = next;
        log.write(Level.INFO, "collecting", Map.of("collections", wanted.size()));
    }

    /** Runs one collection whenever it is due. */
    private final class Keeper {
        private final CollectionSettings settings;
        private final Collecting collecting;
        private final Semaphore calls = new Semaphore(0);
        private final Stopping stopping = new Stopping();
        private final Thread thread;

        /**
         * Begins.
         *
         * @param before is left to end first
         */
        Keeper(CollectionSettings settings, Collecting collecting, Optional<Thread> before) {
            this.settings = settings;
            this.collecting = collecting;
            this.thread =
                    Thread.ofVirtual().name("collect " + settings.name()).start(() -> work(before));
        }

        private void work(Optional<Thread> before) {
            try {
                if (before.isPresent()) {
                    before.get().join();
                }
                Schedule schedule =
                        new Schedule(
                                settings.interval(),
                                settings.intervalMax(),
                                ThreadLocalRandom.current());
                while (!stopping.isAsked()) {
                    calls.drainPermits();
                    Duration wait = schedule.after(fetch());
                    while (!calls.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)
                            && collecting.knowsCredentialsToBeWrong(settings)) {
                        LOG.log(
                                Level.WARNING,
                                "{0} is not fetched until its password is another one",
                                settings.name());
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private Report fetch() throws InterruptedException {
            try {
                return runs.run(collecting, settings, stopping, this::tell);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                // An error of ours in one collection is no reason to leave all others.
                LOG.log(Level.ERROR, "collection " + settings.name(), e);
                return Report.of(new Report.Failure(Report.Failure.Kind.TEMPORARY, e.toString()));
            }
        }

        private void tell(Report report) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("collection", settings.name());
            fields.put("delivered", report.delivered());
            fields.put("octets", report.octets());
            fields.put("removed", report.removed());
            if (report.loginDelay().compareTo(settings.interval()) > 0) {
                fields.put("waits-for-login-delay", report.loginDelay());
            }
            boolean quiet = report.delivered() == 0 && report.removed() == 0;
            for (Report.Refused each : report.refused()) {
                log.write(
                        Level.WARNING,
                        "message-refused",
                        Map.of(
                                "collection",
                                settings.name(),
                                "message",
                                each.message(),
                                "reason",
                                each.refusal().reason()));
            }
            if (report.failure().isPresent()) {
                fields.put("exit-code", Reports.exitCode(report).code());
                fields.put("failure", report.failure().get().words());
                log.write(Level.WARNING, "collection-failed", fields);
            } else {
                log.write(quiet ? Level.DEBUG : Level.INFO, "collected", fields);
            }
        }

        void wake() {
            calls.release();
        }

        void end() {
            stopping.ask();
            wake();
        }
    }
}
