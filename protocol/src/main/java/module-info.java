/** POP3 and LMTP as data: no sockets, no policy. */
module org.restante.protocol {
    requires static org.jspecify;

    exports org.restante.protocol;
    exports org.restante.protocol.wire;
}
