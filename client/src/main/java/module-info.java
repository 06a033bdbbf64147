/** POP3 from Java: connect, log in, list, retrieve, mark, quit. */
module org.restante.client {
    requires static org.jspecify;
    // Its SRV lookups; the provider itself, jdk.naming.dns, is found at run time.
    requires java.naming;
    // Message numbers, response codes and secrets are in the API.
    requires transitive org.restante.protocol;

    exports org.restante.client;
}
