package org.restante.protocol.proxy;

import java.net.InetSocketAddress;

/** What stood at the start of a connection that a proxy made. */
public sealed interface ProxyHeader {
    /**
     * The proxy connects for somebody else.
     *
     * @param source the client, as the proxy sees it; an IPv4-mapped address has become IPv4
     * @param destination what the client connected to
     */
    record Proxied(InetSocketAddress source, InetSocketAddress destination)
            implements ProxyHeader {}

    /**
     * The connection's own addresses hold: the proxy connects for itself (LOCAL, a health check),
     * or for somebody who has no IP address over TCP (UNKNOWN, UNSPEC, UDP, a unix-domain socket).
     */
    record Local() implements ProxyHeader {}

    /** The peer closed before it sent one octet, as simple health checks do. */
    record Nothing() implements ProxyHeader {}

    /**
     * No header. The connection can only be closed; any number of octets may have been read.
     *
     * @param reason for the log; holds nothing that the peer sent
     */
    record Malformed(String reason) implements ProxyHeader {}
}
