package org.restante.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Connects to a name by all its addresses, IPv6 and IPv4 in turn, the next a quarter of a second
 * after the last, or at once when that failed; the first that answers is taken (RFC 8305, without
 * its memory of what was fast).
 */
final class Connector {
    /** RFC 8305 §5. */
    private static final Duration NEXT_ATTEMPT = Duration.ofMillis(250);

    /** A name with more addresses than this is tried at these only. */
    private static final int ADDRESSES_MAX = 16;

    /** Finds a name's addresses. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws IOException;
    }

    private sealed interface Outcome {
        record Found(List<InetAddress> addresses) implements Outcome {}

        record Connected(SocketChannel channel) implements Outcome {}

        record Failed(IOException why) implements Outcome {}
    }

    private final String host;
    private final int port;
    private final LinkedBlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<SocketChannel> attempts = new ConcurrentLinkedQueue<>();
    private final long deadline;

    private Connector(String host, int port, Duration bound) {
        this.host = host;
        this.port = port;
        this.deadline = System.nanoTime() + bound.toNanos();
    }

    /**
     * A connected channel in blocking mode.
     *
     * @param bound for name and connection together
     */
    static SocketChannel connect(String host, int port, Duration bound, Resolver resolver)
            throws IOException {
        Connector connector = new Connector(host, port, bound);
        try {
            SocketChannel winner = connector.run(resolver);
            winner.setOption(StandardSocketOptions.TCP_NODELAY, true);
            connector.attempts.remove(winner);
            return winner;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        } finally {
            for (SocketChannel each : connector.attempts) {
                each.close();
            }
        }
    }

    private SocketChannel run(Resolver resolver) throws IOException, InterruptedException {
        // The system's look-up has no time-out that we could set, and no end by interrupt.
        helper().start(() -> {
            try {
                outcomes.add(new Outcome.Found(inTurn(resolver.resolve(host))));
            } catch (IOException | RuntimeException e) {
                outcomes.add(new Outcome.Failed(failure(e)));
            }
        });
        Deque<InetAddress> left = new ArrayDeque<>();
        List<IOException> failures = new ArrayList<>();
        int open = 0;
        boolean resolved = false;
        while (true) {
            if (resolved && open == 0 && left.isEmpty()) {
                throw unreachable(failures);
            }
            long remaining = deadline - System.nanoTime();
            long pause = left.isEmpty() ? remaining : Math.min(remaining, NEXT_ATTEMPT.toNanos());
            Outcome outcome =
                    open == 0 && !left.isEmpty()
                            ? null
                            : outcomes.poll(Math.max(0, pause), TimeUnit.NANOSECONDS);
            if (deadline - System.nanoTime() <= 0) {
                throw new SocketTimeoutException(
                        host
                                + ":"
                                + port
                                + (resolved ? " did not answer" : ": no address found")
                                + " in time");
            }
            boolean next = outcome == null;
            switch (outcome) {
                case null -> {}
                case Outcome.Found(var addresses) -> {
                    resolved = true;
                    left.addAll(addresses);
                    next = true;
                }
                case Outcome.Connected(var channel) -> {
                    return channel;
                }
                case Outcome.Failed(var why) -> {
                    resolved = true;
                    open = Math.max(0, open - 1);
                    failures.add(why);
                    next = true;
                }
            }
            if (next && !left.isEmpty()) {
                attempt(left.removeFirst());
                open++;
            }
        }
    }

    private void attempt(InetAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        attempts.add(channel);
        helper().start(() -> {
            try {
                channel.connect(new InetSocketAddress(address, port));
                outcomes.add(new Outcome.Connected(channel));
            } catch (IOException | RuntimeException e) {
                outcomes.add(new Outcome.Failed(failure(e)));
            }
        });
    }

    /**
     * Of the caller's kind: one virtual thread that waits for the network gives the process a
     * poller, and for that the end of a JVM waits 0.3 s.
     */
    private static Thread.Builder helper() {
        return Thread.currentThread().isVirtual()
                ? Thread.ofVirtual()
                : Thread.ofPlatform().daemon();
    }

    private static IOException failure(Exception e) {
        return e instanceof IOException known ? known : new IOException(e);
    }

    private IOException unreachable(List<IOException> failures) {
        if (failures.isEmpty()) {
            return new ConnectException(host + " has no address");
        }
        IOException first = failures.getFirst();
        String why = first instanceof ConnectException ? first.getMessage() : String.valueOf(first);
        IOException all =
                new ConnectException("cannot connect to " + host + ":" + port + ": " + why);
        failures.forEach(all::addSuppressed);
        return all;
    }

    /** Families take turns, as the system orders each; what it put first stays first. */
    static List<InetAddress> inTurn(InetAddress[] addresses) {
        Deque<InetAddress> one = new ArrayDeque<>();
        Deque<InetAddress> other = new ArrayDeque<>();
        boolean sixFirst = addresses.length > 0 && addresses[0] instanceof Inet6Address;
        Arrays.stream(addresses)
                .limit(ADDRESSES_MAX)
                .forEach(it -> ((it instanceof Inet6Address) == sixFirst ? one : other).add(it));
        List<InetAddress> all = new ArrayList<>();
        while (!one.isEmpty() || !other.isEmpty()) {
            if (!one.isEmpty()) {
                all.add(one.removeFirst());
            }
            if (!other.isEmpty()) {
                all.add(other.removeFirst());
            }
        }
        return all;
    }
}
