package org.restante.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Puts a load on a server: a virtual thread for each connection, and the caller's, which bounds all
 * waits.
 */
public final class LoadGenerator {
    /** A large block for messages; short answers need no more than a small one. */
    private static final int BLOCK_OCTETS = 128 * 1024;

    private static final int SMALL_BLOCK_OCTETS = 8 * 1024;

    /** What all blocks together may take, so that many connections do not take all memory. */
    private static final int BLOCKS_OCTETS_MAX = 512 * 1024 * 1024;

    /** The first session has so many time-outs in all. */
    private static final int TRIAL_TIMEOUTS_MAX = 10;

    private static final int LOOK_MILLIS = 50;
    private static final double NANOS_PER_SECOND = 1e9;

    /** Told how far the load is. */
    @FunctionalInterface
    public interface Watcher {
        /**
         * Called some times a second by the thread that runs the load.
         *
         * @param sessions that went well in the time that counts, or stand idle
         * @return false to end it now
         */
        boolean at(Duration passed, Duration all, long sessions, long failures);
    }

    private final Load load;
    private final Watcher watcher;
    private final InetSocketAddress address;

    private LoadGenerator(Load load, Watcher watcher, InetSocketAddress address) {
        this.load = load;
        this.watcher = watcher;
        this.address = address;
    }

    /**
     * Tries one session, and then does what is asked for.
     *
     * @param load any but {@link Workload#IDLE}
     * @throws SessionFailedException if that first login fails
     * @throws InterruptedIOException if this thread is interrupted; all connections are closed then
     */
    public static Figures run(Load load, Watcher watcher) throws IOException {
        if (load.workload() == Workload.IDLE) {
            throw new IllegalArgumentException("idle sessions are held");
        }
        return tried(load, watcher).work();
    }

    /**
     * Tries one session, and then holds as many as there are connections.
     *
     * @param load of {@link Workload#IDLE}
     * @throws SessionFailedException if that first login fails
     * @throws InterruptedIOException if this thread is interrupted; all connections are closed then
     */
    public static Held hold(Load load, Watcher watcher) throws IOException {
        if (load.workload() != Workload.IDLE) {
            throw new IllegalArgumentException("only idle sessions are held");
        }
        return tried(load, watcher).stand();
    }

    /** With the first of the host's addresses that can be connected to; the load goes there. */
    private static LoadGenerator tried(Load load, Watcher watcher) throws IOException {
        SessionFailedException unreachable =
                new SessionFailedException(
                        Failure.NOT_CONNECTED, load.server() + ": the host has no address");
        for (InetAddress each : addresses(load)) {
            InetSocketAddress address = new InetSocketAddress(each, load.server().port());
            LoadGenerator generator = new LoadGenerator(load, watcher, address);
            try {
                generator.tryOut();
                return generator;
            } catch (SessionFailedException e) {
                if (e.failure() != Failure.NOT_CONNECTED) {
                    throw e;
                }
                unreachable = e;
            }
        }
        throw unreachable;
    }

    private static InetAddress[] addresses(Load load) throws SessionFailedException {
        try {
            return InetAddress.getAllByName(load.server().host());
        } catch (UnknownHostException e) {
            throw new SessionFailedException(
                    Failure.NOT_CONNECTED, load.server() + ": no address: " + e.getMessage());
        }
    }

    private void tryOut() throws IOException {
        Tally none = new Tally(System.nanoTime() + Load.TIME_MAX.toNanos(), load.time());
        Peer peer = new Peer(none, SMALL_BLOCK_OCTETS);
        CompletableFuture<Optional<SessionFailedException>> outcome = new CompletableFuture<>();
        CountDownLatch ended = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        session(peer).tryOut(0);
                        outcome.complete(Optional.empty());
                    } catch (SessionFailedException e) {
                        outcome.complete(Optional.of(e));
                    } finally {
                        ended.countDown();
                    }
                });
        await(ended, List.of(peer), load.timeout().multipliedBy(TRIAL_TIMEOUTS_MAX), () -> true);
        peer.giveUp();
        Optional<SessionFailedException> failure =
                outcome.getNow(
                        Optional.of(
                                new SessionFailedException(
                                        Failure.TIMED_OUT,
                                        load.server() + ": no login for a long time")));
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private Session session(Peer peer) {
        return new Session(
                load, address, load.server().trust().withOwnSessions().socketFactory(), peer);
    }

    private Peer peer(Tally tally) {
        int share = BLOCKS_OCTETS_MAX / load.connections();
        int wanted = load.workload().fetches() ? BLOCK_OCTETS : SMALL_BLOCK_OCTETS;
        if (load.workload() == Workload.IDLE) {
            wanted = Peer.STATUS_OCTETS_MAX;
        }
        return new Peer(tally, Math.min(share, wanted));
    }

    private Figures work() throws IOException {
        long start = System.nanoTime();
        long from = start + load.warmUp().toNanos();
        Tally tally = new Tally(from, load.time());
        Schedule schedule = new Schedule(start, tally.to(), load.rate());
        List<Peer> peers = new ArrayList<>();
        CountDownLatch ended = new CountDownLatch(load.connections());
        for (int i = 0; i < load.connections(); i++) {
            Peer peer = peer(tally);
            peers.add(peer);
            Slot slot = new Slot(load, schedule, tally, session(peer), i);
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            slot.run();
                        } finally {
                            ended.countDown();
                        }
                    });
        }
        ProcessorUse processor = new ProcessorUse(from);
        Duration all = load.warmUp().plus(load.time());
        BooleanSupplier look =
                () -> {
                    long now = System.nanoTime();
                    processor.look(now);
                    return watcher.at(
                            Duration.ofNanos(now - start), all, tally.sessions(), tally.failed());
                };
        boolean stopped = await(ended, peers, all, look);
        long end = System.nanoTime();
        if ((stopped || load.workload() == Workload.DRAIN) && end - tally.to() < 0) {
            schedule.endAt(end);
            tally.endAt(end);
        }
        // Sessions that have begun may come to their end, but not for ever.
        await(ended, peers, load.timeout(), () -> true);
        if (ended.getCount() > 0) {
            peers.forEach(Peer::giveUp);
            await(ended, peers, load.timeout(), () -> true);
        }
        return tally.figures(schedule.neverBegan(from, tally), processor.mean());
    }

    private Held stand() throws IOException {
        long start = System.nanoTime();
        // What fails is all that it counts.
        Tally tally = new Tally(start, Load.TIME_MAX);
        Standing standing = new Standing(load.connections());
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < load.connections(); i++) {
            Peer peer = peer(tally);
            peers.add(peer);
            Session session = session(peer);
            int user = i % load.users().count();
            Thread.ofVirtual().start(() -> standing.one(session, user, tally));
        }
        BooleanSupplier look =
                () ->
                        watcher.at(
                                Duration.ofNanos(System.nanoTime() - start),
                                load.time(),
                                standing.now(),
                                tally.failed());
        try {
            await(standing.settled(), peers, Load.TIME_MAX, look);
            long ready = System.nanoTime();
            int loggedIn = standing.loggedIn();
            await(standing.ended(), peers, load.time(), look);
            return new Held(
                    load.connections(),
                    loggedIn,
                    (ready - start) / NANOS_PER_SECOND,
                    standing.now(),
                    (System.nanoTime() - ready) / NANOS_PER_SECOND,
                    tally.failures());
        } finally {
            peers.forEach(Peer::giveUp);
        }
    }

    /**
     * Bounds what the others wait for, until the latch is open, or this long.
     *
     * @param look says whether to go on
     * @return whether it was this that ended it
     */
    private boolean await(
            CountDownLatch latch, List<Peer> peers, Duration longest, BooleanSupplier look)
            throws IOException {
        long until = System.nanoTime() + longest.toNanos();
        try {
            while (System.nanoTime() - until < 0
                    && !latch.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                long began = System.nanoTime() - load.timeout().toNanos();
                peers.forEach(it -> it.watch(began));
                if (!look.getAsBoolean()) {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            peers.forEach(Peer::giveUp);
            throw new InterruptedIOException("interrupted");
        }
    }
}
