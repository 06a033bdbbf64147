package org.restante.accounts.query;

import org.jspecify.annotations.Nullable;
import org.restante.accounts.Locality;
import org.restante.accounts.LoginName;
import org.restante.accounts.RefusedException;
import org.restante.accounts.SourceAccount;
import org.restante.accounts.jdbc.ConnectionPool;
import org.restante.accounts.jdbc.JdbcSettings;
import org.restante.accounts.password.BadVerifierException;
import org.restante.accounts.password.PasswordScheme;
import org.restante.accounts.password.StoredVerifier;
import org.restante.server.login.Account;
import org.restante.server.login.Accounts;
import org.restante.server.net.Network;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The accounts of a database, by two queries. The columns of a row are told by their names:
 *
 * <ul>
 *   <li>{@code name}: the account's; without it the account is called as it was asked for
 *   <li>{@code password}: with {@code {SCHEME}} before it, or of the default scheme; null is none
 *   <li>{@code enabled}: false, 0, n, no or f disable it; null and no such column do not
 *   <li>{@code maildrop}: an absolute path of a Maildir
 *   <li>{@code nets}: the networks it may log in from, with commas between
 * </ul>
 *
 * <p>More rows of one name are more verifiers; rows of several names are an error of the query. Any
 * thread may call.
 */
public final class QueryAccounts implements Accounts, AutoCloseable {
    /** Rows for one name: an account has a verifier in each, and no more schemes than these. */
    private static final int ROWS_MAX = 16;

    private final ConnectionPool pool;
    private final NamedQuery login;
    private final Optional<NamedQuery> address;
    private final PasswordScheme unprefixed;
    private final Locality locality;
    private final String source;

    /**
     * Connects to nothing yet.
     *
     * @param address whose an address is; empty: who logs in by it
     * @param unprefixed the scheme of a password without one
     * @throws IOException if there is no driver for that database
     */
    public QueryAccounts(
            JdbcSettings settings,
            NamedQuery login,
            Optional<NamedQuery> address,
            PasswordScheme unprefixed,
            Locality locality)
            throws IOException {
        this.pool = new ConnectionPool(settings);
        this.source = settings.url();
        this.login = login;
        this.address = address;
        this.unprefixed = unprefixed;
        this.locality = locality;
    }

    @Override
    public Optional<Account> byLogin(String loginName) throws IOException {
        return ask(login, LoginName.of(loginName));
    }

    @Override
    public Optional<Account> byAddress(String asked) throws IOException {
        for (LoginName meant : locality.meant(asked)) {
            Optional<Account> found = ask(address.orElse(login), meant);
            if (found.isEmpty() && locality.isLocal(meant.domain())) {
                found = ask(login, meant);
                found = found.isPresent() ? found : ask(login, meant.bare());
            }
            if (found.isPresent()) {
                return found;
            }
        }
        Optional<LoginName> keeper = locality.keeper(asked);
        return keeper.isPresent()
                ? ask(login, keeper.get()).filter(Account::enabled)
                : Optional.empty();
    }

    private Optional<Account> ask(NamedQuery query, LoginName name) throws IOException {
        if (!name.canName()) {
            return Optional.empty();
        }
        Map<String, String> values =
                Map.of("name", name.name(), "local", name.local(), "domain", name.domain());
        List<Map<String, String>> rows =
                pool.<List<Map<String, String>>, IOException>transaction(
                        true,
                        connection -> {
                            try (PreparedStatement statement = query.prepare(connection, values)) {
                                statement.setQueryTimeout(pool.seconds());
                                statement.setMaxRows(ROWS_MAX);
                                try (ResultSet result = statement.executeQuery()) {
                                    return rows(result);
                                }
                            }
                        });
        return rows.isEmpty() ? Optional.empty() : Optional.of(account(name, rows));
    }

    private static List<Map<String, String>> rows(ResultSet result) throws SQLException {
        ResultSetMetaData shape = result.getMetaData();
        List<Map<String, String>> rows = new ArrayList<>();
        while (result.next()) {
            Map<String, String> row = new TreeMap<>();
            for (int i = 1; i <= shape.getColumnCount(); i++) {
                @Nullable String value = result.getString(i);
                if (value != null) {
                    row.put(shape.getColumnLabel(i).toLowerCase(Locale.ROOT), value);
                }
            }
            rows.add(row);
        }
        return rows;
    }

    private Account account(LoginName asked, List<Map<String, String>> rows) throws IOException {
        Map<String, String> first = rows.getFirst();
        String name = first.getOrDefault("name", asked.name());
        List<StoredVerifier> verifiers = new ArrayList<>();
        boolean enabled = true;
        List<Network> networks = List.of();
        for (Map<String, String> row : rows) {
            if (!row.getOrDefault("name", asked.name()).equals(name)) {
                throw new IOException(
                        source + ": more than one account was found for " + asked.name());
            }
            enabled &= isYes(row.getOrDefault("enabled", "true"));
            try {
                if (row.containsKey("password")) {
                    verifiers.add(StoredVerifier.parse(row.get("password"), unprefixed));
                }
                if (row.containsKey("nets")) {
                    List<Network> own = SourceAccount.networks(row.get("nets"));
                    if (!networks.isEmpty() && !networks.equals(own)) {
                        throw new IOException(
                                source + ": rows of " + name + " have different networks");
                    }
                    networks = own;
                }
            } catch (BadVerifierException e) {
                throw new IOException(source + ": the password of " + name + ": " + e.reason(), e);
            } catch (RefusedException e) {
                throw new IOException(source + ": " + name + ": " + e.reason(), e);
            }
        }
        return SourceAccount.of(
                source,
                name,
                enabled,
                verifiers,
                Optional.ofNullable(first.get("maildrop")),
                networks);
    }

    private static boolean isYes(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "false", "f", "0", "no", "n", "off" -> false;
            default -> true;
        };
    }

    @Override
    public void close() {
        pool.close();
    }
}
