package org.restante.accounts;

import org.restante.accounts.jdbc.JdbcSettings;
import org.restante.accounts.password.BadVerifierException;
import org.restante.accounts.password.PasswordScheme;
import org.restante.accounts.password.StoredVerifier;
import org.restante.protocol.Secret;
import org.restante.server.login.Account;
import org.restante.server.login.Accounts;
import org.restante.server.login.Canonical;
import org.restante.server.login.Policy;
import org.restante.server.login.Survey;
import org.restante.server.login.Verifier;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The accounts of one SQLite file or PostgreSQL database, for logins and for their administrator.
 * Any thread may call, and any number of processes may have it open: every call asks it, so that a
 * change counts at once everywhere. Each method is one transaction; an {@link IOException} or a
 * {@link RefusedException} means that nothing was changed.
 *
 * <p>Names and addresses may be given in any letter case and with domains as U-labels or A-labels.
 */
public final class AccountDatabase implements Accounts, AutoCloseable {
    private final Database database;
    private final Supplier<? extends Collection<String>> domains;
    private final Supplier<Optional<String>> postmaster;
    private final InstantSource clock;

    /** For salts, where no caller has randomness to give. */
    private final SecureRandom random = new SecureRandom();

    private AccountDatabase(
            Database database,
            Supplier<? extends Collection<String>> domains,
            Supplier<Optional<String>> postmaster,
            InstantSource clock) {
        this.database = database;
        this.domains = domains;
        this.postmaster = postmaster;
        this.clock = clock;
    }

    /**
     * Opens a SQLite file; makes it, for its owner's eyes only, if it is not there.
     *
     * @param file its folder has to exist
     * @param domains the local ones, asked at every call; the first that fits decides over a bare
     *     local part
     * @param postmaster asked at every call: the account that gets mail for postmaster; else, or
     *     while that one is missing or disabled, it is the oldest enabled account
     * @param clock when an account is made
     * @throws IOException if it is no account file, or was written by a newer version
     */
    public AccountDatabase(
            Path file,
            Supplier<? extends Collection<String>> domains,
            Supplier<Optional<String>> postmaster,
            InstantSource clock)
            throws IOException {
        this(new SqliteDatabase(file), domains, postmaster, clock);
    }

    /**
     * Uses a database on a PostgreSQL server, which is connected to when it is first asked; the
     * tables are made if they are not there.
     *
     * @param domains as above, and so for the rest
     * @throws IOException if the settings are not for PostgreSQL
     */
    public static AccountDatabase postgresql(
            JdbcSettings server,
            Supplier<? extends Collection<String>> domains,
            Supplier<Optional<String>> postmaster,
            InstantSource clock)
            throws IOException {
        return new AccountDatabase(new PostgresqlDatabase(server), domains, postmaster, clock);
    }

    @Override
    public Survey survey() throws IOException {
        return database.read(connection -> new Tables(connection).survey());
    }

    @Override
    public List<String> names(String after, int max) throws IOException {
        return database.read(connection -> new Tables(connection).names(after, max));
    }

    @Override
    public Optional<Account> byLogin(String loginName) throws IOException {
        return database.account(
                question(true, loginName),
                connection -> {
                    Tables tables = new Tables(connection);
                    // Nobody is called "". An unknown name costs the same questions: how long
                    // they take must not tell who has an account.
                    return tables.account(lookup(tables).byLogin(loginName).orElse(""));
                });
    }

    @Override
    public Optional<Account> byAddress(String address) throws IOException {
        return database.account(
                question(false, address),
                connection -> {
                    Tables tables = new Tables(connection);
                    Optional<String> name = lookup(tables).byAddress(address);
                    return name.isPresent() ? tables.account(name.get()) : Optional.empty();
                });
    }

    /**
     * Adds an enabled account.
     *
     * @param maildrop an absolute path, for a maildrop that lies elsewhere than the store's
     * @param addresses beside its name at the local domains; {@code @domain} is a catch-all
     */
    public void add(
            String name,
            Collection<StoredVerifier> verifiers,
            Optional<Path> maildrop,
            Collection<String> addresses)
            throws IOException, RefusedException {
        String canonical = AccountName.parse(name);
        Optional<Path> place = maildrop.map(Path::normalize);
        if (place.isPresent() && !place.get().isAbsolute()) {
            throw new RefusedException(
                    "the maildrop " + place.get() + " has to be given as an absolute path");
        }
        List<Address> parsed = new ArrayList<>();
        for (String address : addresses) {
            parsed.add(Address.parse(address));
        }
        database.<Boolean, RefusedException>write(connection -> {
            Tables tables = new Tables(connection);
            insert(tables, canonical, true, verifiers, place);
            for (Address address : parsed) {
                insert(tables, canonical, address);
            }
            return true;
        });
    }

    /** Somebody else has changed something: whatever is remembered is asked again. */
    public void forget() {
        database.forget();
    }

    /** All accounts by name; some hundred octets of memory for each. */
    public List<StoredAccount> list() throws IOException {
        return database.read(connection -> {
            Tables tables = new Tables(connection);
            List<StoredAccount> all = new ArrayList<>();
            for (String name : tables.names()) {
                tables.shown(name).ifPresent(all::add);
            }
            return all;
        });
    }

    /** Whether there is no account at all. */
    public boolean isEmpty() throws IOException {
        return database.read(connection -> new Tables(connection).isEmpty());
    }

    public Optional<StoredAccount> show(String name) throws IOException {
        return database.read(connection -> new Tables(connection).shown(Canonical.name(name)));
    }

    /** Gives an account a new password: whatever proved the old one is gone. */
    public void setPassword(String name, Collection<StoredVerifier> verifiers)
            throws IOException, RefusedException {
        change(
                name,
                (tables, account) -> {
                    tables.removeVerifiers(account);
                    for (StoredVerifier verifier : verifiers) {
                        tables.put(account, verifier);
                    }
                });
    }

    /** Adds verifiers of the password that the account has; each replaces one of its scheme. */
    public void addVerifiers(String name, Collection<StoredVerifier> verifiers)
            throws IOException, RefusedException {
        change(
                name,
                (tables, account) -> {
                    for (StoredVerifier verifier : verifiers) {
                        tables.put(account, verifier);
                    }
                });
    }

    /**
     * Adds a verifier of a password that was just proven, unless that password was changed since.
     *
     * @param proved the verifier that it matched
     * @return whether it was added
     */
    public boolean addVerifier(String name, Verifier proved, StoredVerifier added)
            throws IOException {
        String account = Canonical.name(name);
        return database.write(connection -> {
            Tables tables = new Tables(connection);
            boolean stillSo =
                    tables.verifiers(account).stream()
                            .anyMatch(v -> v.stored().equals(proved.stored()));
            if (stillSo) {
                tables.put(account, added);
            }
            return stillSo;
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>An account that came with a hash of another system gets a SCRAM-SHA-256 verifier of the
     * same password beside it, once.
     */
    @Override
    public void proven(Account account, Verifier proved, Secret password) throws IOException {
        PasswordScheme better = PasswordScheme.SCRAM_SHA_256;
        boolean hasIt =
                account.verifiers().stream()
                        .anyMatch(verifier -> verifier.scheme().equals(better.text()));
        if (hasIt || !(proved instanceof StoredVerifier stored) || !stored.covers(password)) {
            return;
        }
        try {
            Optional<StoredVerifier> made = better.make(password, random);
            if (made.isPresent()) {
                addVerifier(account.name(), proved, made.get());
            }
        } catch (BadVerifierException _) {
            // A password that no new verifier is made of has proved itself all the same.
        }
    }

    /** A disabled account cannot log in and takes no mail; nothing of it is lost. */
    public void setEnabled(String name, boolean enabled) throws IOException, RefusedException {
        change(name, (tables, account) -> tables.setEnabled(account, enabled));
    }

    /** Gives an account another policy; {@link Policy#NONE} for what holds for everybody. */
    public void setPolicy(String name, Policy policy) throws IOException, RefusedException {
        change(name, (tables, account) -> tables.put(account, policy));
    }

    /** Forgets an account and its addresses. Its maildrop is not touched. */
    public void remove(String name) throws IOException, RefusedException {
        change(name, Tables::remove);
    }

    public void addAddress(String name, String address) throws IOException, RefusedException {
        Address parsed = Address.parse(address);
        change(name, (tables, account) -> insert(tables, account, parsed));
    }

    public void removeAddress(String name, String address) throws IOException, RefusedException {
        Address parsed = Address.parse(address);
        change(
                name,
                (tables, account) -> {
                    if (!tables.remove(account, parsed)) {
                        throw new RefusedException(parsed + " is no address of " + account);
                    }
                });
    }

    /**
     * All accounts as lines of Dovecot's passwd-file. They hold secrets. An account has a line for
     * each verifier, the SCRAM-SHA-256 one first; {@code *} stands for none, {@code nologin} marks
     * a disabled account.
     */
    public List<String> exportLines() throws IOException {
        return database.read(connection -> {
            Tables tables = new Tables(connection);
            List<String> lines = new ArrayList<>();
            for (String name : tables.names()) {
                boolean enabled = tables.isEnabled(name);
                List<StoredVerifier> verifiers = tables.verifiers(name);
                for (StoredVerifier verifier : verifiers) {
                    lines.add(new PasswdLine(name, Optional.of(verifier), enabled).format());
                }
                if (verifiers.isEmpty()) {
                    lines.add(new PasswdLine(name, Optional.empty(), enabled).format());
                }
            }
            return lines;
        });
    }

    /**
     * Adds the accounts of a passwd-file, all or none. Blank lines and those with {@code #} first
     * are passed over; several lines of one name are several verifiers of it.
     *
     * @param unprefixed the scheme of verifiers without one, {@link PasswordScheme#CRYPT} in a
     *     passwd-file of Dovecot
     * @param skipExisting leave accounts that exist already as they are; else such a line is bad
     */
    public ImportResult importLines(
            List<String> lines, PasswordScheme unprefixed, boolean skipExisting)
            throws IOException {
        List<ImportResult.BadLine> bad = new ArrayList<>();
        Map<String, Imported> accounts = new LinkedHashMap<>();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                PasswdLine parsed = PasswdLine.parse(line, unprefixed);
                int first = number;
                accounts.computeIfAbsent(parsed.name(), _ -> new Imported(first, parsed.enabled()))
                        .take(parsed);
            } catch (RefusedException e) {
                bad.add(new ImportResult.BadLine(number, e.reason()));
            }
        }
        try {
            return database.<ImportResult, Unimported>write(
                    connection -> insert(new Tables(connection), accounts, bad, skipExisting));
        } catch (Unimported _) {
            bad.sort((one, other) -> Integer.compare(one.number(), other.number()));
            return new ImportResult.Refused(bad);
        }
    }

    /**
     * Adds accounts with their addresses and policies, all or none.
     *
     * @param skipExisting leave accounts that exist already as they are; else such a one is bad
     * @return bad ones are told by their place in the list; the first is 1
     */
    public ImportResult importAccounts(List<ImportedAccount> accounts, boolean skipExisting)
            throws IOException {
        List<ImportResult.BadLine> bad = new ArrayList<>();
        try {
            return database.<ImportResult, Unimported>write(
                    connection -> insert(new Tables(connection), accounts, skipExisting, bad));
        } catch (Unimported _) {
            return new ImportResult.Refused(bad);
        }
    }

    private ImportResult insert(
            Tables tables,
            List<ImportedAccount> accounts,
            boolean skipExisting,
            List<ImportResult.BadLine> bad)
            throws SQLException, Unimported {
        List<String> added = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (int i = 0; i < accounts.size(); i++) {
            ImportedAccount account = accounts.get(i);
            try {
                String name = AccountName.parse(account.name());
                if (skipExisting && tables.exists(name)) {
                    skipped.add(name);
                } else {
                    insert(tables, name, account);
                    added.add(name);
                }
            } catch (RefusedException e) {
                bad.add(new ImportResult.BadLine(i + 1, e.reason()));
            } catch (BadVerifierException e) {
                bad.add(new ImportResult.BadLine(i + 1, e.reason()));
            }
        }
        if (!bad.isEmpty()) {
            throw new Unimported();
        }
        return new ImportResult.Imported(added, skipped);
    }

    private void insert(Tables tables, String name, ImportedAccount account)
            throws SQLException, RefusedException, BadVerifierException {
        List<StoredVerifier> verifiers = new ArrayList<>();
        for (String verifier : account.verifiers()) {
            verifiers.add(StoredVerifier.parse(verifier, PasswordScheme.CRYPT));
        }
        Optional<Path> place = account.maildrop().map(Path::normalize);
        if (place.isPresent() && !place.get().isAbsolute()) {
            throw new RefusedException(
                    "the maildrop " + place.get() + " has to be given as an absolute path");
        }
        insert(tables, name, account.enabled(), verifiers, place);
        for (String address : account.addresses()) {
            insert(tables, name, Address.parse(address));
        }
        tables.put(name, account.policy());
    }

    @Override
    public void close() {
        database.close();
    }

    private ImportResult insert(
            Tables tables,
            Map<String, Imported> accounts,
            List<ImportResult.BadLine> bad,
            boolean skipExisting)
            throws SQLException, Unimported {
        List<String> added = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (Map.Entry<String, Imported> account : accounts.entrySet()) {
            String name = account.getKey();
            Imported imported = account.getValue();
            if (skipExisting && tables.exists(name)) {
                skipped.add(name);
                continue;
            }
            try {
                insert(
                        tables,
                        name,
                        imported.enabled,
                        imported.verifiers.values(),
                        Optional.empty());
                added.add(name);
            } catch (RefusedException e) {
                bad.add(new ImportResult.BadLine(imported.line, e.reason()));
            }
        }
        if (!bad.isEmpty()) {
            throw new Unimported();
        }
        return new ImportResult.Imported(added, skipped);
    }

    private void insert(
            Tables tables,
            String name,
            boolean enabled,
            Collection<StoredVerifier> verifiers,
            Optional<Path> maildrop)
            throws SQLException, RefusedException {
        if (tables.exists(name)) {
            throw new RefusedException("there is an account " + name + " already");
        }
        Optional<String> rival = lookup(tables).rivalOf(name);
        if (rival.isPresent()) {
            throw new RefusedException(
                    "mail for " + name + " goes to the account " + rival.get() + " already");
        }
        if (maildrop.isPresent()) {
            Optional<String> owner = tables.ownerOfMaildrop(maildrop.get());
            if (owner.isPresent()) {
                throw new RefusedException(
                        maildrop.get() + " is the maildrop of " + owner.get() + " already");
            }
        }
        tables.insert(name, enabled, maildrop, clock.instant());
        for (StoredVerifier verifier : verifiers) {
            tables.put(name, verifier);
        }
    }

    private void insert(Tables tables, String account, Address address)
            throws SQLException, RefusedException {
        Optional<String> holder = tables.holder(address);
        if (holder.isEmpty() && !address.localPart().isEmpty()) {
            holder =
                    lookup(tables)
                            .owner(address.localPart(), Set.of(address.domain()))
                            .filter(owner -> !owner.equals(account));
        }
        if (holder.isEmpty() && tables.exists(address.toString())) {
            holder = Optional.of(address.toString()).filter(owner -> !owner.equals(account));
        }
        if (holder.isPresent()) {
            throw new RefusedException(address + " belongs to " + holder.get() + " already");
        }
        tables.insert(account, address);
    }

    private interface Change {
        void to(Tables tables, String account) throws SQLException, RefusedException;
    }

    private void change(String name, Change change) throws IOException, RefusedException {
        String account = Canonical.name(name);
        database.<Boolean, RefusedException>write(connection -> {
            Tables tables = new Tables(connection);
            if (!tables.exists(account)) {
                throw new RefusedException("there is no account " + account);
            }
            change.to(tables, account);
            return true;
        });
    }

    /** What the answer depends on beside the database. */
    private record Question(
            boolean login, String text, List<String> domains, Optional<String> postmaster) {}

    private Question question(boolean login, String text) {
        return new Question(login, text, List.copyOf(domains.get()), postmaster.get());
    }

    private Lookup lookup(Tables tables) {
        return new Lookup(tables, domains.get(), postmaster.get());
    }

    /** Rolls an import back. */
    private static final class Unimported extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** What the lines of one name say together. */
    private static final class Imported {
        private final int line;
        private final boolean enabled;
        private final Map<String, StoredVerifier> verifiers = new LinkedHashMap<>();

        Imported(int line, boolean enabled) {
            this.line = line;
            this.enabled = enabled;
        }

        void take(PasswdLine parsed) throws RefusedException {
            if (parsed.enabled() != enabled) {
                throw new RefusedException(
                        "line " + line + " says otherwise whether it is enabled");
            }
            if (parsed.verifier().isEmpty()) {
                return;
            }
            StoredVerifier verifier = parsed.verifier().get();
            if (verifiers.putIfAbsent(verifier.scheme(), verifier) != null) {
                throw new RefusedException(
                        parsed.name()
                                + " has a {"
                                + verifier.scheme()
                                + "} verifier from line "
                                + line
                                + " on already");
            }
        }
    }
}
