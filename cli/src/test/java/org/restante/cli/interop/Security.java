package org.restante.cli.interop;

/** How a client comes to the server. */
enum Security {
    CLEAR("pop3"),
    STLS("pop3"),
    POP3S("pop3s");

    private final String listener;

    Security(String listener) {
        this.listener = listener;
    }

    int port(ServerProcess server) {
        return server.port(listener);
    }
}
