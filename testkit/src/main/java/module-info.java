/** For tests of code that speaks POP3. Its own API names types of the JDK alone. */
module org.restante.testkit {
    requires static org.jspecify;
    // For the extension alone. Not transitive: then users without JUnit could not be compiled.
    requires static org.junit.jupiter.api;
    // Whoever tests a server plays its transcripts.
    requires transitive org.restante.spec;
    requires org.restante.server;

    exports org.restante.testkit;
    exports org.restante.testkit.junit;
}
