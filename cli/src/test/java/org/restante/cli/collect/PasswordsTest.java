package org.restante.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Launched;
import org.restante.cli.account.Terminal;
import org.restante.cli.config.CollectionSettings.PasswordSource;
import org.restante.cli.config.CommandException;
import org.restante.protocol.Secret;
import org.restante.testkit.PostOffice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Passwords from files that others use too, from the keyring, and from a person. */
final class PasswordsTest {
    @TempDir Path folder;

    private Path netrc(String permissions) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("netrc"), "machine localhost login alice password secret\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    /** A person who types the same each time. */
    private static final class Person implements Terminal {
        final List<String> asked = new ArrayList<>();
        private final Optional<Secret> answer;

        Person(Optional<Secret> answer) {
            this.answer = answer;
        }

        @Override
        public Optional<Secret> secret(String prompt) {
            asked.add(prompt);
            return answer;
        }

        @Override
        public Optional<String> line(String prompt) {
            throw new AssertionError(prompt);
        }
    }

    @Test
    void anEntryOfNetrcIsTakenIfNobodyElseCanReadIt() throws Exception {
        Passwords passwords = new Passwords(Optional::empty);
        PasswordSource source = new PasswordSource.InNetrc(netrc("rw-------"));
        assertThat(passwords.read(source, "localhost", "alice").reveal()).isEqualTo("secret");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> passwords.read(source, "localhost", "bob"))
                .withMessageContaining("no password for machine localhost login bob");
        netrc("rw-r-----");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> passwords.read(source, "localhost", "alice"))
                .withMessageContaining("chmod 600");
        Files.delete(folder.resolve("netrc"));
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> passwords.read(source, "localhost", "alice"))
                .withMessageContaining("is missing");
    }

    @Test
    void aPersonIsAskedOnce() throws Exception {
        Person person = new Person(Optional.of(new Secret("secret")));
        Passwords passwords = new Passwords(() -> Optional.of(person));
        PasswordSource asked = new PasswordSource.Asked();
        for (int i = 0; i < 2; i++) {
            assertThat(passwords.read(asked, "pop.example.org", "alice").reveal())
                    .isEqualTo("secret");
        }
        passwords.read(asked, "pop.example.org", "b\033ob");
        assertThat(person.asked)
                .containsExactly(
                        "Password of alice at pop.example.org: ",
                        "Password of b?ob at pop.example.org: ");
    }

    @Test
    void whoCannotBeAskedIsToldSo() {
        PasswordSource asked = new PasswordSource.Asked();
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> new Passwords(Optional::empty).read(asked, "localhost", "alice"))
                .withMessageContaining("there is no terminal");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() ->
                        new Passwords(() -> Optional.of(new Person(Optional.empty())))
                                .read(asked, "localhost", "alice"))
                .withMessage("no password was typed");
    }

    /** In a process of its own, whose PATH leads to a keyring of ours. */
    @Test
    void theKeyringIsAskedForHostAndUser() throws Exception {
        Path tool =
                Files.writeString(
                        folder.resolve("secret-tool"),
                        "#!/bin/sh\ntest \"$*\" = 'lookup host localhost service pop3 user alice'"
                                + " && printf secret\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        try (PostOffice office =
                PostOffice.builder()
                        .account("alice", "secret")
                        .account("bob", "secret")
                        .message("alice", "Subject: one\n\n1\n")
                        .start()) {
            office.trust().writePem(folder.resolve("ca.pem"));
            String table =
                    """
                    [[collection]]
                    name = "%1$s"
                    url = "pop3s://%1$s@localhost:%2$d"
                    ca-file = "ca.pem"
                    password = "keyring"
                    deliver-to = "maildir"
                    path = "mail"
                    """;
            int port = office.pop3s().getPort();
            Path file =
                    Files.writeString(
                            folder.resolve("restante.toml"),
                            "data = \"data\"\n"
                                    + table.formatted("alice", port)
                                    + table.formatted("bob", port));
            ProcessBuilder builder =
                    new ProcessBuilder(
                                    Launched.command("collect", "run", "--config", file.toString()))
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("out").toFile());
            builder.environment().compute("PATH", (_, path) -> folder + ":" + path);
            Process process = builder.start();
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            } finally {
                process.destroyForcibly();
            }
            assertThat(Files.readString(folder.resolve("out")))
                    .contains("alice: 1 message delivered")
                    .contains(
                            "secret-tool store --label=restante host localhost service pop3 user bob");
            assertThat(process.exitValue()).isEqualTo(78);
        }
    }
}
