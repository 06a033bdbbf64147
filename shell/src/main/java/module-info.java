/** POP3 by hand: every octet shown and explained, and a server to practise with. */
module org.restante.shell {
    requires static org.jspecify;
    requires com.google.gson;
    requires apache.mime4j.core;
    requires org.jline.reader;
    requires org.jline.terminal;
    // Servers, mechanisms and secrets are in the API.
    requires transitive org.restante.client;
    requires org.restante.testkit;

    exports org.restante.shell;
}
