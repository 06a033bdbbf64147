/** Where accounts are: SQLite, PostgreSQL, files, directories; and the password schemes. */
module org.restante.accounts {
    requires static org.jspecify;
    requires transitive org.restante.server;
    requires transitive java.sql;
    requires org.apache.commons.codec;
    requires org.bouncycastle.provider;
    // Named here, not found by DriverManager: its connections are configured before they open.
    requires org.xerial.sqlitejdbc;
    // Found by DriverManager from its URL.
    requires org.postgresql.jdbc;
    // Its jar names no module.
    requires unboundid.ldapsdk;

    exports org.restante.accounts;
    exports org.restante.accounts.jdbc;
    exports org.restante.accounts.ldap;
    exports org.restante.accounts.password;
    exports org.restante.accounts.query;
}
