package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.accounts.AccountDatabase;
import org.restante.accounts.PostgresqlServer;
import org.restante.accounts.jdbc.JdbcSettings;
import org.restante.accounts.password.PasswordScheme;
import org.restante.cli.interop.Client.Fetched;
import org.restante.cli.interop.Client.Login;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Real clients log in to accounts that stand in a directory or a database. Out of its reach, a
 * right password is never called wrong: clients would forget it or ask their user for another.
 */
@Tag("interop")
final class AccountSourceTest {
    private static final String MESSAGE = "Subject: a\r\n\r\nHello.\r\n";
    private static final Login ALICE = Login.of("alice");
    private static final Login WRONG = new Login("alice", "wrong-horse");
    private static final Login NOBODY = Login.of("nobody");

    @TempDir private Path folder;

    /** Somebody who has the accounts, or is down. */
    private interface BackEnd {
        void stop() throws Exception;

        void startAgain() throws Exception;
    }

    private Path maildir() throws Exception {
        Path maildir = Folders.maildir(folder.resolve("maildir"));
        Files.writeString(maildir.resolve("new/1.M1P1.host"), MESSAGE);
        return maildir;
    }

    private ServerProcess server(String... source) throws Exception {
        return ServerProcess.start(
                Files.createDirectory(folder.resolve("server")),
                "limits.failed-login-delay = \"0s\"",
                "[[accounts.source]]",
                String.join("\n", source));
    }

    private Fetched fetch(ServerProcess server, Client client, Login login) throws Exception {
        return client.fetch(
                server, Security.POP3S, login, Files.createTempDirectory(folder, "client"));
    }

    private void fetches(ServerProcess server) throws Exception {
        for (Client client : List.of(new Curl("--login-options", "AUTH=PLAIN"), new Mpop("user"))) {
            Fetched fetched = fetch(server, client, ALICE);
            assertThat(fetched.messages()).as(fetched.said() + server.log()).hasSize(1);
            assertThat(Sample.canonical(fetched.messages().getFirst())).isEqualTo(MESSAGE);
        }
    }

    private void isTold(ServerProcess server, Login login, String code) throws Exception {
        Client curl = new Curl("--verbose", "--login-options", "AUTH=PLAIN");
        for (Client client : List.of(curl, new Mpop("user"))) {
            Fetched fetched = fetch(server, client, login);
            assertThat(fetched.exit()).as(fetched.said()).isNotZero();
            assertThat(fetched.said().lines().filter(line -> line.contains("-ERR ")))
                    .as(fetched.said())
                    .isNotEmpty()
                    .allMatch(line -> line.contains("-ERR [" + code + "] "));
        }
    }

    private void tellsAWrongPasswordFromABackEndThatIsDown(ServerProcess server, BackEnd backEnd)
            throws Exception {
        fetches(server);
        isTold(server, WRONG, "AUTH");
        isTold(server, NOBODY, "AUTH");
        backEnd.stop();
        for (Login each : List.of(ALICE, WRONG, NOBODY)) {
            isTold(server, each, "SYS/TEMP");
        }
        backEnd.startAgain();
        fetches(server);
        isTold(server, WRONG, "AUTH");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bind", "read"})
    @Spec("RC-009")
    void aDirectory(String mode) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        InMemoryDirectoryServerConfig config =
                new InMemoryDirectoryServerConfig("dc=example,dc=org");
        config.setSchema(null);
        config.addAdditionalBindCredentials("cn=reader", "readerpw");
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig(
                        "ldap", InetAddress.getLoopbackAddress(), port, null));
        InMemoryDirectoryServer directory = new InMemoryDirectoryServer(config);
        directory.add("dn: dc=example,dc=org", "objectClass: domain", "dc: example");
        directory.add(
                "dn: uid=alice,dc=example,dc=org",
                "objectClass: inetOrgPerson",
                "uid: alice",
                "userPassword: " + ServerProcess.PASSWORD,
                "store: " + maildir());
        directory.startListening();
        Path password = Files.writeString(folder.resolve("password"), "readerpw\n");
        try (ServerProcess server =
                server(
                        "kind = \"ldap\"",
                        "url = \"ldap://127.0.0.1:" + port + "\"",
                        "starttls = false",
                        "bind-dn = \"cn=reader\"",
                        "password-file = \"" + password + "\"",
                        "base = \"dc=example,dc=org\"",
                        "mode = \"" + mode + "\"",
                        "maildrop-attribute = \"store\"")) {
            tellsAWrongPasswordFromABackEndThatIsDown(
                    server,
                    new BackEnd() {
                        @Override
                        public void stop() {
                            directory.shutDown(true);
                        }

                        @Override
                        public void startAgain() throws Exception {
                            directory.startListening();
                        }
                    });
        } finally {
            directory.shutDown(true);
        }
    }

    @Test
    @Spec("RC-009")
    void ourOwnTablesInPostgresql() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start()) {
            Path password = password();
            try (AccountDatabase accounts =
                    AccountDatabase.postgresql(
                            new JdbcSettings(
                                    database.url(),
                                    Optional.of(PostgresqlServer.USER),
                                    Optional.of(password),
                                    1,
                                    Duration.ofSeconds(10)),
                            () -> List.of("localhost"),
                            Optional::empty,
                            InstantSource.system())) {
                accounts.add(
                        "alice",
                        PasswordScheme.SCRAM_SHA_256
                                .make(new Secret(ServerProcess.PASSWORD), new SecureRandom())
                                .stream()
                                .toList(),
                        Optional.of(maildir()),
                        List.of());
            }
            try (ServerProcess server =
                    server(
                            "kind = \"postgresql\"",
                            "url = \"" + database.url() + "\"",
                            "user = \"" + PostgresqlServer.USER + "\"",
                            "password-file = \"" + password + "\"")) {
                tellsAWrongPasswordFromABackEndThatIsDown(server, backEnd(database));
            }
        }
    }

    @Test
    @Spec("RC-009")
    void tablesOfAnotherProgramInPostgresql() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start()) {
            try (Connection connection =
                            DriverManager.getConnection(
                                    database.url(),
                                    PostgresqlServer.USER,
                                    PostgresqlServer.PASSWORD);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE mailbox (username text, password text, path text)");
                statement.execute(
                        "INSERT INTO mailbox VALUES ('alice', '{PLAIN}%s', '%s')"
                                .formatted(ServerProcess.PASSWORD, maildir()));
            }
            try (ServerProcess server =
                    server(
                            "kind = \"sql\"",
                            "url = \"" + database.url() + "\"",
                            "user = \"" + PostgresqlServer.USER + "\"",
                            "password-file = \"" + password() + "\"",
                            "login-query = \"SELECT username AS name, password, path AS maildrop"
                                    + " FROM mailbox WHERE username = :name\"")) {
                tellsAWrongPasswordFromABackEndThatIsDown(server, backEnd(database));
            }
        }
    }

    private Path password() throws Exception {
        return Files.writeString(folder.resolve("password"), PostgresqlServer.PASSWORD + "\n");
    }

    private static BackEnd backEnd(PostgresqlServer database) {
        return new BackEnd() {
            @Override
            public void stop() throws Exception {
                database.stop();
            }

            @Override
            public void startAgain() throws Exception {
                database.startAgain();
            }
        };
    }
}
