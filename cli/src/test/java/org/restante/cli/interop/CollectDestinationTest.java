package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.cli.Launched;
import org.restante.cli.Outcome;
import org.restante.cli.soak.Await;
import org.restante.spec.Spec;
import org.restante.testkit.Mail;
import org.restante.testkit.PostOffice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Debian's Dovecot and Postfix get what is collected: whole, and once. */
@Tag("interop")
final class CollectDestinationTest {
    /**
     * Dovecot has no place for NUL, and makes a line end of a CR alone; DATA has none for either.
     */
    private static final List<String> SAMPLES =
            List.of(
                    "plain",
                    "dots",
                    "dot in the first line",
                    "only dots",
                    "no final line end",
                    "final dot without line end",
                    "empty body",
                    "no header",
                    "empty lines at the end",
                    "From line in the body",
                    "mixed line ends",
                    "8-bit header",
                    "8-bit body",
                    "UTF-8 subject",
                    "line of 100 KB",
                    "long header line",
                    "5000 header fields");

    private static final Pattern TRACE =
            Pattern.compile(
                    "^((Return-Path|Delivered-To|X-Original-To|Received):.*\r\n([ \t].*\r\n)*)+");

    @TempDir private Path folder;
    private PostOffice office;
    private Path file;

    @BeforeEach
    void start() throws Exception {
        office = PostOffice.builder().account("alice", "secret").start();
        office.trust().writePem(folder.resolve("ca.pem"));
        Folders.secretFile(folder.resolve("secret"), "secret\n");
        file = folder.resolve("restante.toml");
    }

    @AfterEach
    void stop() {
        office.close();
    }

    private void configure(String destination) throws IOException {
        Files.writeString(
                file,
                """
                data = "data"
                hostname = "collector.test"
                [[collection]]
                name = "one"
                url = "pop3s://alice@localhost:%d"
                ca-file = "ca.pem"
                password-file = "secret"
                remove = "after-delivery"
                %s
                """
                        .formatted(office.pop3s().getPort(), destination));
    }

    private static List<Sample> samples() {
        return Corpus.ALL.stream().filter(it -> SAMPLES.contains(it.name())).toList();
    }

    private void deliverSamples() {
        for (Sample each : samples()) {
            office.deliver("alice", Mail.of(each.octets().getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    private Outcome run() {
        return Outcome.of("collect", "run", "--config", file.toString());
    }

    private void assertAllGone() {
        Outcome outcome = run();
        assertThat(outcome.exitCode()).as(outcome.out()).isZero();
        assertThat(office.messages("alice")).isEmpty();
    }

    private static List<String> messages(Path maildir) throws IOException {
        List<String> all = new ArrayList<>();
        for (String each : CollectingProgram.messages(maildir)) {
            all.add(Sample.canonical(each));
        }
        return all;
    }

    private static void assertAllThere(Path maildir) throws IOException {
        assertThat(
                        messages(maildir).stream()
                                .map(it -> TRACE.matcher(it).replaceFirst(""))
                                .toList())
                .containsExactlyInAnyOrderElementsOf(
                        samples().stream().map(Sample::inAscii).toList());
    }

    @Test
    @Spec({"CL-006", "CL-040"})
    void dovecotGetsAllByLmtp() throws Exception {
        try (Dovecot dovecot = Dovecot.start(Files.createDirectory(folder.resolve("dovecot")))) {
            configure(
                    "deliver-to = \"lmtp\"\nto-server = \"unix:%s\"\nrecipients = [\"alice\", \"bob\"]"
                            .formatted(dovecot.socket()));
            deliverSamples();
            assertAllGone();
            assertAllThere(dovecot.maildir("alice"));
            assertAllThere(dovecot.maildir("bob"));
        }
    }

    @Test
    @Spec({"CL-039", "CL-040"})
    void postfixGetsMailBySmtp() throws Exception {
        Path maildir = Folders.maildir(folder.resolve("vmail/carol"));
        Folders.give(folder.resolve("vmail"), "nobody");
        try (Postfix postfix =
                Postfix.start(
                        Files.createDirectory(folder.resolve("postfix")),
                        "localhost",
                        "localhost=lmtp:unix:none",
                        "virtual_mailbox_domains = maildir.test",
                        "virtual_mailbox_base = " + maildir.getParent(),
                        "virtual_mailbox_maps = inline:{ carol@maildir.test=carol/ }",
                        "virtual_uid_maps = static:65534",
                        "virtual_gid_maps = static:65534")) {
            configure(
                    """
                    deliver-to = "smtp"
                    to-server = "127.0.0.1:%d"
                    to-security = "none"
                    recipients = ["carol@maildir.test"]
                    """
                            .formatted(postfix.port()));
            office.deliver(
                    "alice",
                    Mail.of(
                            "Subject: 1\r\nMessage-Id: <1@e>\r\nFrom: a@b.test\r\nDate: Mon, 5 Jan 2026 10:00:00 +0000\r\n\r\n.\r\n..\r\n\u00e4\r\n"
                                    .getBytes(StandardCharsets.UTF_8)));
            assertAllGone();
            postfix.await("to=<carol@maildir.test>", "status=sent");
            assertThat(messages(maildir))
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it).startsWith("Return-Path: <>\r\n").contains("with ESMTP");
                        assertThat(it).endsWith("\r\n\r\n.\r\n..\r\n\u00c3\u00a4\r\n");
                    });
            configure(
                    """
                    deliver-to = "smtp"
                    to-server = "127.0.0.1:%d"
                    to-security = "none"
                    recipients = ["nobody@maildir.test"]
                    """
                            .formatted(postfix.port()));
            office.deliver("alice", "Subject: 2\n\n");
            Outcome refused = run();
            assertThat(refused.exitCode()).isEqualTo(65);
            assertThat(refused.out()).contains("nobody@maildir.test: 550");
        }
    }

    private Path certificate() throws Exception {
        Path pem = folder.resolve("imap.pem");
        Program.Result made =
                Program.run(
                        "openssl",
                        folder,
                        Map.of(),
                        List.of(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "rsa:2048",
                                "-nodes",
                                "-keyout",
                                folder.resolve("key").toString(),
                                "-out",
                                pem.toString(),
                                "-days",
                                "2",
                                "-subj",
                                "/CN=localhost",
                                "-addext",
                                "subjectAltName=DNS:localhost"));
        assertThat(made.exit()).as(made.out()).isZero();
        return Files.writeString(
                folder.resolve("both.pem"),
                Files.readString(pem) + Files.readString(folder.resolve("key")));
    }

    private String imap(int port, String security, String more) {
        return """
        deliver-to = "imap"
        to-server = "localhost:%d"
        to-security = "%s"
        to-ca-file = "imap.pem"
        to-user = "alice"
        to-password-file = "secret"
        %s
        """
                .formatted(port, security, more);
    }

    @Test
    @Spec("CL-006")
    void dovecotGetsAllByImapOctetForOctet() throws Exception {
        int tls = Folders.freePort();
        int plain = Folders.freePort();
        try (Dovecot dovecot =
                Dovecot.startWithImap(
                        Files.createDirectory(folder.resolve("dovecot")),
                        tls,
                        plain,
                        certificate())) {
            configure(imap(tls, "tls", "flags = [\"seen\", \"$Collected\"]"));
            deliverSamples();
            Outcome check = Outcome.of("collect", "check", "one", "--config", file.toString());
            assertThat(check.out())
                    .contains(
                            "delivery      IMAP at localhost:"
                                    + tls
                                    + ", TLSv1.3, logged in as alice, folder INBOX");
            assertAllGone();
            assertThat(messages(dovecot.maildir("alice")))
                    .containsExactlyInAnyOrderElementsOf(
                            samples().stream().map(Sample::inAscii).toList());
            try (Stream<Path> files = Files.list(dovecot.maildir("alice").resolve("cur"))) {
                assertThat(files).allMatch(it -> it.toString().matches(".*:2,Sa?"));
            }
            configure(imap(plain, "starttls", "folder = \"Alt & 2027\""));
            office.deliver("alice", "Subject: 1\n\n1\n");
            assertAllGone();
            configure(imap(plain, "tls", ""));
            assertThat(run().exitCode()).isZero();
            office.deliver("alice", "Subject: 2\n\n2\n");
            assertThat(run().exitCode()).isEqualTo(69);
            assertThat(office.messages("alice")).hasSize(1);
        }
    }

    /** An issuer whose first token is good no more when Dovecot asks about it. */
    private static HttpServer issuer() throws IOException {
        HttpServer issuer =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger tokens = new AtomicInteger();
        issuer.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    String url = "http://127.0.0.1:" + issuer.getAddress().getPort();
                    String query = String.valueOf(exchange.getRequestURI().getQuery());
                    String json =
                            switch (exchange.getRequestURI().getPath()) {
                                case "/.well-known/openid-configuration" ->
                                        "{\"issuer\":\"%1$s\", \"token_endpoint\":\"%1$s/token\"}"
                                                .formatted(url);
                                case "/token" ->
                                        "{\"access_token\":\"token-%d\", \"token_type\":\"Bearer\", \"expires_in\":3600}"
                                                .formatted(tokens.incrementAndGet());
                                case "/about" ->
                                        "{\"active\":%s, \"login\":\"alice\"}"
                                                .formatted(query.startsWith("token=token-2&"));
                                default -> "{}";
                            };
                    byte[] octets = json.getBytes(StandardCharsets.US_ASCII);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, octets.length);
                    exchange.getResponseBody().write(octets);
                    exchange.close();
                });
        issuer.start();
        return issuer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"xoauth2", "oauthbearer", "xoauth2 oauthbearer"})
    void dovecotTakesATokenByImap(String mechanisms) throws Exception {
        HttpServer issuer = issuer();
        String url = "http://127.0.0.1:" + issuer.getAddress().getPort();
        Path asks =
                Files.writeString(
                        folder.resolve("dovecot-oauth2.conf"),
                        """
                        introspection_mode = get
                        introspection_url = %s/about?token=
                        username_attribute = login
                        active_attribute = active
                        active_value = true
                        """
                                .formatted(url));
        int tls = Folders.freePort();
        try (Dovecot dovecot =
                Dovecot.startWithImap(
                        Files.createDirectory(folder.resolve("dovecot")),
                        tls,
                        Folders.freePort(),
                        certificate(),
                        "auth_mechanisms = " + mechanisms,
                        "passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = %s\n}"
                                .formatted(asks))) {
            configure(
                    imap(tls, "tls", "")
                            .replaceFirst(
                                    "to-password-file.*",
                                    """
                                    to-oauth2 = "%s"
                                    to-client-id = "collector"
                                    to-grant = "client"
                                    """
                                            .formatted(url)));
            office.deliver("alice", "Subject: 1\n\n1\n");
            assertAllGone();
            assertThat(messages(dovecot.maildir("alice"))).hasSize(1);
        } finally {
            issuer.stop(0);
        }
    }

    /** Killed at whatever moment, five times: the folder tells what arrived. */
    @Test
    @Spec("CL-025")
    void killedWhileItAppendsItLosesNothingAndDoublesNothing() throws Exception {
        int tls = Folders.freePort();
        try (Dovecot dovecot =
                Dovecot.startWithImap(
                        Files.createDirectory(folder.resolve("dovecot")),
                        tls,
                        Folders.freePort(),
                        certificate())) {
            configure(imap(tls, "tls", ""));
            int messages = 300;
            // Every second one has no Message-ID, and all are of the same size.
            IntStream.range(0, messages)
                    .forEach(n ->
                            office.deliver(
                                    "alice",
                                    (n % 2 == 0
                                                            ? "Message-ID: <%03d@e>\n"
                                                            : "X-Something: <%03d@e>\n")
                                                    .formatted(n)
                                            + "\nbody\n"));
            Path maildir = dovecot.maildir("alice");
            for (int kill : List.of(5, 40, 63, 100, 200)) {
                Process process =
                        new ProcessBuilder(
                                        Launched.command(
                                                "collect", "run", "--config", file.toString()))
                                .redirectErrorStream(true)
                                .redirectOutput(folder.resolve("out").toFile())
                                .start();
                try {
                    Await.until(
                            kill + " messages", () -> !process.isAlive() || count(maildir) >= kill);
                } finally {
                    process.destroyForcibly();
                    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                }
                assertThat(process.exitValue())
                        .as(Files.readString(folder.resolve("out")))
                        .isEqualTo(128 + 9);
                assertThat(office.messages("alice")).hasSize(messages);
            }
            assertAllGone();
            assertThat(messages(maildir)).hasSize(messages).doesNotHaveDuplicates();
        }
    }

    private static long count(Path maildir) throws IOException {
        Path arrived = maildir.resolve("new");
        if (!Files.isDirectory(arrived)) {
            return 0;
        }
        try (Stream<Path> fresh = Files.list(arrived);
                Stream<Path> current = Files.list(maildir.resolve("cur"))) {
            return fresh.count() + current.count();
        }
    }
}
