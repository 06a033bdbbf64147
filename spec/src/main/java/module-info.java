/** Which test proves which requirement, and the page made from that. */
module org.restante.spec {
    requires static org.jspecify;

    exports org.restante.spec;
}
