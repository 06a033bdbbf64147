/** Load for any POP3 server, and its figures. */
module org.restante.bench {
    requires static org.jspecify;
    // Counts latencies; the name is the jar's, which has none of its own.
    requires HdrHistogram;
    // Servers and what they are trusted by are in the API.
    requires transitive org.restante.client;

    exports org.restante.bench;
}
