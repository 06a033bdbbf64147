package org.restante.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.commons.codec.digest.Crypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.accounts.password.PasswordScheme;
import org.restante.accounts.password.StoredVerifier;
import org.restante.protocol.Secret;
import org.restante.server.login.Account;
import org.restante.server.login.OnDelete;
import org.restante.server.login.Policy;
import org.restante.server.login.Quota;
import org.restante.server.login.Retention;
import org.restante.server.login.Survey;
import org.restante.server.login.Verifier;
import org.restante.server.net.Network;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

final class AccountDatabaseTest {
    @TempDir Path folder;
    private List<String> domains = List.of("example.org", "b\u00fccher.example");
    private AccountDatabase accounts;

    @BeforeEach
    void open() throws IOException {
        accounts = opened(Optional.empty());
    }

    @AfterEach
    void close() {
        accounts.close();
    }

    private AccountDatabase opened(Optional<String> postmaster) throws IOException {
        return new AccountDatabase(
                folder.resolve("accounts.db"),
                () -> domains,
                () -> postmaster,
                () -> Instant.EPOCH);
    }

    private static StoredVerifier plain(String password) throws Exception {
        return StoredVerifier.parse("{PLAIN}" + password, PasswordScheme.PLAIN);
    }

    private void add(String name, String... addresses) throws Exception {
        accounts.add(name, List.of(plain("pw-" + name)), Optional.empty(), List.of(addresses));
    }

    private Optional<String> login(String name) throws IOException {
        return accounts.byLogin(name).map(Account::name);
    }

    private Optional<String> mail(String address) throws IOException {
        return accounts.byAddress(address).map(Account::name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"alice", "ALICE", "alice@example.org", "Alice@EXAMPLE.org", "al@else.test"})
    @Spec({"P3-058", "RW-022"})
    void anAccountLogsInByItsNameAndByEachOfItsAddresses(String loginName) throws Exception {
        add("alice", "al@else.test", "@else.test");

        assertThat(login(loginName)).contains("alice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"alice+x", "x@else.test", "alice@else.test", "postmaster", "@else.test", ""})
    void aLoginNameIsExact(String loginName) throws Exception {
        add("alice", "al@else.test", "@else.test");

        assertThat(login(loginName)).isEmpty();
    }

    @Test
    void theMoreExactAddressIsPreferred() throws Exception {
        add("alice");
        add("bob", "alice+work@example.org", "sales@example.org");
        add("carol", "@example.org");

        assertThat(mail("alice@example.org")).contains("alice");
        assertThat(mail("alice+home@example.org")).contains("alice");
        assertThat(mail("ALICE+Work@example.org")).contains("bob");
        assertThat(mail("sales+x@example.org")).contains("bob");
        assertThat(mail("nobody@example.org")).contains("carol");
        assertThat(mail("alice")).contains("alice");
        assertThat(mail("sales")).contains("bob");
        assertThat(mail("alice@else.test")).isEmpty();
        assertThat(mail("@example.org")).isEmpty();
    }

    @Test
    @Spec("SM-013")
    void postmasterIsTheOldestEnabledAccountUnlessAnotherIsNamed() throws Exception {
        add("alice");
        add("bob", "@example.org");
        for (String address : List.of("Postmaster", "postmaster@example.org", "POSTMASTER")) {
            assertThat(mail(address)).contains("alice");
        }
        assertThat(mail("postmaster@else.test")).isEmpty();
        try (AccountDatabase named = opened(Optional.of("Bob"))) {
            assertThat(named.byAddress("postmaster").map(Account::name)).contains("bob");
            accounts.setEnabled("bob", false);
            assertThat(named.byAddress("postmaster").map(Account::name)).contains("alice");
        }
    }

    @Test
    @Spec("SM-056")
    void bothFormsOfADomainReachTheSameAccount() throws Exception {
        add("x");
        add("y@b\u00fccher.example");

        assertThat(mail("x@b\u00fccher.example")).contains("x");
        assertThat(mail("x@xn--bcher-kva.example")).contains("x");
        assertThat(login("y@B\u00dcCHER.example")).isEqualTo(login("y@xn--bcher-kva.example"));
        assertThat(login("y@xn--bcher-kva.example")).isPresent();
    }

    @Test
    void whatAnotherAccountHasIsRefusedWithItsName() throws Exception {
        add("alice", "sales@example.org");
        add("bob");

        assertThatThrownBy(() -> accounts.addAddress("bob", "sales@example.org"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("sales@example.org belongs to alice already");
        assertThatThrownBy(() -> accounts.addAddress("bob", "Alice@example.org"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("alice already");
        assertThatThrownBy(() -> add("sales")).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> add("alice@example.org")).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> add("ALICE")).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> add("carol", "c@example.org", "sales@example.org"))
                .isInstanceOf(RefusedException.class);
        assertThat(accounts.show("carol")).isEmpty();
        assertThat(accounts.list()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a+b", "a/b", "a:b", "a b", "a\u0007b", "a\u200bb"})
    void aNameThatBreaksARuleIsRefused(String name) {
        assertThatThrownBy(() -> add(name)).isInstanceOf(RefusedException.class);
    }

    @Test
    void aNewPasswordEndsTheOldOneInEveryScheme() throws Exception {
        add("alice");
        StoredVerifier old = plain("pw-alice");
        StoredVerifier other = StoredVerifier.parse("{CLEARTEXT}pw-alice", PasswordScheme.PLAIN);
        assertThat(accounts.addVerifier("alice", old, other)).isTrue();

        accounts.setPassword("alice", List.of(plain("new")));

        assertThat(accounts.addVerifier("alice", old, other)).isFalse();
        Account alice = accounts.byLogin("alice").orElseThrow();
        assertThat(alice.verifiers()).hasSize(1);
        assertThat(alice.verifiers().getFirst().matches(new Secret("new"))).isTrue();
    }

    @Test
    void aPasswordThatWasProvenGetsKeysForScramOnce() throws Exception {
        // Made with crypt(3) of the password "tanstaaf"; DES looks at eight octets only.
        Secret password = new Secret("tanstaaf");
        String des = Crypt.crypt("tanstaaf", "ab");
        StoredVerifier old = StoredVerifier.parse("{CRYPT}" + des, PasswordScheme.PLAIN);
        accounts.add("alice", List.of(old), Optional.empty(), List.of());
        Account alice = accounts.byLogin("alice").orElseThrow();

        accounts.proven(alice, alice.verifiers().getFirst(), new Secret("tanstaaf and more"));
        assertThat(accounts.byLogin("alice").orElseThrow().verifiers()).hasSize(1);

        accounts.proven(alice, alice.verifiers().getFirst(), password);
        Account now = accounts.byLogin("alice").orElseThrow();
        assertThat(now.verifiers())
                .extracting(Verifier::scheme)
                .containsExactlyInAnyOrder("SCRAM-SHA-256", "CRYPT");
        for (Verifier verifier : now.verifiers()) {
            assertThat(verifier.matches(password)).isTrue();
        }

        List<String> lines = accounts.exportLines();
        accounts.proven(now, old, password);
        assertThat(accounts.exportLines()).isEqualTo(lines);
    }

    @Test
    void aPasswordThatWasChangedMeanwhileGetsNoKeys() throws Exception {
        add("alice");
        Account alice = accounts.byLogin("alice").orElseThrow();
        accounts.setPassword("alice", List.of(plain("new")));

        accounts.proven(alice, alice.verifiers().getFirst(), new Secret("pw-alice"));

        assertThat(accounts.byLogin("alice").orElseThrow().verifiers()).hasSize(1);
    }

    @Test
    void twoOpeningsOfAFileSeeEachOthersChangesAtOnce() throws Exception {
        try (AccountDatabase other = opened(Optional.empty())) {
            add("alice", "a@else.test");
            assertThat(other.byLogin("a@else.test")).isPresent();
            other.setEnabled("alice", false);
            assertThat(accounts.byLogin("alice").orElseThrow().enabled()).isFalse();
            other.removeAddress("alice", "a@else.test");
            assertThat(mail("a@else.test")).isEmpty();
            other.remove("alice");
            assertThat(accounts.list()).isEmpty();
        }
    }

    @Test
    void whatIsRememberedIsForgottenWhenAnythingChangesWhoeverChangesIt() throws Exception {
        add("alice");
        try (AccountDatabase other = opened(Optional.empty())) {
            for (boolean enabled : new boolean[] {false, true, false}) {
                for (AccountDatabase writer : List.of(accounts, other)) {
                    writer.setEnabled("alice", enabled);
                    // More often than there are connections that could remember.
                    for (int asked = 0; asked < 10; asked++) {
                        assertThat(accounts.byLogin("alice").orElseThrow().enabled())
                                .isEqualTo(enabled);
                        assertThat(accounts.byLogin("bob")).isEmpty();
                    }
                }
            }
            assertThat(login("alice@example.org")).contains("alice");
            domains = List.of("else.test");
            assertThat(login("alice@example.org")).isEmpty();
            other.remove("alice");
            assertThat(login("alice")).isEmpty();
            assertThat(mail("alice")).isEmpty();
        }
    }

    /** The only case in which nobody asks SQLite whether something has changed. */
    @Test
    void whatIsRememberedOfALogThatIsNotNewIsForgottenWhenItIsWritten() throws Exception {
        add("alice");
        Path log = folder.resolve("accounts.db-wal");
        try (AccountDatabase other = opened(Optional.empty())) {
            for (boolean enabled : new boolean[] {false, true, false, true}) {
                other.setEnabled("alice", enabled);
                // As if some time had passed.
                Files.setLastModifiedTime(log, FileTime.from(Instant.now().minusSeconds(60)));
                for (int asked = 0; asked < 3; asked++) {
                    assertThat(accounts.byLogin("alice").orElseThrow().enabled())
                            .isEqualTo(enabled);
                    assertThat(accounts.byLogin("bob")).isEmpty();
                }
            }
            other.remove("alice");
            assertThat(login("alice")).isEmpty();
        }
    }

    @Test
    void manyWritersAndReadersLoseNothing() throws Exception {
        try (AccountDatabase other = opened(Optional.empty());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String name = "user" + i;
                AccountDatabase file = i % 2 == 0 ? accounts : other;
                all.add(
                        threads.submit(() -> {
                            file.add(name, List.of(), Optional.empty(), List.of());
                            return file.byLogin(name).orElseThrow();
                        }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertThat(accounts.list()).hasSize(40);
    }

    @Test
    void anInterruptedCallerKeepsItsInterruptAndItsAccount() throws Exception {
        Thread.currentThread().interrupt();
        add("alice");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(login("alice")).contains("alice");
    }

    @Test
    void theFilesAreTheirOwnersAlone() throws Exception {
        add("alice");

        for (String name : List.of("accounts.db", "accounts.db-wal", "accounts.db-shm")) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(folder.resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aFileOfANewerVersionIsNotTouched() throws Exception {
        accounts.close();
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("accounts.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }

        assertThatThrownBy(() -> opened(Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 99");
    }

    @Test
    void anExportImportsAsTheSameAccounts() throws Exception {
        add("alice");
        accounts.setPassword("alice", List.of(plain("with: colon")));
        add("bob");
        accounts.setEnabled("bob", false);
        List<String> lines = accounts.exportLines();
        assertThat(lines)
                .containsExactly(
                        "alice:{PLAIN.b64}d2l0aDogY29sb24=::::::",
                        "bob:{PLAIN}pw-bob::::::nologin");
        accounts.remove("alice");
        accounts.remove("bob");

        assertThat(accounts.importLines(lines, PasswordScheme.CRYPT, false))
                .isEqualTo(new ImportResult.Imported(List.of("alice", "bob"), List.of()));
        assertThat(accounts.exportLines()).isEqualTo(lines);
    }

    @Test
    void oneBadLineKeepsAllOut() throws Exception {
        add("alice");
        List<String> lines =
                List.of("# users", "bob:{PLAIN}x", "alice:{PLAIN}x", "carol:{NO}x", "d/e:{PLAIN}x");

        assertThat(accounts.importLines(lines, PasswordScheme.CRYPT, false))
                .isInstanceOfSatisfying(
                        ImportResult.Refused.class,
                        refused ->
                                assertThat(refused.lines())
                                        .extracting(ImportResult.BadLine::number)
                                        .containsExactly(3, 4, 5));
        assertThat(login("bob")).isEmpty();
        assertThat(
                        accounts.importLines(
                                List.of("bob:mCVunsdLYXYrE:1:2::/home", "alice:{PLAIN}x"),
                                PasswordScheme.CRYPT,
                                true))
                .isEqualTo(new ImportResult.Imported(List.of("bob"), List.of("alice")));
        assertThat(
                        accounts.byLogin("bob")
                                .orElseThrow()
                                .verifiers()
                                .getFirst()
                                .matches(new Secret("pencil")))
                .isTrue();
    }

    @Test
    void anAccountMayHaveAMaildropOfItsOwnThatNoOtherHas() throws Exception {
        Path place = folder.resolve("Maildir");
        accounts.add("alice", List.of(), Optional.of(place), List.of());

        assertThat(accounts.byLogin("alice").orElseThrow().maildrop().place()).contains(place);
        assertThatThrownBy(() -> accounts.add("bob", List.of(), Optional.of(place), List.of()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("alice");
    }

    @ParameterizedTest
    @CsvSource({
        "bob, bob@example.org",
        "BOB, bob@example.org",
        "bob@example.com,",
        "carol,",
        "dora,",
        "carol@else.test, carol@else.test"
    })
    @Spec("P3-058")
    void theLocalPartAloneWillDoWhereOneAccountHasItInALocalDomain(String login, String account)
            throws Exception {
        add("bob@example.org");
        add("bob@else.test");
        add("carol@example.org");
        add("carol@xn--bcher-kva.example");
        add("carol@else.test");
        add("dora@else.test");
        assertThat(login(login)).isEqualTo(Optional.ofNullable(account));
    }

    private static final Policy POLICY =
            new Policy(
                    Optional.of(Set.of("pop3s", "pop3")),
                    true,
                    List.of(Network.parse("10.0.0.0/8"), Network.parse("fd00::/8")),
                    Optional.of(Set.of()),
                    Optional.of(Duration.ofMillis(1500)),
                    Optional.of(new Retention.AfterRetrieval(30)),
                    Optional.of(OnDelete.HIDE),
                    Optional.of(false),
                    Optional.of(new Quota(OptionalLong.of(1 << 30), OptionalLong.empty())));

    @Test
    void aPolicyIsKeptWithItsAccountAndGoesWithIt() throws Exception {
        add("alice");
        assertThat(accounts.byLogin("alice").orElseThrow().policy()).isEqualTo(Policy.NONE);
        accounts.setPolicy("Alice", POLICY);
        assertThat(accounts.byLogin("alice").orElseThrow().policy()).isEqualTo(POLICY);
        assertThat(accounts.byAddress("alice").orElseThrow().policy()).isEqualTo(POLICY);
        assertThat(accounts.show("alice").orElseThrow().policy()).isEqualTo(POLICY);
        accounts.setPolicy("alice", Policy.NONE);
        assertThat(accounts.byLogin("alice").orElseThrow().policy()).isEqualTo(Policy.NONE);
        accounts.setPolicy("alice", POLICY);
        accounts.remove("alice");
        add("alice");
        assertThat(accounts.byLogin("alice").orElseThrow().policy()).isEqualTo(Policy.NONE);
    }

    @Test
    void aPolicyThatCannotBeReadIsNotTakenForNone() throws Exception {
        add("alice");
        accounts.setPolicy("alice", POLICY);
        accounts.close();
        execute("UPDATE policy SET networks = 'somewhere'");
        accounts = opened(Optional.empty());
        assertThatThrownBy(() -> accounts.byLogin("alice")).isInstanceOf(IOException.class);
    }

    @Test
    void aFileOfTheFirstVersionIsBroughtUpToDate() throws Exception {
        add("alice", "al@else.test");
        accounts.close();
        execute("DROP TABLE policy");
        execute("PRAGMA user_version = 1");
        accounts = opened(Optional.empty());
        assertThat(login("al@else.test")).contains("alice");
        accounts.setPolicy("alice", POLICY);
        assertThat(accounts.byLogin("alice").orElseThrow().policy()).isEqualTo(POLICY);
    }

    @Test
    void aFileOfTheSecondVersionKeepsItsPolicies() throws Exception {
        add("alice");
        accounts.close();
        execute("ALTER TABLE policy DROP COLUMN on_delete");
        execute("ALTER TABLE policy DROP COLUMN views");
        execute("ALTER TABLE policy DROP COLUMN quota");
        execute("INSERT INTO policy VALUES ('alice', NULL, 0, NULL, NULL, NULL, '30')");
        execute("PRAGMA user_version = 2");
        accounts = opened(Optional.empty());
        Policy policy = accounts.byLogin("alice").orElseThrow().policy();
        assertThat(policy.retention()).contains(new Retention.Days(30));
        assertThat(policy.onDelete()).isEmpty();
        assertThat(policy.views()).isEmpty();
        accounts.setPolicy("alice", POLICY);
        assertThat(accounts.byLogin("alice").orElseThrow().policy()).isEqualTo(POLICY);
    }

    @Test
    void namesAreToldInPagesAndInOrder() throws Exception {
        for (String name : List.of("carol", "alice", "bob")) {
            add(name);
        }
        assertThat(accounts.names("", 2)).containsExactly("alice", "bob");
        assertThat(accounts.names("bob", 2)).containsExactly("carol");
        assertThat(accounts.names("carol", 2)).isEmpty();
    }

    private void execute(String text) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("accounts.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    @Test
    void aSurveyIsWhatIsTrueOfAllEnabledAccounts() throws Exception {
        assertThat(accounts.survey().everyoneHas("SCRAM-SHA-256")).isFalse();
        add("alice");
        add("bob");
        add("carol");
        accounts.addVerifiers(
                "alice", List.of(StoredVerifier.parse("{CLEARTEXT}x", PasswordScheme.PLAIN)));
        accounts.setPassword(
                "carol", List.of(StoredVerifier.parse("{CLEARTEXT}x", PasswordScheme.PLAIN)));
        accounts.setPolicy("alice", POLICY);
        assertThat(accounts.survey())
                .isEqualTo(
                        new Survey(
                                Optional.of(new Survey.Verifiers(3, Map.of("PLAIN", 3L))),
                                Optional.of(Duration.ofMillis(1500)),
                                Optional.of(new Retention.AfterRetrieval(30))));
        accounts.setEnabled("carol", false);
        assertThat(accounts.survey().verifiers())
                .contains(new Survey.Verifiers(2, Map.of("PLAIN", 2L)));
    }

    @Test
    void wholeAccountsAreImportedAllOrNone() throws Exception {
        ImportedAccount alice =
                new ImportedAccount(
                        "Alice",
                        false,
                        List.of("{PLAIN}x", "{CLEARTEXT}x"),
                        Optional.of(folder.resolve("mail")),
                        List.of("sales@else.test"),
                        POLICY);
        ImportedAccount bad =
                new ImportedAccount(
                        "bob", true, List.of("{ROT13}x"), Optional.empty(), List.of(), Policy.NONE);
        assertThat(accounts.importAccounts(List.of(alice, bad), false))
                .isInstanceOfSatisfying(
                        ImportResult.Refused.class,
                        refused ->
                                assertThat(refused.lines())
                                        .extracting(ImportResult.BadLine::number)
                                        .containsExactly(2));
        assertThat(accounts.isEmpty()).isTrue();
        assertThat(accounts.importAccounts(List.of(alice), false))
                .isEqualTo(new ImportResult.Imported(List.of("alice"), List.of()));
        StoredAccount stored = accounts.show("alice").orElseThrow();
        assertThat(stored.enabled()).isFalse();
        assertThat(stored.addresses()).containsExactly("sales@else.test");
        assertThat(stored.policy()).isEqualTo(POLICY);
        assertThat(stored.maildrop()).contains(folder.resolve("mail"));
        assertThat(accounts.importAccounts(List.of(alice), true))
                .isEqualTo(new ImportResult.Imported(List.of(), List.of("alice")));
    }
}
