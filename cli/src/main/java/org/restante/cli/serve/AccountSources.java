package org.restante.cli.serve;

import org.restante.accounts.AccountDatabase;
import org.restante.accounts.CachedAccounts;
import org.restante.accounts.ChainedAccounts;
import org.restante.accounts.Locality;
import org.restante.accounts.PasswdFile;
import org.restante.accounts.ldap.LdapAccounts;
import org.restante.accounts.query.QueryAccounts;
import org.restante.cli.config.AccountsSource;
import org.restante.cli.config.Configuration;
import org.restante.server.login.Account;
import org.restante.server.login.Accounts;
import org.restante.store.MaildropName;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** All sources of accounts that are configured, open. Whoever opened them closes them. */
public final class AccountSources implements AutoCloseable {
    private static final int NAMES_AT_ONCE = 1000;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<CachedAccounts> caches = new ArrayList<>();
    private final List<AccountDatabase> databases = new ArrayList<>();
    private final Accounts all;

    /**
     * Opens what can be opened without asking another machine: a server that is down is no reason
     * not to start.
     *
     * @param configuration what is in force; its sources are read once, the rest at every question
     */
    public AccountSources(Supplier<Configuration> configuration) throws IOException {
        List<Accounts> sources = new ArrayList<>();
        try {
            for (AccountsSource each : configuration.get().accounts()) {
                Accounts source = open(each, configuration);
                if (source instanceof AutoCloseable closeable) {
                    open.add(closeable);
                }
                if (source instanceof AccountDatabase database) {
                    databases.add(database);
                }
                sources.add(each.cache().isZero() ? source : cached(source, each));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        all = sources.size() == 1 ? sources.getFirst() : new ChainedAccounts(sources);
    }

    private CachedAccounts cached(Accounts source, AccountsSource settings) {
        CachedAccounts cached =
                new CachedAccounts(source, settings.cache(), InstantSource.system());
        caches.add(cached);
        return cached;
    }

    private static Accounts open(AccountsSource source, Supplier<Configuration> configuration)
            throws IOException {
        Locality locality =
                new Locality(
                        () -> configuration.get().domains(),
                        () -> configuration.get().postmaster());
        return switch (source) {
            case AccountsSource.Writable own -> openWritable(own, configuration);
            case AccountsSource.Passwd(var path, var unprefixed, _) ->
                    new PasswdFile(path, unprefixed, locality, InstantSource.system());
            case AccountsSource.Ldap(var directory, _) -> new LdapAccounts(directory, locality);
            case AccountsSource.Sql(var database, var login, var address, var unprefixed, _) ->
                    new QueryAccounts(database, login, address, unprefixed, locality);
        };
    }

    /** Opens one that {@code restante account} writes to. */
    public static AccountDatabase openWritable(
            AccountsSource.Writable source, Supplier<Configuration> configuration)
            throws IOException {
        return switch (source) {
            case AccountsSource.Sqlite(var path, _) ->
                    new AccountDatabase(
                            path,
                            () -> configuration.get().domains(),
                            () -> configuration.get().postmaster(),
                            InstantSource.system());
            case AccountsSource.Postgresql(var database, _) ->
                    AccountDatabase.postgresql(
                            database,
                            () -> configuration.get().domains(),
                            () -> configuration.get().postmaster(),
                            InstantSource.system());
        };
    }

    /** All of them, asked in their order. */
    public Accounts all() {
        return all;
    }

    /** The first that {@code restante account} could write to. */
    Optional<AccountDatabase> writable() {
        return databases.stream().findFirst();
    }

    /** The maildrops of the accounts of a domain, of those sources that can list theirs. */
    public List<MaildropName> maildropsOf(String domain) throws IOException {
        return named(name -> name.endsWith("@" + domain)).stream().map(Account::maildrop).toList();
    }

    /** The accounts with such names, of those sources that can list theirs. */
    public List<Account> named(Predicate<String> wanted) throws IOException {
        List<Account> accounts = new ArrayList<>();
        List<String> names = all.names("", NAMES_AT_ONCE);
        while (!names.isEmpty()) {
            for (String name : names) {
                if (wanted.test(name)) {
                    all.byLogin(name).ifPresent(accounts::add);
                }
            }
            names = all.names(names.getLast(), NAMES_AT_ONCE);
        }
        return accounts;
    }

    /** Makes what was remembered of an account be asked again. */
    void forget(String account) {
        // First, as the caches ask them.
        databases.forEach(AccountDatabase::forget);
        caches.forEach(cache -> cache.forget(account));
    }

    /** Makes everything be asked again. */
    void forgetAll() {
        databases.forEach(AccountDatabase::forget);
        caches.forEach(CachedAccounts::forgetAll);
    }

    @Override
    public void close() throws IOException {
        IOException failed = null;
        for (AutoCloseable each : open.reversed()) {
            try {
                each.close();
            } catch (Exception e) {
                failed =
                        failed == null
                                ? new IOException("closing a source of accounts", e)
                                : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
