/** Accounts in SQLite, and the password schemes. */
module org.restante.accounts {
    requires static org.jspecify;
    requires transitive org.restante.server;
    requires java.sql;
    requires org.apache.commons.codec;
    requires org.bouncycastle.provider;
    // Named here, not found by DriverManager: its connections are configured before they open.
    requires org.xerial.sqlitejdbc;

    exports org.restante.accounts;
    exports org.restante.accounts.password;
}
