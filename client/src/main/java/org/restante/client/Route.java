package org.restante.client;

import org.restante.protocol.Secret;

import java.util.Optional;

/** The way to a server. */
public sealed interface Route {
    /** Straight to it. */
    record Direct() implements Route {}

    /**
     * Through a SOCKS5 proxy, which looks up the server's name (RFC 1928).
     *
     * @param login sent in the clear, as that protocol wants (RFC 1929)
     */
    record Socks5(String host, int port, Optional<Login> login) implements Route {
        public Socks5 {
            Pop3Server.checkPort(port);
        }
    }

    /**
     * Through an HTTP proxy, by CONNECT (RFC 9110 §9.3.6).
     *
     * @param login sent in the clear (RFC 7617)
     */
    record HttpConnect(String host, int port, Optional<Login> login) implements Route {
        public HttpConnect {
            Pop3Server.checkPort(port);
        }
    }

    /** Who uses a proxy. */
    record Login(String user, Secret password) {}
}
