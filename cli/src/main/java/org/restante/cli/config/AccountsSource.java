package org.restante.cli.config;

import org.restante.accounts.jdbc.JdbcSettings;
import org.restante.accounts.ldap.LdapSettings;
import org.restante.accounts.password.PasswordScheme;
import org.restante.accounts.query.NamedQuery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where accounts are: one table of {@code [[accounts.source]]}. */
public sealed interface AccountsSource {
    /** How long an answer of it is remembered; zero: not at all. */
    Duration cache();

    /** One that {@code restante account} writes to. */
    sealed interface Writable extends AccountsSource {}

    /** A file of our own. */
    record Sqlite(Path path, Duration cache) implements Writable {}

    /** The same tables on a server that several machines share. */
    record Postgresql(JdbcSettings database, Duration cache) implements Writable {}

    /** A passwd-file of Dovecot. */
    record Passwd(Path path, PasswordScheme unprefixed, Duration cache) implements AccountsSource {}

    /** A directory. */
    record Ldap(LdapSettings directory, Duration cache) implements AccountsSource {}

    /** A database of another program. */
    record Sql(
            JdbcSettings database,
            NamedQuery login,
            Optional<NamedQuery> address,
            PasswordScheme unprefixed,
            Duration cache)
            implements AccountsSource {}
}
