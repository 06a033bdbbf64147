package org.restante.server.net;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Where a listener listens. */
public sealed interface Endpoint {
    /** A TCP address; port 0 lets the system choose one. */
    record Tcp(InetSocketAddress address) implements Endpoint {
        @Override
        public String toString() {
            String host = address.getAddress().getHostAddress();
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
        }
    }

    /** A unix-domain socket; the file is made when listening starts and removed at its end. */
    record Unix(Path path) implements Endpoint {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }
}
