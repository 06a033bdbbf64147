package org.restante.client;

import java.util.Optional;

/**
 * Where a server is and how it is spoken to. Immutable; the {@code with…} methods give another one.
 *
 * @param host a name, or an address without brackets
 * @param port 1 to 65535
 */
public record Pop3Server(
        String host,
        int port,
        Security security,
        Trust trust,
        Timeouts timeouts,
        Route route,
        Optional<WireLog> wireLog) {
    /** Ports are of 16 bits. */
    private static final int PORT_MAX = 65535;

    public Pop3Server {
        if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '@')) {
            throw new IllegalArgumentException("\"" + host + "\" is no host");
        }
        checkPort(port);
    }

    static void checkPort(int port) {
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("a port is from 1 to 65535, not " + port);
        }
    }

    /** Implicit TLS on port 995, checked against the JDK's authorities, with finite time-outs. */
    public static Pop3Server of(String host) {
        return new Pop3Server(
                host,
                Security.TLS.port(),
                Security.TLS,
                Trust.system(),
                Timeouts.USUAL,
                new Route.Direct(),
                Optional.empty());
    }

    public Pop3Server withPort(int other) {
        return new Pop3Server(host, other, security, trust, timeouts, route, wireLog);
    }

    /** Changes the port as well, if it was the old one's well-known one. */
    public Pop3Server withSecurity(Security other) {
        int there = port == security.port() ? other.port() : port;
        return new Pop3Server(host, there, other, trust, timeouts, route, wireLog);
    }

    public Pop3Server withTrust(Trust other) {
        return new Pop3Server(host, port, security, other, timeouts, route, wireLog);
    }

    public Pop3Server withTimeouts(Timeouts other) {
        return new Pop3Server(host, port, security, trust, other, route, wireLog);
    }

    public Pop3Server withRoute(Route other) {
        return new Pop3Server(host, port, security, trust, timeouts, other, wireLog);
    }

    public Pop3Server withWireLog(WireLog log) {
        return new Pop3Server(host, port, security, trust, timeouts, route, Optional.of(log));
    }

    /** Host and port, an address of IPv6 in brackets. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
