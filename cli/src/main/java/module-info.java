/** The command {@code restante}. */
module org.restante.cli {
    requires static org.jspecify;
    requires com.google.gson;
    requires info.picocli;
    requires java.logging;
    // The only way to hear SIGHUP, and SIGTERM without losing the exit code.
    requires jdk.unsupported;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.restante.accounts;
    requires org.restante.acme;
    requires org.restante.bench;
    requires org.restante.client;
    requires org.restante.collect;
    requires org.restante.oauth;
    requires org.restante.protocol;
    requires org.restante.server;
    requires org.restante.shell;
    requires org.restante.store;
    requires org.tomlj;

    // picocli fills the annotated fields of commands by reflection.
    opens org.restante.cli to
            info.picocli;
    opens org.restante.cli.account to
            info.picocli;
    opens org.restante.cli.bench to
            info.picocli;
    opens org.restante.cli.collect to
            info.picocli;
    opens org.restante.cli.config to
            info.picocli;
    opens org.restante.cli.maildrop to
            info.picocli;
    opens org.restante.cli.serve to
            info.picocli;
    opens org.restante.cli.shell to
            info.picocli;
}
