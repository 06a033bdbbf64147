package org.restante.server.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Counts connections, in all and by address. Shared by all listeners and threads; an IPv6 address
 * counts by its /64, which one customer has whole.
 */
public final class Admission {
    private final Supplier<Rules> rules;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

    /**
     * The limits in force.
     *
     * @param sessionsMax connections in all
     * @param sessionsPerAddressMax connections of one address that is not trusted
     * @param trusted networks without a limit by address
     */
    public record Rules(int sessionsMax, int sessionsPerAddressMax, List<Network> trusted) {
        public Rules {
            trusted = List.copyOf(trusted);
        }
    }

    /** What a connection was told. */
    sealed interface Entry {
        /** It has a place, and gives it back with {@link Admission#leave}. */
        record Admitted(Optional<String> addressKey) implements Entry {}

        record Refused(String reason) implements Entry {}
    }

    /**
     * Nobody is admitted yet.
     *
     * @param rules asked at each connection, so that they can change
     */
    public Admission(Supplier<Rules> rules) {
        this.rules = rules;
    }

    Entry enter(Peer peer) {
        Rules now = rules.get();
        if (all.incrementAndGet() > now.sessionsMax) {
            all.decrementAndGet();
            return new Entry.Refused("too many connections");
        }
        Entry.Admitted admitted = new Entry.Admitted(key(peer, now));
        Optional<String> key = admitted.addressKey;
        if (key.isPresent()
                && byAddress.merge(key.get(), 1, Integer::sum) > now.sessionsPerAddressMax) {
            leave(admitted);
            return new Entry.Refused("too many connections from this address");
        }
        return admitted;
    }

    void leave(Entry.Admitted admitted) {
        all.decrementAndGet();
        admitted.addressKey.ifPresent(
                key -> byAddress.computeIfPresent(key, (_, n) -> n == 1 ? null : n - 1));
    }

    /** How many connections there are now. */
    public int connections() {
        return all.get();
    }

    private static Optional<String> key(Peer peer, Rules rules) {
        return peer.address()
                .filter(address -> rules.trusted.stream().noneMatch(n -> n.contains(address)))
                .map(Admission::prefix);
    }

    private static String prefix(InetAddress address) {
        byte[] octets = address.getAddress();
        return Arrays.toString(address instanceof Inet6Address ? Arrays.copyOf(octets, 8) : octets);
    }
}
