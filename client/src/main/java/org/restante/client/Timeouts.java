package org.restante.client;

import java.time.Duration;

/**
 * How long to wait. All are finite; what takes longer fails with a {@link
 * java.net.SocketTimeoutException} that says what was awaited, and the connection is closed.
 *
 * @param connect for the name's addresses, the connection, a proxy's answers and TLS, together
 * @param greeting for the greeting, and for the answer to CAPA, which some servers never give
 * @param login for the answer to each step of a login: a large maildrop takes long to open
 * @param command for the status line of any other command; QUIT may have much to remove
 * @param data for the next octets of a listing or a message, which may take any time in all, and
 *     for the server to take the next octets of ours
 */
public record Timeouts(
        Duration connect, Duration greeting, Duration login, Duration command, Duration data) {
    /** 30 s, 30 s, 5 min, 5 min, 2 min. */
    public static final Timeouts USUAL =
            new Timeouts(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(2));

    public Timeouts {
        for (Duration each : new Duration[] {connect, greeting, login, command, data}) {
            if (!each.isPositive()) {
                throw new IllegalArgumentException("a time-out is more than nothing, not " + each);
            }
        }
    }

    /** The same time for every wait. */
    public static Timeouts all(Duration each) {
        return new Timeouts(each, each, each, each, each);
    }
}
