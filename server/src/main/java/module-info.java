/** The sessions of the post office: POP3 out, LMTP in. */
module org.restante.server {
    requires static org.jspecify;
    requires transitive org.restante.protocol;
    requires transitive org.restante.store;

    exports org.restante.server.login;
}
