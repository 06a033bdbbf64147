package org.restante.cli.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.cli.Outcome;
import org.restante.cli.serve.RunningServer;
import org.restante.cli.serve.Talk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands beside a running server: what they change counts at once. */
final class LiveAccountTest {
    @TempDir Path folder;
    private Path file;
    private RunningServer server;

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("restante.toml");
        RunningServer.configure(file);
        server = RunningServer.start(file);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Outcome account(String input, String... words) {
        List<String> all = new ArrayList<>(List.of("account"));
        all.addAll(List.of(words));
        all.addAll(List.of("--config", file.toString()));
        return Outcome.ofInput(input, all.toArray(String[]::new));
    }

    private void add(String name, String password) {
        assertThat(account(password + "\n", "add", name, "--password-stdin").exitCode()).isZero();
    }

    private String login(String name, String password) throws Exception {
        try (Talk talk = Talk.to(server.port("pop3"))) {
            return talk.login(name, password);
        }
    }

    private String recipient(String address) throws Exception {
        try (Talk talk = Talk.to(server.port("lmtp"))) {
            String line = talk.say("LHLO test");
            while (line.startsWith("250-")) {
                line = talk.line();
            }
            talk.say("MAIL FROM:<>");
            return talk.say("RCPT TO:<" + address + ">");
        }
    }

    @Test
    void aNewAccountLogsInAndGetsMail() throws Exception {
        assertThat(recipient("alice@mail.example.org")).startsWith("550");
        add("alice", "secret");
        assertThat(login("alice", "secret")).startsWith("+OK");
        assertThat(recipient("alice@mail.example.org")).startsWith("250");
        assertThat(recipient("sales@example.com")).startsWith("550");
        assertThat(account("", "address", "alice", "--add", "sales@example.com").exitCode())
                .isZero();
        assertThat(recipient("sales@example.com")).startsWith("250");
    }

    @ParameterizedTest
    @ValueSource(strings = {" with  spaces ", "Straßenfest für Zoë", "a:b{c}\"d\\e"})
    void aPasswordIsKeptToTheLastOctet(String password) throws Exception {
        add("alice", password);
        try (Talk talk = Talk.to(server.port("pop3"))) {
            assertThat(talk.authPlain("alice", password.strip() + "!")).startsWith("-ERR");
            assertThat(talk.authPlain("alice", password)).startsWith("+OK");
        }
    }

    @Test
    void aNewPasswordVoidsTheOldOneAndEndsSessions() throws Exception {
        add("alice", "old");
        try (Talk open = Talk.to(server.port("pop3"))) {
            assertThat(open.login("alice", "old")).startsWith("+OK");
            assertThat(account("new\n", "password", "alice", "--password-stdin").out())
                    .isEqualTo(
                            "alice has a new password, 1 open session ended"
                                    + System.lineSeparator());
            assertThat(open.line()).isEqualTo("(end)");
        }
        assertThat(login("alice", "old")).startsWith("-ERR");
        assertThat(login("alice", "new")).startsWith("+OK");
        Outcome generated = account("", "password", "alice", "--generate");
        assertThat(login("alice", generated.out().strip())).startsWith("+OK");
    }

    @Test
    void aDisabledAccountIsOutAtOnceUntilEnabled() throws Exception {
        add("alice", "secret");
        try (Talk open = Talk.to(server.port("pop3"))) {
            assertThat(open.login("alice", "secret")).startsWith("+OK");
            assertThat(
                            account("", "disable", "alice", "--json")
                                    .json()
                                    .get("sessions-ended")
                                    .getAsInt())
                    .isEqualTo(1);
            assertThat(open.line()).isEqualTo("(end)");
        }
        // The login above is remembered; that must not help.
        assertThat(login("alice", "secret")).startsWith("-ERR");
        assertThat(recipient("alice@mail.example.org")).doesNotStartWith("250");
        assertThat(account("", "enable", "alice").exitCode()).isZero();
        assertThat(login("alice", "secret")).startsWith("+OK");
        assertThat(recipient("alice@mail.example.org")).startsWith("250");
    }

    @Test
    void aRemovedAccountIsGoneAtOnceAndItsDeletionsAreNotCarriedOut() throws Exception {
        add("alice", "secret");
        deliver("alice");
        try (Talk open = Talk.to(server.port("pop3"))) {
            assertThat(open.login("alice", "secret")).startsWith("+OK");
            assertThat(open.say("DELE 1")).startsWith("+OK");
            assertThat(account("", "remove", "alice", "--yes").out())
                    .startsWith("account alice removed, 1 open session ended");
            assertThat(open.line()).isEqualTo("(end)");
        }
        assertThat(login("alice", "secret")).startsWith("-ERR");
        assertThat(recipient("alice@mail.example.org")).startsWith("550");
        add("alice", "again");
        try (Talk open = Talk.to(server.port("pop3"))) {
            open.login("alice", "again");
            assertThat(open.say("STAT")).startsWith("+OK 1 ");
        }
    }

    private void deliver(String name) throws Exception {
        try (Talk talk = Talk.to(server.port("lmtp"))) {
            String line = talk.say("LHLO test");
            while (line.startsWith("250-")) {
                line = talk.line();
            }
            talk.say("MAIL FROM:<>");
            talk.say("RCPT TO:<" + name + ">");
            talk.say("DATA");
            assertThat(talk.say("Subject: x\r\n\r\ntext\r\n.")).startsWith("250");
        }
    }

    @Test
    void importedAccountsLogIn() throws Exception {
        assertThat(account("carol:{PLAIN}secret::::::\n", "import", "-").exitCode()).isZero();
        assertThat(login("carol", "secret")).startsWith("+OK");
    }

    @Test
    void whoIsBannedIsShownAndCanBeLetIn() throws Exception {
        server.close();
        RunningServer.configure(
                file,
                "limits.trusted = []",
                "limits.failed-login-delay = \"0s\"",
                "limits.failed-logins-per-account = 2");
        server = RunningServer.start(file);
        add("alice", "secret");
        assertThat(login("alice", "guess")).startsWith("-ERR [AUTH]");
        assertThat(login("alice", "other")).startsWith("-ERR [AUTH]");
        assertThat(login("alice", "secret")).startsWith("-ERR [SYS/TEMP]");
        assertThat(Outcome.of("status", "--config", file.toString()).out())
                .containsPattern("banned: alice until \\S+, too many failed logins");
        assertThat(account("", "unban", "alice").out())
                .isEqualTo("alice may log in again" + System.lineSeparator());
        assertThat(login("alice", "secret")).startsWith("+OK");
        assertThat(account("", "unban", "192.0.2.1", "--json").json().get("lifted").getAsBoolean())
                .isFalse();
        assertThat(account("", "unban", "192.0.2.1").out())
                .startsWith("nothing is held against 192.0.2.1");
    }

    @Test
    void whoIsOfferedAMechanismWithoutItsVerifierIsCounted() throws Exception {
        server.close();
        RunningServer.configure(
                file, "login.mechanisms = [\"PLAIN\", \"CRAM-MD5\"]", "login.apop = true");
        server = RunningServer.start(file);
        add("alice", "secret");
        add("bob", "secret");
        assertThat(
                        account(
                                        "secret\n",
                                        "password",
                                        "bob",
                                        "--password-stdin",
                                        "--scheme",
                                        "PLAIN")
                                .exitCode())
                .isZero();
        // What is known of all accounts is asked for every half minute.
        server.close();
        server = RunningServer.start(file);
        assertThat(Outcome.of("status", "--config", file.toString()).out())
                .contains(
                        "warning: 1 of 2 accounts have no {PLAIN} verifier and cannot log in by"
                                + " CRAM-MD5, APOP: restante account password NAME --scheme PLAIN");
    }

    @Test
    void ofASourceThatIsOnlyReadNoCommandIsPromised() throws Exception {
        server.close();
        Path users = file.resolveSibling("users");
        Files.writeString(users, "carol:{SHA}0vxRJJChUDZGC1SJQBQ51tpUB/o=::::::\n");
        RunningServer.configure(
                file,
                "login.mechanisms = [\"PLAIN\", \"CRAM-MD5\"]",
                "[[accounts.source]]",
                "kind = \"passwd\"",
                "path = \"" + users + "\"");
        server = RunningServer.start(file);
        assertThat(Outcome.of("status", "--config", file.toString()).out())
                .contains(
                        "warning: 1 of 1 accounts have no {PLAIN} verifier and cannot log in by"
                                + " CRAM-MD5; their source would have to store one");
    }
}
