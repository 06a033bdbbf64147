package org.restante.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Launched;
import org.restante.cli.soak.Await;
import org.restante.testkit.Fault;
import org.restante.testkit.PostOffice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The process that goes on: what makes it fetch, read its configuration anew, and end. */
final class DaemonTest {
    @TempDir Path folder;
    private PostOffice office;
    private Process process;

    @BeforeEach
    void start() throws IOException {
        office =
                PostOffice.builder()
                        .account("alice", "secret")
                        .account("bob", "secret")
                        .message("alice", "Subject: 1\n\n1\n")
                        .message("bob", "Subject: b\n\nb\n")
                        .patience(Duration.ofMinutes(10))
                        .start();
        office.trust().writePem(folder.resolve("ca.pem"));
        secret("secret");
        configure("alice");
        process =
                new ProcessBuilder(
                                Launched.command(
                                        "collect",
                                        "run",
                                        "--daemon",
                                        "--events",
                                        "--metrics",
                                        folder.resolve("figures.prom").toString(),
                                        "--config",
                                        folder.resolve("restante.toml").toString()))
                        .redirectOutput(folder.resolve("events").toFile())
                        .redirectError(folder.resolve("log").toFile())
                        .start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
        office.close();
    }

    private void secret(String password) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), password + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** Collections that are not due again by themselves before the test is over. */
    private void configure(String... users) throws IOException {
        StringBuilder text = new StringBuilder("data = \"data\"\n");
        for (String user : users) {
            text.append(
                    """
                    [[collection]]
                    name = "%s"
                    url = "pop3s://%s@localhost:%d"
                    ca-file = "ca.pem"
                    password-file = "secret"
                    interval = "30d"
                    deliver-to = "maildir"
                    path = "mail-%s"
                    """
                            .formatted(user, user, office.pop3s().getPort(), user));
        }
        Files.writeString(folder.resolve("restante.toml"), text);
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private void awaitMail(String user, int messages) throws Exception {
        Await.until(
                messages + " messages of " + user,
                () -> {
                    Path arrived = folder.resolve("mail-" + user).resolve("new");
                    if (!Files.isDirectory(arrived)) {
                        return false;
                    }
                    try (Stream<Path> files = Files.list(arrived)) {
                        return files.count() == messages;
                    }
                });
    }

    private String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    private void awaitIn(String file, String text) throws Exception {
        Await.until(
                text + " in " + file,
                () -> Files.exists(folder.resolve(file)) && read(file).contains(text));
    }

    @Test
    void signalsFetchReadTheConfigurationAndEnd() throws Exception {
        awaitMail("alice", 1);
        awaitIn("figures.prom", "restante_collect_runs_total{collection=\"alice\"} 1\n");
        office.deliver("alice", "Subject: 2\n\n2\n");
        signal("USR1");
        awaitMail("alice", 2);

        configure("alice", "bob");
        signal("HUP");
        awaitMail("bob", 1);

        Files.writeString(folder.resolve("restante.toml"), "data = 1\n");
        signal("HUP");
        awaitIn("log", "the configuration was not reloaded");
        office.deliver("bob", "Subject: c\n\nc\n");
        signal("USR1");
        awaitMail("bob", 2);

        awaitIn(
                "figures.prom",
                "restante_collect_delivered_messages_total{collection=\"bob\"} 2\n");
        signal("TERM");
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(read("log")).contains("collected collection=alice delivered=1");
        List<String> events = read("events").lines().filter(it -> it.contains("bob")).toList();
        assertThat(events.getFirst()).contains("\"event\":\"listed\",\"messages\":1,\"wanted\":1");
        assertThat(events)
                .filteredOn(it -> it.contains("\"event\":\"delivered\""))
                .hasSize(2)
                .allMatch(it -> it.contains("\"octets\":17"));
        assertThat(events).anyMatch(it -> it.contains("\"event\":\"ended\",\"report\":{"));
    }

    @Test
    void whatFailsIsLoggedAndTheOthersGoOn() throws Exception {
        awaitMail("alice", 1);
        configure("alice", "bob", "nobody");
        office.faults().add(Fault.answer("RETR 1", "-ERR damaged"));
        signal("HUP");
        awaitIn("log", "collection-failed collection=nobody");
        awaitIn("log", "message-refused");
        office.faults().clear();
        office.deliver("alice", "Subject: 2\n\n2\n");
        signal("USR1");
        awaitMail("alice", 2);
        awaitIn("figures.prom", "restante_collect_failed{collection=\"nobody\"} 1\n");
        assertThat(read("figures.prom"))
                .contains(
                        "restante_collect_last_success_timestamp_seconds{collection=\"nobody\"} 0\n")
                .doesNotContain("secret");
        assertThat(read("log")).contains("exit-code=77").doesNotContain("secret");
    }
}
