package org.restante.cli.config;

import org.restante.accounts.jdbc.JdbcSettings;
import org.restante.accounts.ldap.LdapFilter;
import org.restante.accounts.ldap.LdapSettings;
import org.restante.accounts.password.PasswordScheme;
import org.restante.accounts.query.NamedQuery;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The keys of {@code [[accounts.source]]}, for each kind of source. */
final class AccountsKeys {
    /** What kind of place holds accounts. */
    enum Kind {
        SQLITE,
        POSTGRESQL,
        PASSWD,
        LDAP,
        SQL
    }

    private static final TableKeys KEYS = new TableKeys("accounts.source", false);

    private static final Key<Kind> KIND =
            KEYS.fixed(
                    "kind",
                    Type.choice(Kind.class),
                    "sqlite",
                    "What holds the accounts, and so which keys the table has.");
    private static final Key<Duration> CACHE =
            KEYS.fixed(
                    "cache",
                    Type.duration("0s", "1h"),
                    "0s",
                    "How long an answer is remembered, and with it an old password or a disabled account; 0s asks each time.");
    private static final Key<Path> SQLITE_PATH =
            KEYS.fixed(
                    "path",
                    Type.path(),
                    "{data}/accounts.db",
                    "The file of the accounts; {data} is the data folder.");
    private static final Key<String> POSTGRESQL_URL =
            KEYS.required(
                    "url",
                    Type.text(
                            "string",
                            "jdbc:postgresql://host:port/database",
                            AccountsKeys::postgresql),
                    "jdbc:postgresql://db.example.org/restante",
                    "The database; its tables are made at the first start.");
    private static final Key<String> SQL_URL =
            KEYS.required(
                    "url",
                    Type.text("string", "jdbc:…", JdbcSettings::url),
                    "jdbc:postgresql://db.example.org/mail",
                    "The database; drivers for PostgreSQL and SQLite are there, others count if they are on the class path.");
    private static final Key<Optional<String>> USER =
            KEYS.nothing(
                    "user",
                    Type.text("string", "", TableKeys::some).optional(),
                    "restante",
                    "The user to connect as.");
    private static final Key<Optional<Path>> PASSWORD_FILE =
            KEYS.nothing(
                    "password-file",
                    Type.path().optional(),
                    "/etc/restante/database-password",
                    "The file whose first line is the password; without it PostgreSQL's driver looks into ~/.pgpass.");
    private static final Key<Integer> CONNECTIONS =
            KEYS.fixed(
                    "connections",
                    Type.integer(1, 1000),
                    8L,
                    "How many connections there may be at once.");
    private static final Key<Duration> TIMEOUT =
            KEYS.fixed(
                    "timeout",
                    Type.duration("1s", "5m"),
                    "10s",
                    "How long a connection and an answer may take, each; then the source counts as down.");
    private static final Key<Path> PASSWD_PATH =
            KEYS.required(
                    "path",
                    Type.path(),
                    "/etc/dovecot/users",
                    "The passwd-file; a change of it counts within a second.");
    private static final Key<PasswordScheme> CRYPT_SCHEME = scheme("CRYPT");
    private static final Key<PasswordScheme> PLAIN_SCHEME = scheme("PLAIN");
    private static final Key<NamedQuery> LOGIN_QUERY =
            KEYS.required(
                    "login-query",
                    Type.text("string", "with :name, :local, :domain", NamedQuery::parse),
                    "SELECT name, password FROM users WHERE name = :name",
                    "Who logs in: a row with the columns password and, if there are, name, enabled, maildrop, nets; more rows of one name are more verifiers.");
    private static final Key<Optional<NamedQuery>> ADDRESS_QUERY =
            KEYS.nothing(
                    "address-query",
                    Type.text("string", "with :name, :local, :domain", NamedQuery::parse)
                            .optional(),
                    "SELECT owner AS name FROM aliases WHERE address = :name",
                    "Whose an address is: a row with the column name and, if there are, enabled and maildrop; without it mail goes by login-query.");
    private static final Key<List<URI>> LDAP_URL =
            KEYS.required(
                    "url",
                    Type.text("string", "ldap://host or ldaps://host", LdapSettings::server)
                            .oneOrMore()
                            .checked(list -> !list.isEmpty(), "must name a server"),
                    "ldaps://ldap.example.org",
                    "The directory's servers, asked in this order until one answers.");
    private static final Key<Boolean> STARTTLS =
            KEYS.fixed(
                    "starttls",
                    Type.yesOrNo(),
                    true,
                    "Whether ldap:// is made safe with STARTTLS before anything is sent; ldaps:// is from the start.");
    private static final Key<Optional<Path>> CA_FILE =
            KEYS.nothing(
                    "ca-file",
                    Type.path().optional(),
                    "/etc/restante/ldap-ca.pem",
                    "The certificate authorities to trust, in PEM form; without it those that Java trusts.");
    private static final Key<Optional<String>> BIND_DN =
            KEYS.nothing(
                    "bind-dn",
                    Type.text("string", "", TableKeys::some).optional(),
                    "cn=restante,dc=example,dc=org",
                    "Whom to search as; without it anonymously. Needs password-file.");
    private static final Key<Optional<Path>> BIND_PASSWORD_FILE =
            KEYS.nothing(
                    "password-file",
                    Type.path().optional(),
                    "/etc/restante/ldap-password",
                    "The file whose first line is the password of bind-dn.");
    private static final Key<String> BASE =
            KEYS.required(
                    "base",
                    Type.text("string", "a DN", LdapFilter::base),
                    "ou=people,dc=example,dc=org",
                    "Where accounts are searched, with everything below.");
    private static final Key<String> FILTER =
            KEYS.fixed(
                    "filter",
                    Type.text(
                            "string",
                            "a filter with {name}, {local}, {domain}",
                            LdapFilter::checked),
                    "(uid={name})",
                    "Finds who logs in; what is put in is escaped.");
    private static final Key<Optional<String>> ADDRESS_FILTER =
            KEYS.nothing(
                    "address-filter",
                    Type.text(
                                    "string",
                                    "a filter with {name}, {local}, {domain}",
                                    LdapFilter::checked)
                            .optional(),
                    "(mail={name})",
                    "Finds whose an address is; without it mail goes by filter alone.");
    private static final Key<LdapSettings.Mode> MODE =
            KEYS.fixed(
                    "mode",
                    Type.choice(LdapSettings.Mode.class),
                    "bind",
                    "How a password is checked: the directory lets the account in, or the stored values are read and checked here (which APOP, CRAM-MD5 and SCRAM need).");
    private static final Key<String> NAME_ATTRIBUTE =
            KEYS.fixed(
                    "name-attribute",
                    Type.text("string", "", TableKeys::some),
                    "uid",
                    "The attribute that is the account's name, whatever was typed.");
    private static final Key<String> PASSWORD_ATTRIBUTE =
            KEYS.fixed(
                    "password-attribute",
                    Type.text("string", "", TableKeys::some),
                    "userPassword",
                    "The attribute of the stored passwords, for mode = \"read\".");
    private static final Key<Optional<String>> MAILDROP_ATTRIBUTE =
            KEYS.nothing(
                    "maildrop-attribute",
                    Type.text("string", "", TableKeys::some).optional(),
                    "mailMessageStore",
                    "The attribute that is the absolute path of the account's Maildir.");
    private static final Key<Optional<String>> ENABLED_ATTRIBUTE =
            KEYS.nothing(
                    "enabled-attribute",
                    Type.text("string", "", TableKeys::some).optional(),
                    "accountActive",
                    "An account that has this attribute with anything but TRUE, yes, 1 or active is disabled.");

    static final TableList<Kind> LIST =
            new TableList<>(
                    KEYS.list(),
                    KIND,
                    shapes(),
                    "Where the accounts are; asked in this order, the first that knows a name decides.");

    private AccountsKeys() {}

    private static Map<Kind, List<Key<?>>> shapes() {
        Map<Kind, List<Key<?>>> shapes = new EnumMap<>(Kind.class);
        shapes.put(Kind.SQLITE, List.of(SQLITE_PATH, CACHE));
        shapes.put(
                Kind.POSTGRESQL,
                List.of(POSTGRESQL_URL, USER, PASSWORD_FILE, CONNECTIONS, TIMEOUT, CACHE));
        shapes.put(Kind.PASSWD, List.of(PASSWD_PATH, CRYPT_SCHEME, CACHE));
        shapes.put(
                Kind.LDAP,
                List.of(
                        LDAP_URL,
                        STARTTLS,
                        CA_FILE,
                        BIND_DN,
                        BIND_PASSWORD_FILE,
                        BASE,
                        FILTER,
                        ADDRESS_FILTER,
                        MODE,
                        NAME_ATTRIBUTE,
                        PASSWORD_ATTRIBUTE,
                        PLAIN_SCHEME,
                        MAILDROP_ATTRIBUTE,
                        ENABLED_ATTRIBUTE,
                        CONNECTIONS,
                        TIMEOUT,
                        CACHE));
        shapes.put(
                Kind.SQL,
                List.of(
                        SQL_URL,
                        USER,
                        PASSWORD_FILE,
                        LOGIN_QUERY,
                        ADDRESS_QUERY,
                        CRYPT_SCHEME,
                        CONNECTIONS,
                        TIMEOUT,
                        CACHE));
        return shapes;
    }

    static AccountsSource source(TableList.Table<Kind> table) {
        Values values = table.values();
        Duration cache = values.get(CACHE);
        return switch (table.kind()) {
            case SQLITE -> new AccountsSource.Sqlite(values.get(SQLITE_PATH), cache);
            case POSTGRESQL ->
                    new AccountsSource.Postgresql(
                            database(values.get(POSTGRESQL_URL), values), cache);
            case PASSWD ->
                    new AccountsSource.Passwd(
                            values.get(PASSWD_PATH), values.get(CRYPT_SCHEME), cache);
            case LDAP -> new AccountsSource.Ldap(directory(values), cache);
            case SQL ->
                    new AccountsSource.Sql(
                            database(values.get(SQL_URL), values),
                            values.get(LOGIN_QUERY),
                            values.get(ADDRESS_QUERY),
                            values.get(CRYPT_SCHEME),
                            cache);
        };
    }

    private static JdbcSettings database(String url, Values values) {
        return new JdbcSettings(
                url,
                values.get(USER),
                values.get(PASSWORD_FILE),
                values.get(CONNECTIONS),
                values.get(TIMEOUT));
    }

    private static LdapSettings directory(Values values) {
        return new LdapSettings(
                values.get(LDAP_URL),
                values.get(STARTTLS),
                values.get(CA_FILE),
                values.get(BIND_DN),
                values.get(BIND_PASSWORD_FILE),
                values.get(BASE),
                values.get(FILTER),
                values.get(ADDRESS_FILTER),
                values.get(MODE),
                values.get(NAME_ATTRIBUTE),
                values.get(PASSWORD_ATTRIBUTE),
                values.get(PLAIN_SCHEME),
                values.get(MAILDROP_ATTRIBUTE),
                values.get(ENABLED_ATTRIBUTE),
                values.get(CONNECTIONS),
                values.get(TIMEOUT));
    }

    /** Whether it gives what is stored of passwords, as SCRAM, CRAM-MD5 and APOP need it. */
    static boolean givesVerifiers(TableList.Table<Kind> table) {
        return table.kind() != Kind.LDAP || table.values().get(MODE) == LdapSettings.Mode.READ;
    }

    /** What a table lacks although each of its keys is good by itself. */
    static Optional<String> lack(TableList.Table<Kind> table) {
        Values values = table.values();
        boolean named = values.find(BIND_DN).flatMap(Function.identity()).isPresent();
        boolean secret = values.find(BIND_PASSWORD_FILE).flatMap(Function.identity()).isPresent();
        // RFC 4513 §5.1.2: a name without a password is a bind that proves nothing.
        return table.kind() == Kind.LDAP && named != secret
                ? Optional.of("bind-dn and password-file need each other")
                : Optional.empty();
    }

    private static String postgresql(String text) {
        if (!text.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("must begin with jdbc:postgresql:");
        }
        return JdbcSettings.url(text);
    }

    private static Key<PasswordScheme> scheme(String preset) {
        String names =
                Arrays.stream(PasswordScheme.values())
                        .map(each -> "\"" + each.text() + "\"")
                        .collect(Collectors.joining(", "));
        return KEYS.fixed(
                "default-scheme",
                Type.text(
                        "string",
                        names,
                        text ->
                                PasswordScheme.find(text)
                                        .orElseThrow(() ->
                                                new IllegalArgumentException(
                                                        "must be one of " + names))),
                preset,
                "What a stored password without {SCHEME} before it is.");
    }
}
