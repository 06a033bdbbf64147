package org.restante.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.accounts.jdbc.JdbcSettings;
import org.restante.accounts.password.PasswordScheme;
import org.restante.accounts.password.StoredVerifier;
import org.restante.accounts.query.NamedQuery;
import org.restante.accounts.query.QueryAccounts;
import org.restante.server.login.Account;
import org.restante.server.login.OnDelete;
import org.restante.server.login.Policy;
import org.restante.server.login.Quota;
import org.restante.server.login.Retention;
import org.restante.server.net.Network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Against a PostgreSQL server that the test starts. */
@Tag("interop")
final class PostgresqlTest {
    @TempDir static Path folder;
    private static PostgresqlServer server;
    private static Path password;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresqlServer.start();
        password = Files.writeString(folder.resolve("password"), PostgresqlServer.PASSWORD + "\n");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void empty() throws Exception {
        execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    }

    private static void execute(String... statements) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(
                                server.url(), PostgresqlServer.USER, PostgresqlServer.PASSWORD);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static JdbcSettings settings(Path passwordFile) {
        return new JdbcSettings(
                server.url(),
                Optional.of(PostgresqlServer.USER),
                Optional.of(passwordFile),
                3,
                Duration.ofSeconds(10));
    }

    private static AccountDatabase opened() throws IOException {
        return AccountDatabase.postgresql(
                settings(password),
                () -> List.of("example.org", "example.com"),
                Optional::empty,
                () -> Instant.EPOCH);
    }

    private static void add(AccountDatabase accounts, String name, String... addresses)
            throws Exception {
        accounts.add(
                name,
                List.of(StoredVerifier.parse("{PLAIN}pw", PasswordScheme.PLAIN)),
                Optional.empty(),
                List.of(addresses));
    }

    private static Optional<String> login(AccountDatabase accounts, String name)
            throws IOException {
        return accounts.byLogin(name).map(Account::name);
    }

    @Test
    void theSameAccountsAsInAFile() throws Exception {
        Policy policy =
                new Policy(
                        Optional.of(Set.of("pop3s")),
                        true,
                        List.of(Network.parse("10.0.0.0/8"), Network.parse("::1")),
                        Optional.of(Set.of("PLAIN")),
                        Optional.of(Duration.ofMinutes(10)),
                        Optional.of(new Retention.Days(30)),
                        Optional.of(OnDelete.REMOVE),
                        Optional.of(true),
                        Optional.of(new Quota(OptionalLong.of(1 << 30), OptionalLong.of(5))));
        try (AccountDatabase accounts = opened();
                AccountDatabase otherMachine = opened()) {
            assertThat(accounts.isEmpty()).isTrue();
            add(accounts, "alice", "sales@else.test", "@else.test");
            add(accounts, "bob@example.com");
            add(accounts, "b\u00fccher-\u00e9");
            assertThat(login(otherMachine, "ALICE@example.org")).contains("alice");
            assertThat(login(otherMachine, "bob")).contains("bob@example.com");
            assertThat(login(otherMachine, "sales@else.test")).contains("alice");
            assertThat(login(otherMachine, "x\u0000y")).isEmpty();
            assertThat(otherMachine.byAddress("any@else.test"))
                    .map(Account::name)
                    .contains("alice");
            assertThat(otherMachine.byAddress("postmaster")).isPresent();
            accounts.setPolicy("alice", policy);
            assertThat(otherMachine.byLogin("alice").orElseThrow().policy()).isEqualTo(policy);
            assertThat(otherMachine.names("alice", 5))
                    .containsExactly("bob@example.com", "b\u00fccher-\u00e9");
            assertThat(otherMachine.survey().everyoneHas("PLAIN")).isTrue();
            assertThat(otherMachine.survey().shortestRetention()).contains(new Retention.Days(30));
            accounts.addVerifiers(
                    "alice", List.of(StoredVerifier.parse("{CLEARTEXT}x", PasswordScheme.PLAIN)));
            accounts.setEnabled("alice", false);
            assertThat(otherMachine.byLogin("alice").orElseThrow().enabled()).isFalse();
            assertThat(otherMachine.list()).extracting(StoredAccount::name).contains("alice");
            assertThatThrownBy(() -> add(otherMachine, "carol", "sales@else.test"))
                    .isInstanceOf(RefusedException.class);
            assertThat(otherMachine.show("carol")).isEmpty();
            accounts.remove("alice");
            assertThat(otherMachine.byAddress("sales@else.test")).isEmpty();
            assertThat(otherMachine.exportLines()).hasSize(2);
        }
    }

    @Test
    void manyAtOnceMakeOneAccount() throws Exception {
        try (AccountDatabase one = opened();
                AccountDatabase other = opened();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> made = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                AccountDatabase each = i % 2 == 0 ? one : other;
                made.add(
                        threads.submit(() -> {
                            try {
                                add(each, "alice");
                                return true;
                            } catch (RefusedException _) {
                                return false;
                            }
                        }));
            }
            int count = 0;
            for (Future<Boolean> each : made) {
                count += each.get() ? 1 : 0;
            }
            assertThat(count).isOne();
        }
    }

    @Test
    void aServerThatIsDownIsAFailureAndComesBack() throws Exception {
        try (AccountDatabase accounts = opened()) {
            add(accounts, "alice");
            server.stop();
            assertThatThrownBy(() -> accounts.byLogin("alice"))
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining(PostgresqlServer.PASSWORD);
            assertThatThrownBy(() -> accounts.byLogin("nobody")).isInstanceOf(IOException.class);
            server.startAgain();
            assertThat(login(accounts, "alice")).contains("alice");
        }
    }

    @Test
    void aWrongPasswordIsAFailureThatDoesNotTellIt() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong"), "not this one\n");
        try (AccountDatabase accounts =
                AccountDatabase.postgresql(
                        settings(wrong), List::of, Optional::empty, () -> Instant.EPOCH)) {
            assertThatThrownBy(() -> accounts.byLogin("alice"))
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("not this one");
        }
    }

    @Test
    void aDatabaseOfTheSecondVersionIsBroughtUpToDate() throws Exception {
        try (AccountDatabase accounts = opened()) {
            add(accounts, "alice");
        }
        execute(
                "ALTER TABLE policy DROP COLUMN on_delete",
                "ALTER TABLE policy DROP COLUMN views",
                "ALTER TABLE policy DROP COLUMN quota",
                "INSERT INTO policy VALUES ('alice', NULL, false, NULL, NULL, NULL, '7')",
                "UPDATE restante_schema SET version = 2");
        for (int again = 0; again < 2; again++) {
            try (AccountDatabase accounts = opened()) {
                assertThat(accounts.byLogin("alice").orElseThrow().policy().retention())
                        .contains(new Retention.Days(7));
            }
        }
    }

    @Test
    void aNewerSchemaIsRefused() throws Exception {
        try (AccountDatabase accounts = opened()) {
            assertThat(accounts.isEmpty()).isTrue();
        }
        execute("UPDATE restante_schema SET version = 99");
        try (AccountDatabase accounts = opened()) {
            assertThatThrownBy(accounts::isEmpty)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("newer");
        }
    }

    @Test
    void queriesOfTheInstallationsOwn() throws Exception {
        execute(
                "CREATE TABLE users (mail TEXT, pw TEXT, active BOOLEAN, nets CIDR)",
                "INSERT INTO users VALUES ('alice@example.org', '{PLAIN}x', true, '10.0.0.0/8')",
                "INSERT INTO users VALUES ('bob@example.org', '{PLAIN}x', false, NULL)");
        try (QueryAccounts accounts =
                new QueryAccounts(
                        settings(password),
                        NamedQuery.parse(
                                "SELECT mail AS name, pw AS password, active AS enabled,"
                                        + " nets::text FROM users"
                                        + " WHERE mail = :local || '@' || :domain"),
                        Optional.empty(),
                        PasswordScheme.CRYPT,
                        new Locality(() -> List.of("example.org"), Optional::empty))) {
            Account alice = accounts.byLogin("Alice@example.org").orElseThrow();
            assertThat(alice.enabled()).isTrue();
            assertThat(alice.policy().networks()).containsExactly(Network.parse("10.0.0.0/8"));
            assertThat(accounts.byLogin("bob@example.org").orElseThrow().enabled()).isFalse();
            assertThat(accounts.byLogin("' OR '1'='1")).isEmpty();
            assertThat(accounts.byAddress("alice+x")).isPresent();
        }
    }

    @Test
    void aQueryThatTakesTooLongIsAFailure() throws Exception {
        JdbcSettings impatient =
                new JdbcSettings(
                        server.url(),
                        Optional.of(PostgresqlServer.USER),
                        Optional.of(password),
                        1,
                        Duration.ofSeconds(1));
        try (QueryAccounts accounts =
                new QueryAccounts(
                        impatient,
                        NamedQuery.parse("SELECT pg_sleep(600)::text AS name, :name AS x"),
                        Optional.empty(),
                        PasswordScheme.CRYPT,
                        new Locality(List::of, Optional::empty))) {
            assertThatThrownBy(() -> accounts.byLogin("alice")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aQueryCannotWrite() throws Exception {
        execute("CREATE TABLE hits (name TEXT)");
        try (QueryAccounts accounts =
                new QueryAccounts(
                        settings(password),
                        NamedQuery.parse("INSERT INTO hits VALUES (:name) RETURNING name"),
                        Optional.empty(),
                        PasswordScheme.CRYPT,
                        new Locality(List::of, Optional::empty))) {
            assertThatThrownBy(() -> accounts.byLogin("alice"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("read-only");
        }
    }
}
