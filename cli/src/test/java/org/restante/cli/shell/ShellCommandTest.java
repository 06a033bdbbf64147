package org.restante.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Outcome;
import org.restante.cli.serve.RunningServer;
import org.restante.testkit.PostOffice;

import java.nio.file.Files;
import java.nio.file.Path;

/** What the command makes of its options; what the shell does is tested there. */
final class ShellCommandTest {
    @TempDir Path folder;

    @Test
    void withoutAUrlItGoesToTheRunningServerWhoseCertificateItKnows() throws Exception {
        Path file = folder.resolve("restante.toml");
        RunningServer.configure(file);
        RunningServer.account(file, "alice");
        String script = "login alice\nexpect +OK\nstat\nexpect +OK 0 0\nquit\n";
        try (RunningServer server = RunningServer.start(file)) {
            assertThat(server.port("pop3s")).isPositive();
            Outcome ended =
                    Outcome.ofInput(
                            "secret\n" + script,
                            "shell",
                            "--config",
                            file.toString(),
                            "--password-stdin",
                            "--language",
                            "en");
            assertThat(ended.err()).isEmpty();
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.out())
                    .contains("TLS: TLSv1.3")
                    .contains("The certificate is trusted.")
                    .contains("logged in by SCRAM-SHA-256")
                    .doesNotContain("secret");
        }
        Outcome none = Outcome.ofInput("", "shell", "--config", file.toString());
        assertThat(none.exitCode()).isEqualTo(69);
        assertThat(none.err()).contains("no server runs on");
    }

    @Test
    void authoritiesPinsAndUrlsAreThoseOfTheOptions() throws Exception {
        try (PostOffice office = PostOffice.builder().account("alice", "secret").start()) {
            String url = "pop3s://alice@localhost:" + office.pop3s().getPort();
            Path pem = office.trust().writePem(folder.resolve("ca.pem"));
            assertThat(Outcome.ofInput("quit\n", "shell", url).exitCode()).isEqualTo(69);
            assertThat(office.commands()).isEmpty();
            assertThat(Outcome.ofInput("quit\n", "shell", url, "--ca", pem.toString()).exitCode())
                    .isZero();
            assertThat(Outcome.ofInput("quit\n", "shell", url, "--pin", "00".repeat(32)).exitCode())
                    .isEqualTo(69);
            assertThat(Outcome.ofInput("quit\n", "shell", url, "--pin", "12").exitCode())
                    .isEqualTo(64);
            Path missing = folder.resolve("none.pem");
            assertThat(Outcome.ofInput("", "shell", url, "--ca", missing.toString()).exitCode())
                    .isEqualTo(74);
        }
        assertThat(Outcome.ofInput("", "shell", "gopher://x").exitCode()).isEqualTo(64);
        assertThat(Outcome.ofInput("", "shell", "--practice", "pop://x").exitCode()).isEqualTo(64);
        assertThat(Outcome.ofInput("", "shell", "pop://u;AUTH=X@localhost").exitCode())
                .isEqualTo(64);
    }

    @Test
    void thePracticeServerSpeaksFrench() throws Exception {
        Path script =
                Files.writeString(folder.resolve("essai.pop"), "login\nfault\nretr 1\nquit\n");
        Outcome ended =
                Outcome.ofInput(
                        "",
                        "shell",
                        "--practice",
                        "--language",
                        "fr",
                        "--script",
                        script.toString());
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("identifié par SCRAM-SHA-256").contains("connexion à");
    }

    @Test
    void itsHelpHasTheExitCodesOfItsScripts() {
        assertThat(Outcome.of("shell", "--help").out())
                .contains("--practice")
                .containsPattern(" 1 +a check of the script failed")
                .containsPattern("76 +the server broke the protocol");
    }
}
