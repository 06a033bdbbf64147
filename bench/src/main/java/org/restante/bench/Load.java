package org.restante.bench;

import org.restante.client.Pop3Server;
import org.restante.protocol.Secret;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What a server is asked to do.
 *
 * @param server where it is, with TLS from the start, by STLS, or none; of its time-outs none is
 *     used, and its route is direct
 * @param password of every user
 * @param saslPlain whether to log in by AUTH PLAIN (RFC 5034) and not by USER and PASS
 * @param connections sessions at once
 * @param rate sessions begun in a second, however fast they end; empty: the next session of a
 *     connection begins when its last has ended
 * @param warmUp comes before the time that counts
 * @param timeout for connecting, for TLS, and for the next octets of an answer
 * @param resumes whether a connection resumes the TLS session of the one before it
 * @param checksSizes whether the octets of all messages must be those that STAT announced
 */
public record Load(
        Pop3Server server,
        Users users,
        Secret password,
        boolean saslPlain,
        Workload workload,
        int connections,
        OptionalDouble rate,
        Duration warmUp,
        Duration time,
        Duration timeout,
        boolean resumes,
        boolean checksSizes) {
    /** One address has no more ports to connect to one server from, less what others use. */
    public static final int CONNECTIONS_MAX = 60_000;

    /** A multiple of what a core can begin. */
    public static final int RATE_MAX = 100_000;

    /** Each second has its place in the figures. */
    public static final Duration TIME_MAX = Duration.ofHours(24);

    public static final Duration WARM_UP_MAX = Duration.ofHours(1);

    /** Longer than any server leaves a client without an answer. */
    public static final Duration TIMEOUT_MAX = Duration.ofHours(1);

    /** A command of POP3 with what stands behind it (RFC 2449 §4), less its line end. */
    private static final int COMMAND_OCTETS_MAX = 253;

    public Load {
        if (connections < 1 || connections > CONNECTIONS_MAX) {
            throw new IllegalArgumentException(
                    "connections are from 1 to " + CONNECTIONS_MAX + ", not " + connections);
        }
        if (rate.isPresent() && !(rate.getAsDouble() >= 0.001 && rate.getAsDouble() <= RATE_MAX)) {
            throw new IllegalArgumentException(
                    "a rate is from 0.001 to " + RATE_MAX + " sessions a second");
        }
        if (rate.isPresent() && (workload == Workload.IDLE || workload == Workload.DRAIN)) {
            throw new IllegalArgumentException("sessions of " + workload.word() + " have no rate");
        }
        if (password.reveal().isEmpty()
                || password.reveal().chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the password is empty, or has control characters");
        }
        check("the warm-up", warmUp, Duration.ZERO, WARM_UP_MAX);
        check("the time", time, Duration.ofMillis(100), TIME_MAX);
        check("the time-out", timeout, Duration.ofMillis(1), TIMEOUT_MAX);
        String longest = users.name(users.count() - 1);
        Login login = new Login(longest, password, saslPlain);
        if (login.commands().stream()
                .anyMatch(it -> it.getBytes(StandardCharsets.UTF_8).length > COMMAND_OCTETS_MAX)) {
            throw new IllegalArgumentException("user and password do not fit in a line of POP3");
        }
    }

    private static void check(String what, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    what + " is from " + min.toMillis() + "ms to " + max.toHours() + "h");
        }
    }

    Login login(int user) {
        return new Login(users.name(user), password, saslPlain);
    }
}
