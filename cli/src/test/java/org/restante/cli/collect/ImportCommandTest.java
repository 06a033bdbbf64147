package org.restante.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Outcome;
import org.restante.testkit.PostOffice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** Moving in; what each file means is tested beside its reader. */
final class ImportCommandTest {
    @TempDir Path folder;
    private PostOffice office;
    private Path file;
    private Path rc;

    @BeforeEach
    void start() throws IOException {
        office =
                PostOffice.builder()
                        .account("alice", "secret")
                        .account("bob", "secret")
                        .message("alice", "Subject: one\n\n1\n")
                        .message("alice", "Subject: two\n\n2\n")
                        .message("bob", "Subject: three\n\n3\n")
                        .start();
        file = Files.writeString(folder.resolve("restante.toml"), "data = \"data\"\n");
        rc =
                Files.writeString(
                        folder.resolve("rc"),
                        """
                        poll localhost proto pop3 service %d sslproto ''
                          user alice pass secret keep mda "cat >> %s"
                          user bob pass secret keep
                        """
                                .formatted(office.pop3().getPort(), folder.resolve("taken")));
    }

    @AfterEach
    void stop() {
        office.close();
    }

    private Outcome collect(String... arguments) {
        return Outcome.of(
                Stream.concat(
                                Stream.of("collect"),
                                Stream.concat(
                                        Stream.of(arguments),
                                        Stream.of("--config", file.toString())))
                        .toArray(String[]::new));
    }

    private Outcome moveIn(String... more) {
        return collect(
                Stream.concat(
                                Stream.of(
                                        "import",
                                        rc.toString(),
                                        "--deliver-to",
                                        "mbox:" + folder.resolve("mbox")),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    @Test
    void withoutWriteTablesArePrintedAndNoPassword() throws IOException {
        Outcome shown = moveIn();
        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out())
                .startsWith(
                        "# Put the password, which stands in " + rc + ", into alice-localhost.pass")
                .contains(
                        "name = \"alice-localhost\"",
                        "name = \"bob-localhost\"",
                        "security = \"none\"")
                .contains("deliver-to = \"mbox\"")
                .doesNotContain("secret");
        assertThat(shown.err())
                .contains(rc + ":3: mail of bob went by SMTP")
                .doesNotContain("secret");
        assertThat(file).hasContent("data = \"data\"\n");
        assertThat(moveIn("--json").json().getAsJsonArray("notes")).isNotEmpty();
    }

    @Test
    void whatWasFetchedIsNotFetchedAgain() throws IOException {
        Path ids =
                Files.writeString(
                        folder.resolve("ids"),
                        "alice@localhost " + office.uniqueIds("alice").getFirst() + "\n");
        Outcome moved = moveIn("--write", "--seen", ids.toString());
        assertThat(moved.exitCode()).isZero();
        assertThat(moved.out().lines())
                .containsExactly(
                        "added alice-localhost to "
                                + file.toRealPath()
                                + "; 1 message fetched before",
                        "added bob-localhost to "
                                + file.toRealPath()
                                + "; 0 messages fetched before");
        Path password = folder.resolve("alice-localhost.password");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                .isEqualTo("rw-------");
        assertThat(collect("run").exitCode()).isZero();
        assertThat(folder.resolve("taken")).hasContent("Subject: two\n\n2\n");
        assertThat(folder.resolve("mbox")).content().contains("Subject: three");
        assertThat(office.messages("alice")).hasSize(2);
        // Once more: other names, other passwords' files, the old ones untouched.
        assertThat(moveIn("--write").out()).contains("added alice-localhost-2 to");
    }

    @Test
    void whatIsInTheWayChangesNothing() throws IOException {
        Files.writeString(folder.resolve("bob-localhost.password"), "other");
        Outcome stopped = moveIn("--write");
        assertThat(stopped.exitCode()).isEqualTo(73);
        assertThat(stopped.err()).contains("bob-localhost.password is there already");
        assertThat(folder.resolve("alice-localhost.password")).doesNotExist();
        assertThat(folder.resolve("bob-localhost.password")).hasContent("other");
        assertThat(file).hasContent("data = \"data\"\n");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(it -> it.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            List.of("bob-localhost.password", "rc", "restante.toml"));
        }
        Path ids = Files.writeString(folder.resolve("ids"), "carol@localhost 1\n");
        assertThat(moveIn("--seen", ids.toString()).err()).contains("--seen needs --write");
        assertThat(moveIn("--write", "--seen", ids.toString()).err())
                .contains("has no messages of these accounts");
        assertThat(moveIn("--from", "procmail").exitCode()).isEqualTo(64);
        assertThat(moveIn("--from", "getmail").err()).contains("line 1: expected [section]");
        Files.writeString(rc, "nothing");
        assertThat(moveIn().err()).contains("does not show whose it is");
        Files.delete(rc);
        assertThat(moveIn().exitCode()).isEqualTo(66);
    }

    @Test
    void aConfigurationIsMadeWhereThereIsNone() throws IOException {
        file = folder.resolve("new/restante.toml");
        assertThat(moveIn("--write").exitCode()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file).content().startsWith("[[collection]]\n");
    }
}
