package org.restante.server.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts connections, in all and by address. Shared by all listeners and threads; an IPv6 address
 * counts by its /64, which one customer has whole.
 */
public final class Admission {
    private final Rules rules;
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

    public Admission(Rules rules) {
        this.rules = rules;
    }

    /**
     * Takes a place for a connection; {@link #leave} gives it back.
     *
     * @return why there is none, or empty if it was taken
     */
    Optional<String> enter(Peer peer) {
        if (all.incrementAndGet() > rules.sessionsMax) {
            all.decrementAndGet();
            return Optional.of("too many connections");
        }
        Optional<String> key = key(peer);
        if (key.isPresent()
                && byAddress.merge(key.get(), 1, Integer::sum) > rules.sessionsPerAddressMax) {
            leave(peer);
            return Optional.of("too many connections from this address");
        }
        return Optional.empty();
    }

    void leave(Peer peer) {
        all.decrementAndGet();
        key(peer).ifPresent(k -> byAddress.computeIfPresent(k, (_, n) -> n == 1 ? null : n - 1));
    }

    /** How many connections there are now. */
    public int connections() {
        return all.get();
    }

    private Optional<String> key(Peer peer) {
        return peer.address()
                .filter(address -> rules.trusted.stream().noneMatch(n -> n.contains(address)))
                .map(Admission::prefix);
    }

    private static String prefix(InetAddress address) {
        byte[] octets = address.getAddress();
        return Arrays.toString(address instanceof Inet6Address ? Arrays.copyOf(octets, 8) : octets);
    }
}
