package org.restante.cli.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where a listener listens; prints as it is written in the configuration. */
public sealed interface ListenAddress {
    /**
     * A TCP port.
     *
     * @param host a name, or an IP address without brackets; not yet looked up
     * @param port 0 to 65535; 0 lets the system choose
     */
    record Tcp(String host, int port) implements ListenAddress {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * A unix-domain socket.
     *
     * @param path absolute once it is part of a {@link Configuration}
     */
    record Unix(Path path) implements ListenAddress {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    Pattern TCP =
            Pattern.compile("(?:\\[(?<six>[^\\]]*)\\]|(?<host>[^:\\[\\]]*)):(?<port>[0-9]{1,5})");

    /**
     * Reads {@code host:port} or {@code [::1]:port}; looks no name up.
     *
     * @throws IllegalArgumentException with what is wrong and what is allowed
     */
    static Tcp tcp(String text) {
        var parts = TCP.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "is not host:port, such as 127.0.0.1:3110 or [::1]:3110");
        }
        int port = Integer.parseInt(parts.group("port"));
        if (port > 65_535) {
            throw new IllegalArgumentException("the port must be 0 to 65535");
        }
        String six = parts.group("six");
        if (six != null) {
            if (!six.contains(":")) {
                throw new IllegalArgumentException("only an IPv6 address stands in brackets");
            }
            return new Tcp(checked(six), port);
        }
        String host = parts.group("host");
        return new Tcp(host.matches("[0-9.]+") ? checked(host) : Names.host(host), port);
    }

    private static String checked(String literal) {
        InetAddress.ofLiteral(literal);
        return literal;
    }

    /** Whether both cannot be open at the same time, as far as can be told without a look-up. */
    default boolean collidesWith(ListenAddress other) {
        return switch (this) {
            case Unix unix -> unix.equals(other);
            case Tcp(var host, var port) ->
                    other instanceof Tcp(var otherHost, var otherPort)
                            && port != 0
                            && port == otherPort
                            && overlap(canonical(host), canonical(otherHost));
        };
    }

    /**
     * Whether nobody but this machine itself can connect, as far as can be told without a look-up.
     */
    default boolean isLoopback() {
        return switch (this) {
            case Unix _ -> true;
            case Tcp(var host, _) ->
                    host.equalsIgnoreCase("localhost")
                            || (isLiteral(host) && InetAddress.ofLiteral(host).isLoopbackAddress());
        };
    }

    private static String canonical(String host) {
        return isLiteral(host)
                ? InetAddress.ofLiteral(host).getHostAddress()
                : host.toLowerCase(Locale.ROOT);
    }

    private static boolean isLiteral(String host) {
        return host.contains(":") || host.matches("[0-9.]+");
    }

    private static boolean overlap(String one, String other) {
        return one.equals(other) || everyAddress(one, other) || everyAddress(other, one);
    }

    // 0.0.0.0 takes the port on every IPv4 address; whether :: takes IPv4 too is the system's
    // choice.
    private static boolean everyAddress(String wildcard, String host) {
        return (wildcard.equals("0.0.0.0") && !host.contains(":"))
                || (wildcard.equals("0:0:0:0:0:0:0:0") && host.contains(":"));
    }
}
