package org.restante.server.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * The other end of a connection.
 *
 * @param address empty on a unix-domain socket, whose file's permissions decide who may connect
 * @param text for logs and trace fields: {@code 192.0.2.1:4711}, or {@code local}
 */
public record Peer(Optional<InetAddress> address, String text) {
    static Peer of(SocketAddress remote) {
        return remote instanceof InetSocketAddress inet
                ? new Peer(Optional.of(inet.getAddress()), new Endpoint.Tcp(inet).toString())
                : new Peer(Optional.empty(), "local");
    }

    /** Whether what is sent never leaves this machine. */
    public boolean isLoopback() {
        return address.map(InetAddress::isLoopbackAddress).orElse(true);
    }
}
