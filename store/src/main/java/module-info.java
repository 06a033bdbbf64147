/** Maildrops: what POP opens and locks, and where delivery puts mail. */
module org.restante.store {
    requires static org.jspecify;
    requires transitive org.restante.protocol;

    exports org.restante.store;
    exports org.restante.store.adopt;
    exports org.restante.store.maildir;
    exports org.restante.store.memory;
}
