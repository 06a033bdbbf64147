package org.restante.server.net;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Counts connections, in all and by address. Shared by all listeners and threads; an IPv6 address
 * counts by its prefix, which one customer has whole.
 */
public final class Admission {
    /** So many may be told at a time why they are refused; a flood of others is cut unheard. */
    private static final int REFUSALS_MAX = 256;

    private final Supplier<Rules> rules;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<Network, Integer> byAddress = new ConcurrentHashMap<>();
    private final Semaphore refusals = new Semaphore(REFUSALS_MAX);

    /**
     * The limits in force.
     *
     * @param sessionsMax connections in all
     * @param sessionsPerAddressMax connections of one address that is not trusted
     * @param trusted networks without a limit by address
     * @param ipv6PrefixBits how much of an IPv6 address counts as one address
     */
    public record Rules(
            int sessionsMax, int sessionsPerAddressMax, List<Network> trusted, int ipv6PrefixBits) {
        private static final int SITE_BITS = 64;

        public Rules {
            trusted = List.copyOf(trusted);
        }

        /** With IPv6 addresses counted by their /64. */
        public Rules(int sessionsMax, int sessionsPerAddressMax, List<Network> trusted) {
            this(sessionsMax, sessionsPerAddressMax, trusted, SITE_BITS);
        }
    }

    /** What a connection was told. */
    sealed interface Entry {
        /** It has a place, and gives it back with {@link Admission#leave}. */
        record Admitted(Optional<Network> address) implements Entry {}

        record Refused(Refusal cause) implements Entry {}
    }

    /**
     * Nobody is admitted yet.
     *
     * @param rules asked at each connection, so that they can change
     */
    public Admission(Supplier<Rules> rules) {
        this.rules = rules;
    }

    /** A place among all, for somebody whose address is not known yet. */
    Entry enter() {
        if (all.incrementAndGet() > rules.get().sessionsMax) {
            all.decrementAndGet();
            return new Entry.Refused(Refusal.SESSIONS);
        }
        return new Entry.Admitted(Optional.empty());
    }

    /**
     * A place among those of its address as well.
     *
     * @param place among all; given back if the address has too many
     */
    Entry enter(Entry.Admitted place, Peer peer) {
        Rules now = rules.get();
        Entry.Admitted admitted = new Entry.Admitted(counted(peer, now));
        Optional<Network> address = admitted.address;
        if (address.isPresent()
                && byAddress.merge(address.get(), 1, Integer::sum) > now.sessionsPerAddressMax) {
            leave(admitted);
            return new Entry.Refused(Refusal.SESSIONS_OF_ADDRESS);
        }
        return admitted;
    }

    void leave(Entry.Admitted admitted) {
        all.decrementAndGet();
        admitted.address.ifPresent(
                key -> byAddress.computeIfPresent(key, (_, n) -> n == 1 ? null : n - 1));
    }

    /** Whether somebody may be told why it is refused; {@link #refusalTold} must follow then. */
    boolean mayTellRefusal() {
        return refusals.tryAcquire();
    }

    void refusalTold() {
        refusals.release();
    }

    /** How many connections there are now. */
    public int connections() {
        return all.get();
    }

    private static Optional<Network> counted(Peer peer, Rules rules) {
        return peer.address()
                .filter(address -> rules.trusted.stream().noneMatch(n -> n.contains(address)))
                .map(address -> Network.around(address, rules.ipv6PrefixBits));
    }
}
