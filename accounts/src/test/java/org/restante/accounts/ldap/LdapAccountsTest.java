package org.restante.accounts.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.accounts.Locality;
import org.restante.accounts.LoginName;
import org.restante.accounts.password.PasswordScheme;
import org.restante.protocol.Secret;
import org.restante.server.login.Account;
import org.restante.server.login.Verifier;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

final class LdapAccountsTest {
    private static final String STORE_PASSWORD = "changeit";
    @TempDir static Path folder;
    private static SSLContext serverTls;
    private static Path authority;

    private final AtomicInteger userBinds = new AtomicInteger();
    private InMemoryDirectoryServer server;

    /** The certificate is for the name localhost and for no address. */
    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("server.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "SAN=dns:localhost",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                STORE_PASSWORD)
                        .redirectErrorStream(true)
                        .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD.toCharArray());
        }
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, STORE_PASSWORD.toCharArray());
        serverTls = SSLContext.getInstance("TLS");
        serverTls.init(factory.getKeyManagers(), null, null);
        authority = folder.resolve("ca.pem");
        Files.writeString(
                authority,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getCertificate("mykey").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    @BeforeEach
    void start() throws Exception {
        InMemoryDirectoryServerConfig config =
                new InMemoryDirectoryServerConfig("dc=example,dc=org");
        config.setSchema(null);
        config.addAdditionalBindCredentials("cn=reader", "readerpw");
        InetAddress loopback = InetAddress.getLoopbackAddress();
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig(
                        "ldap", loopback, 0, serverTls.getSocketFactory()),
                InMemoryListenerConfig.createLDAPSConfig(
                        "ldaps",
                        loopback,
                        0,
                        serverTls.getServerSocketFactory(),
                        serverTls.getSocketFactory()));
        config.addInMemoryOperationInterceptor(
                new InMemoryOperationInterceptor() {
                    @Override
                    public void processSimpleBindRequest(
                            InMemoryInterceptedSimpleBindRequest request) throws LDAPException {
                        // As many directories are set up.
                        if (request.getRequest().getBindDN().isEmpty()) {
                            throw new LDAPException(ResultCode.INAPPROPRIATE_AUTHENTICATION);
                        }
                        if (request.getRequest().getBindDN().startsWith("uid=")) {
                            userBinds.incrementAndGet();
                        }
                    }
                });
        server = new InMemoryDirectoryServer(config);
        server.add("dn: dc=example,dc=org", "objectClass: domain", "dc: example");
        person("alice", "secret", "mail: Al@else.test", "store: /var/vmail/alice");
        person("bob*", "{SSHA}oL0BZcL6YhQ1+kYPpO1p2GPnnIVzYWx0", "active: FALSE");
        person("carol", "{SASL}carol@REALM", "active: TRUE");
        server.startListening();
    }

    private void person(String uid, String password, String... more) throws Exception {
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                "dn: uid=" + uid + ",dc=example,dc=org",
                                "objectClass: inetOrgPerson",
                                "uid: " + uid,
                                "userPassword: " + password));
        lines.addAll(List.of(more));
        server.add(lines.toArray(String[]::new));
    }

    @AfterEach
    void stop() {
        server.shutDown(true);
    }

    private URI url(String scheme, String host) {
        return URI.create(scheme + "://" + host + ":" + server.getListenPort(scheme));
    }

    private LdapAccounts accounts(LdapSettings.Mode mode) throws IOException {
        return accounts(mode, url("ldap", "localhost"), false, Optional.empty(), "readerpw");
    }

    private LdapAccounts accounts(
            LdapSettings.Mode mode,
            URI url,
            boolean startTls,
            Optional<Path> authorities,
            String password)
            throws IOException {
        Path file = Files.writeString(folder.resolve("password"), password + "\n");
        return new LdapAccounts(
                new LdapSettings(
                        List.of(url),
                        startTls,
                        authorities,
                        Optional.of("cn=reader"),
                        Optional.of(file),
                        "dc=example,dc=org",
                        LdapFilter.checked("(uid={name})"),
                        Optional.of(LdapFilter.checked("(mail={name})")),
                        mode,
                        "uid",
                        "userPassword",
                        PasswordScheme.PLAIN,
                        Optional.of("store"),
                        Optional.of("active"),
                        2,
                        Duration.ofSeconds(5)),
                new Locality(() -> List.of("example.org"), () -> Optional.of("carol")));
    }

    private static boolean proves(Account account, String password) throws IOException {
        for (Verifier verifier : account.verifiers()) {
            if (verifier.matches(new Secret(password))) {
                return true;
            }
        }
        return false;
    }

    /** As when it is started again, or cuts those that were idle for long. */
    @Test
    void connectionsThatTheDirectoryHasCutFailNobodysLogin() throws Exception {
        try (LdapAccounts accounts = accounts(LdapSettings.Mode.BIND)) {
            for (int i = 0; i < 3; i++) {
                Account alice = accounts.byLogin("alice").orElseThrow();
                assertThat(proves(alice, "secret")).isTrue();
                server.closeAllConnections(false);
                assertThat(proves(alice, "secret")).isTrue();
                server.closeAllConnections(false);
                assertThat(proves(alice, "wrong")).isFalse();
                server.closeAllConnections(false);
            }
        }
    }

    @Test
    void theDirectoryLetsInWhoHasThePassword() throws Exception {
        try (LdapAccounts accounts = accounts(LdapSettings.Mode.BIND)) {
            Account alice = accounts.byLogin("ALICE").orElseThrow();
            assertThat(alice.name()).isEqualTo("alice");
            assertThat(alice.maildrop().place()).contains(Path.of("/var/vmail/alice"));
            assertThat(proves(alice, "wrong")).isFalse();
            assertThat(proves(alice, "secret")).isTrue();
            assertThat(proves(alice, "wrong")).isFalse();
            // A search after binds as others is still the reader's.
            assertThat(accounts.byLogin("carol")).isPresent();
            assertThat(accounts.byLogin("nobody")).isEmpty();
            assertThat(accounts.byLogin("bob*").orElseThrow().enabled()).isFalse();
        }
    }

    @Test
    void anEmptyPasswordNeverBinds() throws Exception {
        try (LdapAccounts accounts = accounts(LdapSettings.Mode.BIND)) {
            Account alice = accounts.byLogin("alice").orElseThrow();
            assertThat(proves(alice, "")).isFalse();
            assertThat(userBinds).hasValue(0);
            assertThat(proves(alice, "secret")).isTrue();
            assertThat(userBinds).hasValue(1);
        }
    }

    @Test
    void aBindIsRememberedNoLongerThanItsAnswer() throws Exception {
        try (LdapAccounts accounts = accounts(LdapSettings.Mode.BIND)) {
            Verifier one = accounts.byLogin("alice").orElseThrow().verifiers().getFirst();
            Verifier other = accounts.byLogin("alice").orElseThrow().verifiers().getFirst();
            assertThat(one.stored()).isNotEqualTo(other.stored());
            assertThat(one.toString()).doesNotContain(one.stored());
        }
    }

    @Test
    void storedValuesAreReadAndCheckedHere() throws Exception {
        server.modify(
                "dn: uid=alice,dc=example,dc=org",
                "changetype: modify",
                "add: userPassword",
                "userPassword: {SCRAM-SHA-256}4096,W22ZaJ0SNY7soEsUEjb6gQ==,WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=,wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");
        try (LdapAccounts accounts = accounts(LdapSettings.Mode.READ)) {
            Account alice = accounts.byLogin("alice").orElseThrow();
            assertThat(alice.verifiers())
                    .extracting(Verifier::scheme)
                    .containsExactlyInAnyOrder("PLAIN", "SCRAM-SHA-256");
            assertThat(proves(alice, "secret")).isTrue();
            // RFC 7677 §3: the example's password.
            assertThat(proves(alice, "pencil")).isTrue();
            assertThat(accounts.byLogin("bob*").orElseThrow().verifiers())
                    .extracting(Verifier::scheme)
                    .containsExactly("SSHA");
            assertThat(accounts.byLogin("carol").orElseThrow().verifiers()).isEmpty();
            assertThat(userBinds).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a*", "alice)(uid=*", "*)(uid=*))(|(uid=*", "\\2a", "x\u0000"})
    void aNameIsAValueAndNeverPartOfTheFilter(String name) throws Exception {
        try (LdapAccounts accounts = accounts(LdapSettings.Mode.BIND)) {
            assertThat(accounts.byLogin(name)).isEmpty();
        }
    }

    @Test
    void whatIsPutIntoAFilterIsNotLookedAtAgain() throws Exception {
        assertThat(
                        LdapFilter.filled(
                                        "(&(uid={local})(d={domain}))",
                                        new LoginName("", "{domain}", "x*"))
                                .toString())
                .isEqualTo("(&(uid={domain})(d=x\\2a))");
    }

    @ParameterizedTest
    @CsvSource({
        "al@else.test, alice",
        "al+x@ELSE.test, alice",
        "alice@example.org, alice",
        "alice, alice",
        "postmaster, carol",
        "alice@else.test,",
        "*@else.test,",
    })
    void mailGoesByTheAddressFilterThenByName(String address, String account) throws Exception {
        try (LdapAccounts accounts = accounts(LdapSettings.Mode.BIND)) {
            assertThat(accounts.byAddress(address).map(Account::name))
                    .isEqualTo(Optional.ofNullable(account));
        }
    }

    @Test
    void startTlsAndLdapsCheckTheCertificateAndItsName() throws Exception {
        for (String scheme : List.of("ldap", "ldaps")) {
            try (LdapAccounts good =
                    accounts(
                            LdapSettings.Mode.BIND,
                            url(scheme, "localhost"),
                            true,
                            Optional.of(authority),
                            "readerpw")) {
                Account alice = good.byLogin("alice").orElseThrow();
                assertThat(proves(alice, "secret")).isTrue();
                assertThat(proves(alice, "wrong")).isFalse();
            }
            try (LdapAccounts otherName =
                    accounts(
                            LdapSettings.Mode.BIND,
                            url(scheme, "127.0.0.1"),
                            true,
                            Optional.of(authority),
                            "readerpw")) {
                assertThatThrownBy(() -> otherName.byLogin("alice"))
                        .isInstanceOf(IOException.class);
            }
            try (LdapAccounts untrusted =
                    accounts(
                            LdapSettings.Mode.BIND,
                            url(scheme, "localhost"),
                            true,
                            Optional.empty(),
                            "readerpw")) {
                assertThatThrownBy(() -> untrusted.byLogin("alice"))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aDirectoryThatIsDownIsAFailure() throws Exception {
        try (LdapAccounts accounts = accounts(LdapSettings.Mode.BIND)) {
            Account alice = accounts.byLogin("alice").orElseThrow();
            server.shutDown(true);
            assertThatThrownBy(() -> accounts.byLogin("alice")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> proves(alice, "secret"))
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void aReaderThatIsNotLetInIsAFailure() throws Exception {
        try (LdapAccounts accounts =
                accounts(
                        LdapSettings.Mode.BIND,
                        url("ldap", "localhost"),
                        false,
                        Optional.empty(),
                        "not the password")) {
            assertThatThrownBy(() -> accounts.byLogin("alice"))
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("not the password");
        }
    }

    @Test
    void theReadersPasswordIsReadAtEachNewConnection() throws Exception {
        Path file = folder.resolve("password");
        try (LdapAccounts accounts =
                accounts(
                        LdapSettings.Mode.BIND,
                        url("ldap", "localhost"),
                        false,
                        Optional.empty(),
                        "")) {
            assertThatThrownBy(() -> accounts.byLogin("alice"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file + " holds no password");
            Files.writeString(file, "old\n");
            assertThatThrownBy(() -> accounts.byLogin("alice")).isInstanceOf(IOException.class);
            Files.writeString(file, "readerpw\n");
            assertThat(accounts.byLogin("alice")).isPresent();
            Files.writeString(file, "new\n");
            assertThat(accounts.byLogin("alice")).as("the same connection").isPresent();
            server.closeAllConnections(false);
            assertThatThrownBy(() -> accounts.byLogin("alice")).isInstanceOf(IOException.class);
            Files.writeString(file, "readerpw\n");
            assertThat(accounts.byLogin("alice")).isPresent();
        }
    }

    @Test
    void twoEntriesForOneNameAreAFailure() throws Exception {
        server.add("dn: ou=more,dc=example,dc=org", "objectClass: top", "ou: more");
        server.add("dn: cn=x,ou=more,dc=example,dc=org", "objectClass: top", "uid: alice");
        try (LdapAccounts accounts = accounts(LdapSettings.Mode.BIND)) {
            assertThatThrownBy(() -> accounts.byLogin("alice"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("more than one entry");
        }
    }
}
