package org.restante.accounts;

import org.jspecify.annotations.Nullable;
import org.restante.accounts.password.StoredVerifier;
import org.restante.server.login.Account;
import org.restante.server.login.Policy;
import org.restante.server.login.Retention;
import org.restante.server.login.Survey;
import org.restante.server.login.Verifier;
import org.restante.store.MaildropName;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The statements, within one transaction. Names and addresses are in their canonical form. */
record Tables(Connection connection) {
    private interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** An address's domain and whose it is. */
    record Holding(String domain, String account) {}

    Optional<Account> account(String name) throws SQLException {
        List<Verifier> verifiers = new ArrayList<>(verifiers(name));
        Policy policy = policy(name);
        return first(
                rows(
                        "SELECT enabled, maildrop FROM account WHERE name = ?",
                        row ->
                                new Account(
                                        name,
                                        row.getBoolean(1),
                                        verifiers,
                                        new MaildropName(name, path(row.getString(2))),
                                        policy),
                        name));
    }

    List<StoredVerifier> verifiers(String name) throws SQLException {
        return rows(
                // Ours first: whoever reads but the first line of an export gets the best one.
                "SELECT scheme, value FROM verifier WHERE account = ?"
                        + " ORDER BY scheme <> 'SCRAM-SHA-256', scheme",
                row -> StoredVerifier.restore(row.getString(1), row.getString(2)),
                name);
    }

    /** So many names behind one, in their order. */
    List<String> names(String after, int max) throws SQLException {
        return rows(
                "SELECT name FROM account WHERE name > ? ORDER BY name LIMIT " + max,
                row -> row.getString(1),
                after);
    }

    List<String> names() throws SQLException {
        return rows("SELECT name FROM account ORDER BY name", row -> row.getString(1));
    }

    boolean isEmpty() throws SQLException {
        return rows("SELECT 1 FROM account LIMIT 1", row -> row.getInt(1)).isEmpty();
    }

    Optional<StoredAccount> shown(String name) throws SQLException {
        List<String> schemes =
                rows(
                        "SELECT scheme FROM verifier WHERE account = ? ORDER BY scheme",
                        row -> row.getString(1),
                        name);
        List<String> addresses =
                rows(
                        "SELECT local_part, domain FROM address WHERE account = ? ORDER BY 2, 1",
                        row -> new Address(row.getString(1), row.getString(2)).toString(),
                        name);
        Policy policy = policy(name);
        return first(
                rows(
                        "SELECT enabled, maildrop, created_ms FROM account WHERE name = ?",
                        row ->
                                new StoredAccount(
                                        name,
                                        row.getBoolean(1),
                                        path(row.getString(2)),
                                        Instant.ofEpochMilli(row.getLong(3)),
                                        schemes,
                                        addresses,
                                        policy),
                        name));
    }

    /** What was said of the account; else it is as for everybody. */
    Policy policy(String name) throws SQLException {
        List<PolicyRow> rows =
                rows(
                        "SELECT " + PolicyRow.COLUMNS + " FROM policy WHERE account = ?",
                        PolicyRow::of,
                        name);
        return rows.isEmpty() ? Policy.NONE : rows.getFirst().policy();
    }

    void put(String name, Policy policy) throws SQLException {
        change("DELETE FROM policy WHERE account = ?", name);
        if (policy.equals(Policy.NONE)) {
            return;
        }
        PolicyRow row = PolicyRow.of(policy);
        change(
                "INSERT INTO policy (account, "
                        + PolicyRow.COLUMNS
                        + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                name,
                row.listeners(),
                row.tlsRequired(),
                row.networks(),
                row.methods(),
                row.loginDelayMilliseconds(),
                row.retention(),
                row.onDelete(),
                row.views(),
                row.quota());
    }

    /** What is true of all enabled accounts; nothing if there are none. */
    Survey survey() throws SQLException {
        long enabled =
                rows("SELECT count(*) FROM account WHERE enabled", row -> row.getLong(1))
                        .getFirst();
        Map<String, Long> holders = new HashMap<>();
        // {CLEARTEXT} is {PLAIN} by another name, and some accounts have both.
        rows(
                "SELECT CASE scheme WHEN 'CLEARTEXT' THEN 'PLAIN' ELSE scheme END AS kind,"
                        + " count(DISTINCT account) FROM verifier JOIN account ON name = account"
                        + " WHERE enabled GROUP BY kind",
                row -> holders.put(row.getString(1), row.getLong(2)));
        Optional<Long> delay =
                first(
                        rows(
                                "SELECT login_delay_ms FROM policy JOIN account ON name = account"
                                        + " WHERE enabled AND login_delay_ms IS NOT NULL"
                                        + " ORDER BY login_delay_ms DESC LIMIT 1",
                                row -> row.getLong(1)));
        Optional<Retention> retention =
                rows(
                                "SELECT DISTINCT retention FROM policy JOIN account ON name ="
                                        + " account WHERE enabled AND retention IS NOT NULL",
                                row -> PolicyRow.retention(row.getString(1)))
                        .stream()
                        .reduce((one, other) -> other.isShorterThan(one) ? other : one);
        return new Survey(
                Optional.of(new Survey.Verifiers(enabled, holders)),
                delay.map(Duration::ofMillis),
                retention);
    }

    boolean exists(String name) throws SQLException {
        return !rows("SELECT 1 FROM account WHERE name = ?", row -> row.getInt(1), name).isEmpty();
    }

    boolean isEnabled(String name) throws SQLException {
        return !rows("SELECT 1 FROM account WHERE name = ? AND enabled", row -> row.getInt(1), name)
                .isEmpty();
    }

    Optional<String> oldestEnabled() throws SQLException {
        return first(
                rows(
                        "SELECT name FROM account WHERE enabled ORDER BY created_ms, name LIMIT 1",
                        row -> row.getString(1)));
    }

    /** The domains at which a local part is an address; those with a catch-all for an empty one. */
    List<Holding> holdings(String localPart) throws SQLException {
        return rows(
                "SELECT domain, account FROM address WHERE local_part = ?",
                row -> new Holding(row.getString(1), row.getString(2)),
                localPart);
    }

    Optional<String> holder(Address address) throws SQLException {
        return first(
                rows(
                        "SELECT account FROM address WHERE local_part = ? AND domain = ?",
                        row -> row.getString(1),
                        address.localPart(),
                        address.domain()));
    }

    /** The accounts whose name is this local part with some {@code @domain} behind it. */
    List<String> namesAt(String localPart) throws SQLException {
        // 'A' is the character after '@': a range that the primary key serves.
        return rows(
                "SELECT name FROM account WHERE name > ? AND name < ?",
                row -> row.getString(1),
                localPart + "@",
                localPart + "A");
    }

    Optional<String> ownerOfMaildrop(Path maildrop) throws SQLException {
        return first(
                rows(
                        "SELECT name FROM account WHERE maildrop = ?",
                        row -> row.getString(1),
                        maildrop.toString()));
    }

    void insert(String name, boolean enabled, Optional<Path> maildrop, Instant created)
            throws SQLException {
        change(
                "INSERT INTO account (name, enabled, maildrop, created_ms) VALUES (?, ?, ?, ?)",
                name,
                enabled,
                maildrop.map(Path::toString).orElse(null),
                created.toEpochMilli());
    }

    boolean setEnabled(String name, boolean enabled) throws SQLException {
        return change("UPDATE account SET enabled = ? WHERE name = ?", enabled, name) > 0;
    }

    boolean remove(String name) throws SQLException {
        return change("DELETE FROM account WHERE name = ?", name) > 0;
    }

    void put(String name, StoredVerifier verifier) throws SQLException {
        change(
                "INSERT INTO verifier (account, scheme, value) VALUES (?, ?, ?)"
                        + " ON CONFLICT (account, scheme) DO UPDATE SET value = excluded.value",
                name,
                verifier.scheme(),
                verifier.value());
    }

    void removeVerifiers(String name) throws SQLException {
        change("DELETE FROM verifier WHERE account = ?", name);
    }

    void insert(String name, Address address) throws SQLException {
        change(
                "INSERT INTO address (local_part, domain, account) VALUES (?, ?, ?)",
                address.localPart(),
                address.domain(),
                name);
    }

    boolean remove(String name, Address address) throws SQLException {
        return change(
                        "DELETE FROM address WHERE local_part = ? AND domain = ? AND account = ?",
                        address.localPart(),
                        address.domain(),
                        name)
                > 0;
    }

    private static Optional<Path> path(@Nullable String text) {
        return Optional.ofNullable(text).map(Path::of);
    }

    private static <T> Optional<T> first(List<T> rows) {
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    private <T> List<T> rows(String query, Row<T> row, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(query, values);
                ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row.of(result));
            }
            return rows;
        }
    }

    private int change(String text, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(text, values)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(String text, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
