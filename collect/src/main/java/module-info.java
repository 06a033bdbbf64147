/** Mail from other people's POP3 servers, every message once. */
module org.restante.collect {
    requires static org.jspecify;
    requires com.google.gson;
    requires java.net.http;
    // What domains say about their servers.
    requires java.xml;
    // Hears the browser come back from a login.
    requires jdk.httpserver;
    // Commands and responses of IMAP.
    requires org.eclipse.angus.mail;
    requires jakarta.mail;
    // Servers, credentials, maildrops and their store are in the API.
    requires transitive org.restante.client;
    requires transitive org.restante.store;

    exports org.restante.collect;
    exports org.restante.collect.imap;
    exports org.restante.collect.sorting;
    exports org.restante.collect.setup;
    exports org.restante.collect.tokens;
    exports org.restante.collect.transfer;
}
