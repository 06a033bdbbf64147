/** Mail from other people's POP3 servers, every message once. */
module org.restante.collect {
    requires static org.jspecify;
    // Servers, credentials, maildrops and their store are in the API.
    requires transitive org.restante.client;
    requires transitive org.restante.store;

    exports org.restante.collect;
}
