package org.restante.server.login;

import org.restante.server.net.Network;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an account may do besides knowing its password. What is empty here is as for everybody.
 *
 * @param listeners the only ones it may log in at, such as {@code pop3s}; an empty set is none
 * @param tlsRequired no login in the clear, wherever the server would allow one
 * @param networks the only ones it may log in from; an empty list is everywhere
 * @param methods the only ways to log in: {@code USER}, {@code APOP}, or a SASL mechanism's name
 * @param loginDelay the least time between two logins (RFC 2449 §6.5); zero is none
 * @param retention how long its messages are kept (RFC 2449 §6.7)
 * @param onDelete what becomes of what it deletes
 * @param views whether it may open its folders and other views of its mail
 * @param quota how much mail it may have
 */
public record Policy(
        Optional<Set<String>> listeners,
        boolean tlsRequired,
        List<Network> networks,
        Optional<Set<String>> methods,
        Optional<Duration> loginDelay,
        Optional<Retention> retention,
        Optional<OnDelete> onDelete,
        Optional<Boolean> views,
        Optional<Quota> quota) {
    /** As for everybody. */
    public static final Policy NONE =
            new Policy(
                    Optional.empty(),
                    false,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /** A policy that says nothing of deleting, of views and of a quota. */
    public Policy(
            Optional<Set<String>> listeners,
            boolean tlsRequired,
            List<Network> networks,
            Optional<Set<String>> methods,
            Optional<Duration> loginDelay,
            Optional<Retention> retention) {
        this(
                listeners,
                tlsRequired,
                networks,
                methods,
                loginDelay,
                retention,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public Policy {
        listeners = listeners.map(Set::copyOf);
        networks = List.copyOf(networks);
        methods = methods.map(Set::copyOf);
        if (loginDelay.filter(Duration::isNegative).isPresent()) {
            throw new IllegalArgumentException("a login delay cannot be negative");
        }
    }
}
