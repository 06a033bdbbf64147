package org.restante.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Outcome;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Several sources of accounts behind one server. */
final class AccountSourcesTest {
    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void writeConfiguration() throws Exception {
        file = folder.resolve("restante.toml");
        Files.writeString(
                folder.resolve("users"), "alice:{PLAIN}above::::::\nbob:{PLAIN}b::::::\n");
        RunningServer.configure(
                file,
                """
                [[accounts.source]]
                kind = "passwd"
                path = "users"
                [[accounts.source]]
                kind = "sqlite"
                cache = "1h"
                """);
    }

    private Outcome account(String input, String... words) {
        String[] all = Arrays.copyOf(words, words.length + 3);
        System.arraycopy(words, 0, all, 1, words.length);
        all[0] = "account";
        all[words.length + 1] = "--config";
        all[words.length + 2] = file.toString();
        return Outcome.ofInput(input, all);
    }

    private static String login(RunningServer server, String name, String password)
            throws Exception {
        try (Talk talk = Talk.to(server.port("pop3"))) {
            return talk.login(name, password);
        }
    }

    @Test
    void theUpperSourceDecidesAndOneThatIsDownLetsNobodyPass() throws Exception {
        assertThat(account("below\n", "add", "alice", "--password-stdin").exitCode()).isZero();
        assertThat(account("c\n", "add", "carol", "--password-stdin").exitCode()).isZero();
        try (RunningServer server = RunningServer.start(file)) {
            assertThat(login(server, "alice", "above")).startsWith("+OK");
            assertThat(login(server, "alice", "below")).startsWith("-ERR [AUTH]");
            assertThat(login(server, "bob", "b")).startsWith("+OK");
            assertThat(login(server, "carol", "c")).startsWith("+OK");
        }
        Files.delete(folder.resolve("users"));
        try (RunningServer server = RunningServer.start(file)) {
            assertThat(login(server, "alice", "below")).startsWith("-ERR [SYS/TEMP]");
            assertThat(login(server, "carol", "c")).startsWith("-ERR [SYS/TEMP]");
        }
    }

    @Test
    void whatIsRememberedIsForgottenWhenAnAccountIsDisabled() throws Exception {
        assertThat(account("c\n", "add", "carol", "--password-stdin").exitCode()).isZero();
        try (RunningServer server = RunningServer.start(file)) {
            assertThat(login(server, "carol", "c")).startsWith("+OK");
            assertThat(account("", "disable", "carol").exitCode()).isZero();
            assertThat(login(server, "carol", "c")).startsWith("-ERR");
        }
    }

    @Test
    void whatIsRememberedIsForgottenWhenAnAccountGetsAPolicyOrAnAddressOrIsEnabled()
            throws Exception {
        assertThat(account("c\n", "add", "carol", "--password-stdin").exitCode()).isZero();
        assertThat(account("d\n", "add", "dora", "--password-stdin").exitCode()).isZero();
        assertThat(account("", "address", "carol", "--add", "@shop.test").exitCode()).isZero();
        try (RunningServer server = RunningServer.start(file)) {
            try (Talk open = Talk.to(server.port("pop3"))) {
                assertThat(open.login("carol", "c")).startsWith("+OK");
                assertThat(account("", "policy", "carol", "--listener", "none").exitCode())
                        .isZero();
                assertThat(open.say("STAT")).as("no session ends").startsWith("+OK");
            }
            assertThat(login(server, "carol", "c")).startsWith("-ERR [AUTH]");

            assertThat(account("", "disable", "dora").exitCode()).isZero();
            assertThat(login(server, "dora", "d")).startsWith("-ERR");
            assertThat(account("", "enable", "dora").exitCode()).isZero();
            assertThat(login(server, "dora", "d")).startsWith("+OK");

            // That it was unknown is remembered, too.
            assertThat(login(server, "sales@shop.test", "d")).startsWith("-ERR");
            assertThat(account("", "address", "dora", "--add", "sales@shop.test").exitCode())
                    .isZero();
            assertThat(login(server, "sales@shop.test", "d")).startsWith("+OK");
            assertThat(account("", "address", "dora", "--remove", "sales@shop.test").exitCode())
                    .isZero();
            assertThat(login(server, "sales@shop.test", "d")).startsWith("-ERR");
        }
    }

    @Test
    void anotherSourceNeedsARestart() throws Exception {
        try (RunningServer _ = RunningServer.start(file)) {
            RunningServer.configure(file, "[[accounts.source]]\nkind = \"sqlite\"\n");
            Outcome refused = Outcome.of("config", "reload", "--config", file.toString());
            assertThat(refused.exitCode()).isEqualTo(78);
            assertThat(refused.err())
                    .contains("restart", "accounts.source[1].kind", "accounts.source[2].kind");
        }
    }
}
