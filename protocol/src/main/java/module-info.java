/** POP and LMTP as data: no sockets, no policy. */
module org.restante.protocol {
    requires static org.jspecify;

    exports org.restante.protocol;
    exports org.restante.protocol.smtp;
    exports org.restante.protocol.pop1;
    exports org.restante.protocol.pop2;
    exports org.restante.protocol.pop3;
    exports org.restante.protocol.proxy;
    exports org.restante.protocol.sasl;
    exports org.restante.protocol.utf8;
    exports org.restante.protocol.wire;
}
