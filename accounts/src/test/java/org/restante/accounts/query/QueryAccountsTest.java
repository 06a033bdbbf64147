package org.restante.accounts.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.accounts.Locality;
import org.restante.accounts.jdbc.JdbcSettings;
import org.restante.accounts.password.PasswordScheme;
import org.restante.protocol.Secret;
import org.restante.server.login.Account;
import org.restante.server.net.Network;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** On SQLite, whose driver is there everywhere. */
final class QueryAccountsTest {
    @TempDir Path folder;
    private QueryAccounts accounts;

    @BeforeEach
    void open() throws Exception {
        execute(
                """
                CREATE TABLE users (mail TEXT, pw TEXT, active INTEGER, home TEXT, nets TEXT);
                CREATE TABLE aliases (address TEXT, owner TEXT);
                INSERT INTO users VALUES ('alice@example.org', '{PLAIN}secret', 1, '/mail/alice', '10.0.0.0/8, ::1');
                INSERT INTO users VALUES ('alice@example.org', '{CLEARTEXT}other', 1, NULL, NULL);
                INSERT INTO users VALUES ('bob@example.org', 'unprefixed', 0, NULL, NULL);
                INSERT INTO users VALUES ('carol@example.org', NULL, NULL, 'relative', NULL);
                INSERT INTO users VALUES ('dora@example.org', NULL, NULL, NULL, NULL);
                INSERT INTO users VALUES ('ella@example.org', NULL, NULL, NULL, '10.0.0.0/8');
                INSERT INTO users VALUES ('ella@example.org', NULL, NULL, NULL, '0.0.0.0/0');
                INSERT INTO aliases VALUES ('sales@else.test', 'alice@example.org');
                """);
        accounts =
                opened(
                        "SELECT mail AS name, pw AS PASSWORD, active AS enabled, home AS maildrop,"
                                + " nets FROM users WHERE mail = :name",
                        Optional.of("SELECT owner AS name FROM aliases WHERE address = :name"));
    }

    @AfterEach
    void close() {
        accounts.close();
    }

    private String url() {
        return "jdbc:sqlite:" + folder.resolve("users.db");
    }

    private void execute(String script) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            for (String each : script.split(";\n", -1)) {
                if (!each.isBlank()) {
                    statement.execute(each);
                }
            }
        }
    }

    private QueryAccounts opened(String login, Optional<String> address) throws IOException {
        return new QueryAccounts(
                new JdbcSettings(
                        url(), Optional.empty(), Optional.empty(), 2, Duration.ofSeconds(5)),
                NamedQuery.parse(login),
                address.map(NamedQuery::parse),
                PasswordScheme.PLAIN,
                new Locality(() -> List.of("example.org"), () -> Optional.of("dora@example.org")));
    }

    @Test
    void aRowIsAnAccountAndMoreRowsAreMoreVerifiers() throws Exception {
        Account alice = accounts.byLogin("Alice@Example.Org").orElseThrow();
        assertThat(alice.name()).isEqualTo("alice@example.org");
        assertThat(alice.enabled()).isTrue();
        assertThat(alice.maildrop().place()).contains(Path.of("/mail/alice"));
        assertThat(alice.policy().networks())
                .containsExactly(Network.parse("10.0.0.0/8"), Network.parse("::1"));
        assertThat(alice.verifiers()).hasSize(2);
        assertThat(alice.verifiers().get(1).matches(new Secret("other"))).isTrue();
        Account bob = accounts.byLogin("bob@example.org").orElseThrow();
        assertThat(bob.enabled()).isFalse();
        assertThat(bob.verifiers().getFirst().matches(new Secret("unprefixed"))).isTrue();
        assertThat(accounts.byLogin("dora@example.org").orElseThrow().verifiers()).isEmpty();
        assertThat(accounts.byLogin("nobody@example.org")).isEmpty();
    }

    @Test
    void aNameIsAValueAndNeverPartOfTheQuery() throws Exception {
        assertThat(accounts.byLogin("' OR '1'='1")).isEmpty();
        assertThat(accounts.byLogin("'OR'1'='1'--")).isEmpty();
        assertThat(accounts.byLogin("x\u0000")).isEmpty();
    }

    @Test
    void mailGoesByTheAddressQueryThenByName() throws Exception {
        assertThat(accounts.byAddress("Sales+x@ELSE.test"))
                .map(Account::name)
                .contains("alice@example.org");
        assertThat(accounts.byAddress("alice+x")).map(Account::name).contains("alice@example.org");
        assertThat(accounts.byAddress("postmaster"))
                .map(Account::name)
                .contains("dora@example.org");
        assertThat(accounts.byAddress("alice@else.test")).isEmpty();
    }

    @Test
    void aRowThatCannotBeUsedIsAFailureAndNotAnUnknownName() throws Exception {
        assertThatThrownBy(() -> accounts.byLogin("carol@example.org"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no absolute path");
        assertThatThrownBy(() -> accounts.byLogin("ella@example.org"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("rows of ella@example.org have different networks");
        try (QueryAccounts several =
                opened(
                        "SELECT mail AS name FROM users WHERE mail LIKE :local || '%'",
                        Optional.empty())) {
            assertThatThrownBy(() -> several.byLogin("" + "%"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("more than one account");
        }
        try (QueryAccounts wrong =
                opened("SELECT nothing FROM nowhere WHERE x = :name", Optional.empty())) {
            assertThatThrownBy(() -> wrong.byLogin("alice")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aDatabaseWithoutDriverIsToldAtOnce() {
        JdbcSettings settings =
                new JdbcSettings(
                        "jdbc:nothing:x",
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        Duration.ofSeconds(1));
        assertThatThrownBy(() ->
                        new QueryAccounts(
                                settings,
                                NamedQuery.parse("SELECT :name"),
                                Optional.empty(),
                                PasswordScheme.PLAIN,
                                new Locality(List::of, Optional::empty)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no driver");
    }
}
