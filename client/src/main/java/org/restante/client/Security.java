package org.restante.client;

/** How a connection is kept from others' eyes. */
public enum Security {
    /** TLS from the first octet, port 995 (RFC 8314 §3). */
    TLS(995),
    /** TLS by the command STLS, before anything secret is sent; without it, no login (RFC 2595). */
    STLS(110),
    /** No TLS. Mechanisms that hide the password are preferred, yet all mail is open to others. */
    CLEAR_TEXT(110);

    private final int port;

    Security(int port) {
        this.port = port;
    }

    /** The well-known port. */
    public int port() {
        return port;
    }
}
