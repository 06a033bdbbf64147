package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.restante.cli.Outcome;
import org.restante.testkit.PostOffice;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Other programs have fetched mail that stays on the server; then their accounts and what they
 * remember are taken over.
 */
@Tag("interop")
final class MovingInTest {
    private static final int MESSAGES = 5;

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(value = CollectingProgram.class, mode = EnumSource.Mode.EXCLUDE, names = "RESTANTE")
    void nothingIsFetchedTwice(CollectingProgram program) throws Exception {
        PostOffice.Builder plan = PostOffice.builder().account("alice", ServerProcess.PASSWORD);
        IntStream.rangeClosed(1, MESSAGES)
                .forEach(n ->
                        plan.message(
                                "alice", "From: a@example.org\nSubject: " + n + "\n\n" + n + "\n"));
        Path home = Files.createDirectory(folder.resolve("home"));
        try (PostOffice office = plan.start();
                PostOffice taking =
                        PostOffice.builder().account("alice", ServerProcess.PASSWORD).start()) {
            CollectingProgram.Delivery delivery =
                    new CollectingProgram.Delivery(
                            Folders.maildir(home.resolve("Maildir")), taking.lmtp());
            Process process =
                    program.start(
                            home, program.command(home, office.pop3().getPort(), true, delivery));
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            } finally {
                process.destroyForcibly();
            }
            assertThat(
                            CollectingProgram.messages(delivery.maildir()).size()
                                    + taking.messages("alice").size())
                    .isEqualTo(MESSAGES);
            Path file = Files.writeString(folder.resolve("restante.toml"), "data = \"data\"\n");
            Path rc = home.resolve(program.toString().replaceFirst("6$", "") + "rc");
            Outcome moved =
                    Outcome.of(
                            "collect",
                            "import",
                            rc.toString(),
                            "--seen",
                            program.memory(home).toString(),
                            "--write",
                            "--deliver-to",
                            "maildir:" + folder.resolve("mail"),
                            "--config",
                            file.toString());
            assertThat(moved.err()).doesNotContain(ServerProcess.PASSWORD);
            assertThat(moved.out()).contains(MESSAGES + " messages fetched before");
            // getmail and mpop name a Maildir, which is used further.
            Path mail =
                    program == CollectingProgram.FETCHMAIL
                            ? folder.resolve("mail")
                            : delivery.maildir();
            Outcome first = Outcome.of("collect", "run", "--config", file.toString());
            assertThat(first.out()).contains(": 0 messages delivered");
            assertThat(first.exitCode()).isZero();
            office.deliver("alice", "Subject: new\n\nnew\n");
            Outcome second = Outcome.of("collect", "run", "--config", file.toString());
            assertThat(second.out()).contains(": 1 message delivered");
            List<String> arrived = CollectingProgram.messages(mail);
            assertThat(arrived).filteredOn(it -> it.contains("Subject: new")).hasSize(1);
            assertThat(arrived.size() + taking.messages("alice").size()).isEqualTo(MESSAGES + 1);
            assertThat(office.messages("alice")).hasSize(MESSAGES + 1);
        }
    }
}
