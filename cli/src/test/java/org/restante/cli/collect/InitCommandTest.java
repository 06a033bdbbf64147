package org.restante.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.cli.Outcome;
import org.restante.cli.account.Terminal;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;
import org.restante.client.Discovery;
import org.restante.collect.setup.ServerSearch;
import org.restante.protocol.Secret;
import org.restante.testkit.PostOffice;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** From an address to a collection that fetches; the search itself is tested in the collector. */
final class InitCommandTest {
    private static final String BEFORE =
            """
            # mine
            data = "data" # kept
            [[collection]]
            name = "alice-example.org"
            host = "pop.example.org"
            user = "x"
            password = "prompt"
            deliver-to = "account"
            account = "x"\
            """;

    @TempDir Path folder;
    private PostOffice office;
    private HttpServer web;
    private DatagramSocket silent;
    private Path file;
    private Discovery names;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() throws IOException {
        office =
                PostOffice.builder()
                        .account("alice", "secret")
                        .message("alice", "Subject: one\n\n1\n")
                        .start();
        office.trust().writePem(folder.resolve("ca.pem"));
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.start();
        silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        names = Discovery.by("127.0.0.1:" + silent.getLocalPort(), Duration.ofMillis(20));
        file = Files.writeString(folder.resolve("restante.toml"), BEFORE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }

    @AfterEach
    void stop() {
        office.close();
        web.stop(0);
        silent.close();
    }

    /** A domain that says where its mail is. */
    private void publish(String host, int port, String user) {
        byte[] document =
                """
                <clientConfig version="1.1"><incomingServer type="pop3">
                  <hostname>%s</hostname><port>%d</port>
                  <socketType>SSL</socketType><username>%s</username>
                </incomingServer></clientConfig>
                """
                        .formatted(host, port, user)
                        .getBytes(StandardCharsets.UTF_8);
        web.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, document.length);
                    exchange.getResponseBody().write(document);
                    exchange.close();
                });
    }

    private int init(List<String> typed, String... arguments) throws Exception {
        List<String> answers = new ArrayList<>(typed);
        Terminal person =
                new Terminal() {
                    @Override
                    public Optional<Secret> secret(String prompt) {
                        err.append(prompt);
                        return Optional.of(new Secret(answers.removeFirst()));
                    }

                    @Override
                    public Optional<String> line(String prompt) {
                        err.append(prompt);
                        return Optional.of(answers.removeFirst());
                    }
                };
        InitCommand command =
                new InitCommand(
                        new ServerSearch(
                                names,
                                List.of("http://127.0.0.1:" + web.getAddress().getPort() + "/"),
                                Duration.ofSeconds(30)),
                        () -> Optional.of(person).filter(_ -> !typed.isEmpty()));
        new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .parseArgs(
                        Stream.concat(
                                        Stream.of(arguments),
                                        Stream.of(
                                                "--config",
                                                file.toString(),
                                                "--ca-file",
                                                folder.resolve("ca.pem").toString()))
                                .toArray(String[]::new));
        return command.call();
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

    @Test
    void whatADomainPublishesIsTriedAndAddedAndFetches() throws Exception {
        publish("localhost", office.pop3s().getPort(), "%EMAILLOCALPART%");
        assertThat(
                        init(
                                List.of("secret"),
                                "alice@example.org",
                                "--write",
                                "--deliver-to",
                                "maildir:" + folder.resolve("mail")))
                .isZero();
        assertThat(err.toString())
                .contains("localhost:" + office.pop3s().getPort() + " (http://127.0.0.1")
                .contains("TLSv1.3", "Password of alice at localhost: ", "1 message")
                .doesNotContain("secret");
        assertThat(out.toString())
                .isEqualToNormalizingNewlines(
                        "added alice-example.org-2 to " + file.toRealPath() + "\n");
        assertThat(file)
                .content()
                .startsWith(BEFORE + "\n\n[[collection]]\nname = \"alice-example.org-2\"\n")
                .contains("password-file = \"alice-example.org-2.password\"\n")
                .doesNotContain("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        Path password = folder.resolve("alice-example.org-2.password");
        assertThat(password).hasContent("secret\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(it -> it.toString().contains(".restante-"))).isEmpty();
        }
        assertThat(collect("run", "alice-example.org-2").out()).contains("1 message delivered");
    }

    @Test
    void withoutWriteTheTableIsPrinted() throws Exception {
        publish("localhost", office.pop3s().getPort(), "alice");
        init(List.of("secret"), "alice@example.org", "--deliver-to", "account:bob");
        String table =
                """
                # For runs that nobody watches: password-file, or password = "keyring".
                [[collection]]
                name = "alice-example.org-2"
                url = "pop3s://alice@localhost:%d"
                ca-file = "%s"
                password = "prompt"
                deliver-to = "account"
                account = "bob"
                """
                        .formatted(office.pop3s().getPort(), folder.resolve("ca.pem"));
        assertThat(out.toString()).isEqualToNormalizingNewlines(table);
        assertThat(file).hasContent(BEFORE);
        Files.writeString(file, "\n" + table, StandardOpenOption.APPEND);
        assertThat(Outcome.of("config", "check", "--config", file.toString()).exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "lmtp:unix:/run/lmtp.sock/bob, 'to-server = \"unix:/run/lmtp.sock\"|recipients = [\"bob\"]'",
        "'smtp:mx.example.org:465/bob@example.org,carol', 'to-server = \"mx.example.org:465\"|recipients = [\"bob@example.org\", \"carol\"]'",
        "imap:bob@example.org@imap.example.org, 'to-server = \"imap.example.org\"|to-user = \"bob@example.org\"|to-password-file = \"/x/y\"'"
    })
    void whatGoesOnToAServerIsWrittenAsWell(String where, String lines) throws Exception {
        publish("localhost", office.pop3s().getPort(), "alice");
        List<String> arguments =
                new ArrayList<>(List.of("alice@example.org", "--deliver-to", where));
        if (where.startsWith("imap")) {
            arguments.addAll(List.of("--to-password-file", "/x/y"));
        }
        init(List.of("secret"), arguments.toArray(String[]::new));
        assertThat(out.toString().lines())
                .contains("deliver-to = \"" + where.substring(0, 4) + "\"")
                .contains(lines.split("\\|"));
        Files.writeString(file, "\n" + out, StandardOpenOption.APPEND);
        assertThat(Outcome.of("config", "check", "--config", file.toString()).exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maildir:",
                "lmtp:",
                "lmtp:bob",
                "smtp:mx/",
                "smtp:mx/a,,b",
                "imap:x",
                "imap:@x",
                "pop3:x"
            })
    void whatIsNoDestinationIsToldBeforeAnythingElse(String where) {
        assertThat(collect("init", "a@b.c", "--deliver-to", where))
                .satisfies(it -> assertThat(it.exitCode()).isEqualTo(64))
                .satisfies(it -> assertThat(it.err()).contains("--deliver-to "));
    }

    @Test
    void aCommandHasThePasswordAndJsonTellsAll() throws Exception {
        init(
                List.of(),
                "alice",
                "--server",
                "pop3s://localhost:" + office.pop3s().getPort(),
                "--password-command",
                "echo secret",
                "--name",
                "work",
                "--json");
        JsonObject json = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(json.get("collection").getAsString()).isEqualTo("work");
        assertThat(json.get("toml").getAsString())
                .contains("password-command = [\"echo\", \"secret\"]");
    }

    @Test
    void whatCannotBeUsedIsToldAndNothingIsWritten() {
        publish("localhost", office.pop3().getPort(), "alice");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> init(List.of(), "alice@nobody.invalid", "--write"))
                .withMessageContaining("no POP server for alice@nobody.invalid can be used")
                .withMessageContaining("SRV records: ")
                .withMessageContaining("localhost:" + office.pop3().getPort())
                .withMessageContaining("mail.nobody.invalid:995")
                .withMessageContaining("--server NAME")
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE));
        String here = "pop3s://localhost:" + office.pop3s().getPort();
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> init(List.of("wrong"), "alice", "--server", here, "--write"))
                .withMessageContaining("the login as alice at localhost")
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.PERMISSION));
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> init(List.of(), "alice", "--server", here))
                .withMessageContaining("there is no terminal");
        assertThat(file).hasContent(BEFORE);
    }

    @ParameterizedTest
    @CsvSource({
        "pop3s://alice;AUTH=PLAIN@localhost, '', --server has no ;AUTH=",
        "pop3s://alice@localhost, bob, is said twice"
    })
    void whatTheServersAddressSaysBesidesIsNotIgnored(String server, String user, String told) {
        List<String> words = new ArrayList<>(List.of("init", "alice", "--server", server));
        if (!user.isEmpty()) {
            words.addAll(List.of("--user", user));
        }
        Outcome refused = collect(words.toArray(String[]::new));
        assertThat(refused.exitCode()).isEqualTo(64);
        assertThat(refused.err()).contains(told);
    }

    @Test
    void aServerThatNobodyVouchesForNeedsAPersonsWord() throws Exception {
        try (SrvAnswers dns = SrvAnswers.of("localhost", office.pop3s().getPort())) {
            names = Discovery.by(dns.address(), Duration.ofSeconds(5));
            String[] arguments = {"alice@nobody.invalid", "--user", "alice"};
            assertThat(init(List.of("y", "secret"), arguments)).isZero();
            assertThat(err.toString())
                    .contains("the SRV records of nobody.invalid) is outside of the domain")
                    .contains("Is it the right one? [y/N] ");
            int sessions = office.dialogues().size();
            for (List<String> answers : List.of(List.of("", "secret"), List.<String>of())) {
                assertThatExceptionOfType(CommandException.class)
                        .isThrownBy(() -> init(answers, arguments))
                        .withMessageContaining(
                                "outside of the domain and not signed; --server localhost:");
            }
            assertThat(office.dialogues()).hasSize(sessions);
        }
    }

    @Test
    void providersWithoutPopAreTold() {
        assertThat(collect("init", "alice@icloud.com"))
                .satisfies(it -> assertThat(it.exitCode()).isEqualTo(69))
                .satisfies(it -> assertThat(it.err()).contains("iCloud has IMAP and no POP."));
        assertThat(collect("init", "alice").err()).contains("is no mail address");
        assertThat(collect("init", "a@b.c", "--name", "alice-example.org").err())
                .contains("there is a collection alice-example.org already");
    }
}
