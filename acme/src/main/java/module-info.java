/** Certificates of an authority that speaks ACME (RFC 8555). */
module org.restante.acme {
    requires static org.jspecify;
    requires transitive org.restante.server;
    requires java.net.http;
    requires org.shredzone.acme4j;

    exports org.restante.acme;
}
