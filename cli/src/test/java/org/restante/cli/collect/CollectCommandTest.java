package org.restante.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Launched;
import org.restante.cli.Outcome;
import org.restante.cli.config.CollectionSettings;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ConfigurationOptions;
import org.restante.cli.serve.RunningServer;
import org.restante.cli.soak.Await;
import org.restante.collect.Report;
import org.restante.collect.Watcher;
import org.restante.spec.Spec;
import org.restante.testkit.Fault;
import org.restante.testkit.Gate;
import org.restante.testkit.PostOffice;

import picocli.CommandLine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** The commands as people use them; what a run does in each case is tested in the collector. */
final class CollectCommandTest {
    private static final int MESSAGES = 100;

    @TempDir Path folder;
    private PostOffice office;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        PostOffice.Builder builder =
                PostOffice.builder().account("alice", "secret").account("bob", "secret");
        IntStream.rangeClosed(1, MESSAGES)
                .forEach(n -> builder.message("alice", "Subject: " + n + "\n\n" + n + "\n"));
        office =
                builder.message("bob", "Subject: b\n\nb\n")
                        .patience(Duration.ofMinutes(10))
                        .start();
        file = folder.resolve("restante.toml");
        office.trust().writePem(folder.resolve("ca.pem"));
        secret("secret", "rw-------");
    }

    @AfterEach
    void stop() {
        office.close();
    }

    private void secret(String password, String permissions) throws IOException {
        Path path = Files.writeString(folder.resolve("secret"), password + "\nand no more\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private String collection(String name, String user, String more) {
        return """
        [[collection]]
        name = "%s"
        url = "pop3s://%s@localhost:%d"
        ca-file = "ca.pem"
        """
                        .formatted(name, user, office.pop3s().getPort())
                + more;
    }

    private void configure(String... collections) throws IOException {
        Files.writeString(file, "data = \"data\"\n" + String.join("\n", List.of(collections)));
    }

    private String toMaildir(String name, String user) {
        return collection(
                name,
                user,
                """
                password-file = "secret"
                remove = "after-delivery"
                deliver-to = "maildir"
                path = "mail-%s"
                """
                        .formatted(name));
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

    private List<String> subjects(String maildir) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(maildir).resolve("new"))) {
            return files.map(CollectCommandTest::subject).sorted().toList();
        }
    }

    private static String subject(Path message) {
        try {
            return Files.readAllLines(message).getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> allSubjects() {
        return IntStream.rangeClosed(1, MESSAGES).mapToObj(n -> "Subject: " + n).sorted().toList();
    }

    @Test
    void allCollectionsAreFetchedAndTold() throws Exception {
        configure(
                toMaildir("one", "alice"),
                collection(
                        "two",
                        "bob",
                        """
                        password-command = ["sh", "-c", "echo secret; echo noise"]
                        remove = "never"
                        deliver-to = "command"
                        command = ["sh", "-c", "cat >> %s"]
                        """
                                .formatted(folder.resolve("taken"))));
        Outcome check = collect("check", "one");
        assertThat(check.exitCode()).isZero();
        assertThat(check.out())
                .contains("TLSv1.3")
                .containsPattern("login +SCRAM-SHA-256")
                .contains("fetch 100 messages")
                .doesNotContain("secret");
        assertThat(office.commands()).noneMatch(it -> it.startsWith("RETR"));
        Outcome run = collect("run");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .containsExactlyInAnyOrder(
                        "one: 100 messages delivered ("
                                + octets()
                                + " octets), 100 removed from the server",
                        "two: 1 message delivered (17 octets), 0 removed from the server");
        assertThat(subjects("mail-one")).isEqualTo(allSubjects());
        assertThat(folder.resolve("taken")).hasContent("Subject: b\n\nb\n");
        assertThat(office.messages("alice")).isEmpty();
        assertThat(office.messages("bob")).hasSize(1);
        JsonArray again =
                JsonParser.parseString(collect("run", "two", "--json").out()).getAsJsonArray();
        JsonObject two = again.get(0).getAsJsonObject();
        assertThat(two.get("delivered").getAsInt()).isZero();
        assertThat(two.get("known").getAsInt()).isEqualTo(1);
        assertThat(two.get("exit-code").getAsInt()).isZero();
        Outcome status = collect("status");
        assertThat(status.out())
                .containsPattern("one +2.*Z +\\d+ +\\d+ +0  100 delivered, 100 removed");
        JsonObject told =
                JsonParser.parseString(collect("status", "two", "--json").out())
                        .getAsJsonArray()
                        .get(0)
                        .getAsJsonObject();
        assertThat(told.get("on-server").getAsInt()).isEqualTo(1);
        assertThat(told.getAsJsonObject("last-run").get("failed").getAsBoolean()).isFalse();
    }

    private static long octets() {
        return IntStream.rangeClosed(1, MESSAGES)
                .mapToLong(n -> ("Subject: " + n + "\r\n\r\n" + n + "\r\n").length())
                .sum();
    }

    @Test
    void theMaildropOfAnAccountGetsMailBesideTheRunningServer() throws Exception {
        RunningServer.configure(file);
        RunningServer.account(file, "carol");
        Files.writeString(
                file,
                Files.readString(file)
                        + "\n"
                        + collection(
                                "here",
                                "alice",
                                "password-file = \"secret\"\ndeliver-to = \"account\"\naccount = \"carol\"\n"));
        try (RunningServer _ = RunningServer.start(file)) {
            assertThat(collect("run").exitCode()).isZero();
            String listed =
                    Outcome.of("maildrop", "list", "carol", "--config", file.toString()).out();
            assertThat(listed.lines().count()).isGreaterThanOrEqualTo(MESSAGES);
            String journal =
                    Outcome.of("maildrop", "journal", "carol", "--config", file.toString()).out();
            assertThat(journal).contains("here").contains("delivered");
        }
    }

    @Test
    void whatAnAccountHasNoRoomForWaitsOnTheServer() throws Exception {
        RunningServer.configure(file);
        RunningServer.account(file, "carol");
        assertThat(policy("carol", "1GiB 3").exitCode()).isZero();
        Files.writeString(
                file,
                Files.readString(file)
                        + "\n"
                        + collection(
                                "here",
                                "alice",
                                """
                                password-file = "secret"
                                remove = "after-delivery"
                                deliver-to = "account"
                                account = "carol"
                                """));
        Outcome full = collect("run");
        assertThat(full.exitCode()).isEqualTo(75);
        assertThat(full.out() + full.err()).contains("the maildrop is full");
        assertThat(office.messages("alice")).hasSize(MESSAGES - 3);
        assertThat(Outcome.of("maildrop", "list", "carol", "--config", file.toString()).out())
                .hasLineCount(3);
        assertThat(Outcome.of("maildrop", "journal", "carol", "--config", file.toString()).out())
                .contains("refused");
    }

    private Outcome policy(String account, String quota) {
        return Outcome.of(
                "account", "policy", account, "--quota", quota, "--config", file.toString());
    }

    @Test
    @Spec("CL-041")
    void theServersOwnLmtpGetsMailForSeveralByTcpAndByItsSocket() throws Exception {
        RunningServer.configure(file);
        RunningServer.account(file, "carol");
        RunningServer.account(file, "dave");
        String before = Files.readString(file);
        try (RunningServer server = RunningServer.start(file)) {
            String more =
                    "password-file = \"secret\"\nremove = \"after-delivery\"\ndeliver-to = \"lmtp\"\n";
            Files.writeString(
                    file,
                    before
                            + collection(
                                    "tcp",
                                    "alice",
                                    more
                                            + "to-server = \"127.0.0.1:"
                                            + server.port("lmtp")
                                            + "\"\nrecipients = [\"carol\", \"dave\"]\n")
                            + collection(
                                    "unix",
                                    "bob",
                                    more
                                            + "to-server = \"unix:{data}/lmtp.sock\"\n"
                                            + "recipients = [\"carol\", \"nobody\"]\n"));
            Outcome check = collect("check", "tcp");
            assertThat(check.out())
                    .containsPattern("destination +carol, dave at 127.0.0.1:\\d+ by LMTP")
                    .containsPattern("delivery +LMTP at 127.0.0.1:\\d+, no TLS");
            Outcome run = collect("run");
            assertThat(run.out())
                    .contains("tcp: 100 messages delivered")
                    .contains("was not delivered")
                    .contains("nobody: 550");
            assertThat(run.exitCode()).isEqualTo(65);
            assertThat(office.messages("alice")).isEmpty();
            assertThat(office.messages("bob")).hasSize(1);
            assertThat(listed("carol")).isEqualTo(MESSAGES + 1);
            assertThat(listed("dave")).isEqualTo(MESSAGES);
        }
        assertThat(collect("run", "tcp").exitCode()).isZero();
        Outcome gone = collect("check", "tcp");
        assertThat(gone.exitCode()).isEqualTo(75);
        assertThat(gone.out()).contains("cannot connect to 127.0.0.1");
    }

    /** Such as at a file that a later version wrote. */
    @Test
    void anErrorInOneCollectionIsItsReportAlone() throws Exception {
        configure(
                collection(
                        "one",
                        "alice",
                        """
                        password-file = "secret"
                        deliver-to = "destinations"
                        to = ["m"]
                        """),
                toMaildir("two", "bob"),
                "[[destination]]\nname = \"m\"\ndeliver-to = \"maildir\"\npath = \"m\"\n");
        String line = "id of-a-later-version +m";
        CRC32C checksum = new CRC32C();
        checksum.update(line.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(
                Files.createDirectories(folder.resolve("data/collect")).resolve("one.partly"),
                HexFormat.of().toHexDigits((int) checksum.getValue()) + " " + line + "\n");
        Outcome run = collect("run");
        assertThat(run.exitCode()).isEqualTo(70);
        assertThat(run.out())
                .contains("one: failed: java.lang.NumberFormatException")
                .contains("two: 1 message delivered");
        assertThat(office.messages("bob")).isEmpty();
    }

    @Test
    void severalDestinationsGetWhatIsForThem() throws Exception {
        configure(
                collection(
                        "one",
                        "alice",
                        """
                        password-file = "secret"
                        remove = "after-delivery"
                        deliver-to = "destinations"
                        to = ["all"]
                        """),
                """
                [[destination]]
                name = "all"
                deliver-to = "maildir"
                path = "mail-all"
                [[destination]]
                name = "some"
                deliver-to = "mbox"
                path = "some.mbox"
                [[rule]]
                match = "header"
                header = "Subject"
                pattern = "4?"
                to = ["all", "some"]
                [[rule]]
                match = "header"
                header = "Subject"
                pattern = "5?"
                to = ["some"]
                """);
        assertThat(collect("check", "one").out())
                .contains("all unless one of 2 rules fits: all is the Maildir ")
                .contains("; some is the mailbox file ");
        Outcome run = collect("run");
        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(office.messages("alice")).isEmpty();
        assertThat(subjects("mail-all"))
                .isEqualTo(
                        allSubjects().stream().filter(it -> !it.matches("Subject: 5.")).toList());
        assertThat(
                        Files.readAllLines(folder.resolve("some.mbox")).stream()
                                .filter(it -> it.startsWith("Subject")))
                .containsExactlyInAnyOrderElementsOf(
                        allSubjects().stream().filter(it -> it.matches("Subject: [45].")).toList());
    }

    @Test
    void headersAreAddedWhereTheyAreAskedFor() throws Exception {
        configure(
                collection(
                        "one",
                        "bob",
                        """
                        password-file = "secret"
                        add-headers = ["received", "delivered-to", "unique-id"]
                        deliver-to = "destinations"
                        to = ["m"]
                        """),
                "[[destination]]\nname = \"m\"\ndeliver-to = \"maildir\"\npath = \"m\"\n");
        assertThat(collect("run").exitCode()).isZero();
        try (Stream<Path> files = Files.list(folder.resolve("m/new"))) {
            assertThat(Files.readAllLines(files.findFirst().orElseThrow()))
                    .satisfies(lines -> {
                        assertThat(lines.get(0)).isEqualTo("Delivered-To: bob");
                        assertThat(lines.get(1)).startsWith("Received: from localhost by ");
                        assertThat(lines.get(2)).startsWith("\twith POP3S id ");
                        assertThat(lines.get(3)).startsWith("X-Restante-Unique-Id: ");
                        assertThat(lines.get(4)).isEqualTo("Subject: b");
                    });
        }
    }

    private long listed(String account) {
        String all =
                Outcome.of("maildrop", "list", account, "--json", "--config", file.toString())
                        .out();
        return all.split("\"unique-id\"", -1).length - 1L;
    }

    @Test
    void whatHindersARunIsInItsWordsAndItsExitCode() throws Exception {
        configure(toMaildir("one", "alice"));
        office.faults().add(Fault.inUse());
        assertThat(collect("run").exitCode()).isEqualTo(75);
        assertThat(collect("check", "one").exitCode()).isEqualTo(75);
        office.faults().clear();
        secret("wrong", "rw-------");
        Outcome wrong = collect("run");
        assertThat(wrong.exitCode()).isEqualTo(77);
        assertThat(wrong.out()).contains("one: failed: the server refuses AUTH");
        secret("secret", "rw-r-----");
        Outcome readable = collect("run");
        assertThat(readable.exitCode()).isEqualTo(78);
        assertThat(readable.out()).contains("chmod 600");
        secret("secret", "rw-------");
        office.faults().add(Fault.answer("RETR 7", "-ERR [SYS/PERM] damaged"));
        Outcome poison = collect("run");
        assertThat(poison.exitCode()).isEqualTo(65);
        assertThat(poison.out()).contains("99 messages delivered").contains("damaged");
        assertThat(collect("status").out()).contains("damaged (attempt 1, again from 2");
        assertThat(collect("run").exitCode()).isZero();
        Outcome unknown = collect("run", "ome");
        assertThat(unknown.exitCode()).isEqualTo(64);
        assertThat(unknown.err()).contains("did you mean one?");
        configure();
        assertThat(collect("run").exitCode()).isEqualTo(78);
        configure(
                collection(
                        "none",
                        "alice",
                        "password-file = \"secret\"\ndeliver-to = \"account\"\naccount = \"nobody\"\n"));
        assertThat(collect("run").out()).contains("no account nobody");
        configure(
                collection(
                        "sh",
                        "alice",
                        "password-command = [\"false\"]\ndeliver-to = \"mbox\"\npath = \"m\"\n"));
        assertThat(collect("run").out()).contains("password-command: false ended with 1");
        configure(
                collection(
                        "missing",
                        "alice",
                        "password-command = [\"./none\"]\ndeliver-to = \"mbox\"\npath = \"m\"\n"));
        Outcome missing = collect("run");
        assertThat(missing.exitCode()).isEqualTo(78);
        assertThat(missing.out()).contains("password-command: ", "./none");
    }

    @Test
    void withoutAWordAboutItMailStaysOnTheServer() throws Exception {
        configure(
                collection(
                        "one",
                        "bob",
                        "password-file = \"secret\"\ndeliver-to = \"maildir\"\npath = \"m\"\n"));
        assertThat(collect("run").exitCode()).isZero();
        assertThat(subjects("m")).containsExactly("Subject: b");
        assertThat(office.messages("bob")).hasSize(1);
    }

    @Test
    @Spec("RW-064")
    void recentMailIsNotRemoved() throws Exception {
        configure(toMaildir("one", "recent%3Aalice"));
        Outcome removing = collect("run");
        assertThat(removing.exitCode()).isEqualTo(78);
        assertThat(removing.err()).contains("restante.toml:2", "remove = \"never\"", "recent:");
        assertThat(office.commands()).isEmpty();
    }

    @Test
    void whatIsSaidOnTheWireAndWhatHappensCanBeSeen() throws Exception {
        configure(toMaildir("two", "bob"));
        Path wire = folder.resolve("wire");
        Outcome run = collect("run", "--events", "--wire-log", wire.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().map(it -> JsonParser.parseString(it).getAsJsonObject()))
                .extracting(it ->
                        it.get("collection").getAsString() + " " + it.get("event").getAsString())
                .containsExactly("two listed", "two delivered", "two removed", "two ended");
        assertThat(wire)
                .content()
                .contains("two > RETR 1\n", "two < (17 octets)\n", "two > DELE 1\n", "***")
                .doesNotContain("secret", "Subject");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(wire)))
                .isEqualTo("rw-------");
        assertThat(collect("run", "--json", "--events").exitCode()).isEqualTo(64);
        assertThat(collect("run", "--json", "--daemon").exitCode()).isEqualTo(64);
    }

    @Test
    @Spec("CL-034")
    void whatAServerSaysToBeWrongIsNotShownToItAgain() throws Exception {
        configure(toMaildir("one", "bob"));
        Configuration configuration =
                CommandLine.populateCommand(new ConfigurationOptions(), "--config", file.toString())
                        .load();
        Collecting collecting = new Collecting(configuration);
        CollectionSettings settings = configuration.collections().getFirst();
        secret("wrong", "rw-------");
        office.faults().add(Fault.answer("AUTH", "-ERR [AUTH] no"));
        Report refused = collecting.run(settings, Optional.empty(), Watcher.NONE);
        assertThat(refused.failure())
                .map(Report.Failure::kind)
                .contains(Report.Failure.Kind.CREDENTIALS);
        assertThat(collecting.knowsCredentialsToBeWrong(settings)).isTrue();
        secret("secret", "rw-------");
        assertThat(collecting.knowsCredentialsToBeWrong(settings)).isFalse();
        office.faults().clear();
        assertThat(collecting.run(settings, Optional.empty(), Watcher.NONE).failure()).isEmpty();
        assertThat(collecting.knowsCredentialsToBeWrong(settings)).isFalse();
    }

    /** Neither of them is worth a message. */
    @Test
    void mailIsFetchedWithoutALogAndFiguresThatCannotBeWritten() throws Exception {
        configure(toMaildir("two", "bob"));
        Outcome run =
                collect(
                        "run",
                        "--wire-log",
                        "/dev/full",
                        "--metrics",
                        folder.resolve("missing/two.prom").toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("1 message delivered", "1 removed");
        assertThat(subjects("mail-two")).containsExactly("Subject: b");
    }

    @Test
    void whatAServerSaysDrivesNoTerminal() throws Exception {
        configure(toMaildir("one", "bob"));
        office.faults().add(Fault.uniqueId(1, "\033[31mred"), Fault.answer("RETR", "-ERR no"));
        Outcome refused = collect("run");
        assertThat(refused.exitCode()).isEqualTo(65);
        assertThat(refused.out()).contains("?[31mred").doesNotContain("\033");
    }

    @Test
    @Spec("CL-038")
    void twoOfOneMaildropWaitForEachOther() throws Exception {
        String more = "password-file = \"secret\"\nremove = \"never\"\ndeliver-to = \"maildir\"\n";
        configure(
                collection("one", "alice", more + "path = \"m1\"\n"),
                collection("two", "alice", more + "path = \"m2\"\n"));
        assertThat(collect("run").exitCode()).isZero();
        assertThat(subjects("m1")).isEqualTo(allSubjects());
        assertThat(subjects("m2")).isEqualTo(allSubjects());
    }

    /** The server hands out 60 of 100 messages and waits; then the process is told to end. */
    @Test
    void toldToEndItStoresWhatItHas() throws Exception {
        configure(toMaildir("one", "alice"));
        Gate gate = new Gate();
        office.faults().add(Fault.hold("RETR 61", gate));
        Process process =
                new ProcessBuilder(Launched.command("collect", "run", "--config", file.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out").toFile())
                        .start();
        try {
            Await.until("60 staged messages", () -> staged() == 60);
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
            gate.open();
        }
        assertThat(process.exitValue()).isEqualTo(128 + 15);
        assertThat(folder.resolve("out"))
                .content()
                .contains(" messages delivered", "stopped; the next run goes on");
        // The file of the 60th is there before all of it is.
        assertThat(subjects("mail-one")).hasSizeBetween(59, 60);
        office.faults().clear();
        assertThat(collect("run").exitCode()).isZero();
        assertThat(subjects("mail-one")).isEqualTo(allSubjects());
        assertThat(office.messages("alice")).isEmpty();
    }

    private long staged() {
        try (Stream<Path> staged = Files.list(folder.resolve("mail-one/tmp"))) {
            return staged.count();
        } catch (IOException _) {
            return 0;
        }
    }

    @Test
    void checkLooksAtAllAndAtWhereTheMailGoes() throws Exception {
        configure(
                toMaildir("one", "alice"),
                toMaildir("a-name-that-is-longer-than-others", "bob")
                        .replace("\"mail-", "\"secret/"),
                collection(
                        "mbox",
                        "bob",
                        """
                        password-file = "secret"
                        remove = "never"
                        deliver-to = "mbox"
                        path = "no/mbox"
                        """));
        Outcome check = collect("check");
        assertThat(check.exitCode()).isEqualTo(74);
        assertThat(check.out())
                .containsPattern("collection +one\n")
                .contains("fetch 100 messages")
                .containsPattern("failure +" + folder.resolve("secret") + ": is no folder")
                .containsPattern("failure +" + folder.resolve("no") + ": no such file or folder");
        assertThat(JsonParser.parseString(collect("check", "--json").out()).getAsJsonArray())
                .hasSize(3);
        Outcome run = collect("run", "a-name-that-is-longer-than-others");
        assertThat(run.exitCode()).isEqualTo(74);
        assertThat(run.out())
                .contains("the destination cannot be opened")
                .doesNotContain("0 messages");
        List<String> table = collect("status").out().lines().toList();
        assertThat(table.get(2).indexOf("20")).isEqualTo(table.getFirst().indexOf("LAST RUN"));
    }

    /** The server hands out 60 of 100 messages and waits; then the process is killed. */
    @Test
    @Spec("CL-025")
    void killedInTheMiddleItLosesNothingAndDoublesNothing() throws Exception {
        configure(toMaildir("one", "alice"));
        office.faults().add(Fault.stallInMessage(61, 5).once());
        Process process =
                new ProcessBuilder(Launched.command("collect", "run", "--config", file.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out").toFile())
                        .start();
        try {
            // What it has of the 61st message shows that it took the 60 before it.
            Await.until("60 staged messages", () -> staged() == 61);
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isEqualTo(128 + 9);
        assertThat(office.messages("alice")).hasSize(MESSAGES);
        assertThat(collect("run").exitCode()).isZero();
        assertThat(subjects("mail-one")).isEqualTo(allSubjects());
        assertThat(office.messages("alice")).isEmpty();
        try (Stream<Path> left = Files.list(folder.resolve("mail-one/tmp"))) {
            assertThat(left).isEmpty();
        }
    }
}
