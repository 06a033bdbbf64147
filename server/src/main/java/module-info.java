/** The sessions of the post office: POP3 out, LMTP in. */
module org.restante.server {
    // The times of TCP keepalive.
    requires jdk.net;
    requires static org.jspecify;
    requires java.naming;
    requires transitive org.restante.protocol;
    requires transitive org.restante.store;

    exports org.restante.server;
    exports org.restante.server.event;
    exports org.restante.server.lmtp;
    exports org.restante.server.login;
    exports org.restante.server.login.sasl;
    exports org.restante.server.net;
    exports org.restante.server.pop1;
    exports org.restante.server.pop2;
    exports org.restante.server.pop3;
    exports org.restante.server.quota;
    exports org.restante.server.session;
    exports org.restante.server.text;
}
