package org.restante.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.cli.Outcome;
import org.restante.testkit.PostOffice;
import org.restante.testkit.ScriptedServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A login as a person goes through it; what may go wrong is tested in the collector. */
final class LoginCommandTest {
    private static final Pattern ADDRESS = Pattern.compile("http\\S*/authorize\\?\\S*");

    @TempDir Path folder;
    private HttpServer issuer;
    private PostOffice office;

    /** The forms that the issuer got, undecoded. */
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        office =
                PostOffice.builder()
                        .account("alice", "secret")
                        .token("alice", "access-1")
                        .message("alice", "Subject: one\n\n1\n")
                        .start();
        office.trust().writePem(folder.resolve("ca.pem"));
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(
                "/.well-known/openid-configuration",
                """
                {"issuer":"URL", "token_endpoint":"URL/token",
                 "authorization_endpoint":"URL/authorize",
                 "device_authorization_endpoint":"URL/device"}\
                """);
        answer(
                "/device",
                """
                {"device_code":"device-1", "user_code":"WDJB-MJHT", "interval":1,
                 "verification_uri":"URL/enter", "expires_in":900}\
                """);
        answer(
                "/token",
                """
                {"access_token":"access-1", "token_type":"Bearer", "expires_in":3600,
                 "refresh_token":"refresh-1"}\
                """);
        issuer.createContext("/authorize", LoginCommandTest::sendBack);
        issuer.start();
    }

    @AfterEach
    void stop() {
        issuer.stop(0);
        office.close();
    }

    private String url() {
        return "http://127.0.0.1:" + issuer.getAddress().getPort();
    }

    private void answer(String path, String json) {
        issuer.createContext(
                path,
                exchange -> {
                    asked.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.US_ASCII));
                    byte[] octets = json.replace("URL", url()).getBytes(StandardCharsets.US_ASCII);
                    exchange.sendResponseHeaders(200, octets.length);
                    exchange.getResponseBody().write(octets);
                    exchange.close();
                });
    }

    private static void sendBack(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        query.replaceFirst(".*&redirect_uri=([^&]*)&.*", "$1")
                                + "/?code=code-1&state="
                                + query.replaceFirst(".*&state=([^&]*)&.*", "$1"));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    /** A person with a browser. */
    private static void browse(String printed) {
        Matcher address = ADDRESS.matcher(printed);
        if (address.find()) {
            try (HttpClient browser =
                    HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build()) {
                browser.send(
                        HttpRequest.newBuilder(URI.create(address.group())).build(),
                        BodyHandlers.discarding());
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void configure(String proof) throws IOException {
        Files.writeString(
                folder.resolve("restante.toml"),
                """
                data = "data"
                [[collection]]
                name = "work"
                url = "pop3s://alice@localhost:%d"
                ca-file = "ca.pem"
                remove = "after-delivery"
                deliver-to = "maildir"
                path = "mail"
                %s
                """
                        .formatted(office.pop3s().getPort(), proof));
    }

    private void configureOauth(String more) throws IOException {
        configure("oauth2 = \"" + url() + "\"\nclient-id = \"restante\"\n" + more);
    }

    private Outcome collect(Consumer<String> ear, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "collect";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--config";
        all[all.length - 1] = folder.resolve("restante.toml").toString();
        return Outcome.heard(ear, all);
    }

    private Outcome collect(String... arguments) {
        return collect(_ -> {}, arguments);
    }

    private void assertThatRunsLogIn() throws IOException {
        Outcome run = collect("run");
        assertThat(run.out()).startsWith("work: 1 message delivered");
        assertThat(run.exitCode()).isZero();
        assertThat(office.messages("alice")).isEmpty();
    }

    private static void assertNothingSecretIsIn(Outcome outcome) {
        assertThat(outcome.out() + outcome.err())
                .doesNotContain("access-1", "refresh-1", "code-1", "device-1");
    }

    @Test
    void aPersonLogsInByABrowserAndRunsGoOn() throws IOException {
        configureOauth("");
        Outcome before = collect("run");
        assertThat(before.exitCode()).isEqualTo(77);
        assertThat(before.out())
                .contains("nobody has logged in yet; log in with: restante collect login work");
        Outcome login = collect(LoginCommandTest::browse, "login", "work");
        assertThat(login.err()).isEmpty();
        assertThat(login.exitCode()).isZero();
        assertThat(login.out())
                .startsWith("Open this address in a browser on this machine")
                .contains("code_challenge_method=S256")
                .endsWith("Logged in. \"restante collect check work\" tries it at the server.\n");
        assertNothingSecretIsIn(login);
        assertThat(folder.resolve("data/keys/collect")).exists();
        assertThat(folder.resolve("data/collect/tokens/work.token")).exists();
        Outcome check = collect("check", "work");
        assertThat(check.out()).containsPattern("login +OAUTHBEARER");
        assertNothingSecretIsIn(check);
        assertThatRunsLogIn();
    }

    @Test
    void aPersonTypesACodeElsewhere() throws IOException {
        configureOauth("");
        Outcome login = collect("login", "work", "--device");
        assertThat(login.exitCode()).isZero();
        assertThat(login.out()).contains("Open " + url() + "/enter").contains("WDJB-MJHT\n");
        assertNothingSecretIsIn(login);
        assertThatRunsLogIn();
    }

    @Test
    void aClientNeedsNobody() throws IOException {
        configureOauth(
                """
                grant = "client"
                scope = ["pop"]
                client-secret-command = ["echo", "s3cret"]
                token-key = "key"
                """);
        assertThat(collect("login", "work", "--json").json().get("logged-in").getAsString())
                .isEqualTo("work");
        assertThat(asked).last().isEqualTo("grant_type=client_credentials&scope=pop");
        assertThat(folder.resolve("key")).exists();
        assertThatRunsLogIn();
    }

    @Test
    void anAddressOfAnotherLoginIsNotTaken() throws IOException {
        configureOauth("redirect = \"https://localhost/restante\"");
        Outcome login =
                Outcome.ofInput(
                        "https://localhost/restante?code=code-1&state=x\n",
                        "collect",
                        "login",
                        "work",
                        "--config",
                        folder.resolve("restante.toml").toString());
        assertThat(login.exitCode()).isEqualTo(77);
        assertThat(login.out()).contains("paste its address here");
        assertThat(login.err()).contains("that is not the address that this login ends at");
        assertNothingSecretIsIn(login);
    }

    /** Where mail goes has a login of its own, under its own name. */
    @ParameterizedTest
    @CsvSource({"work, --to, work@", "hub, --destination, @hub"})
    void aPersonLogsInForWhereTheMailGoes(String name, String option, String file)
            throws Exception {
        String greeting = "S: <tls>\nS: * OK ready\nC: A0 CAPABILITY\n";
        String loggedIn =
                greeting
                        + """
                        S: * CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2
                        S: A0 OK
                        C: A1 AUTHENTICATE XOAUTH2 dXNlcj1tZQFhdXRoPUJlYXJlciBhY2Nlc3MtMQEB
                        S: A1 OK
                        C: A2 CAPABILITY
                        S: * CAPABILITY IMAP4rev1 LITERAL+
                        S: A2 OK
                        C: A3 STATUS INBOX (UIDNEXT)
                        S: * STATUS INBOX (UIDNEXT 1)
                        S: A3 OK
                        C: A4 LOGOUT
                        S: * BYE
                        S: A4 OK
                        """;
        try (ScriptedServer hub =
                ScriptedServer.start(
                        greeting
                                + "S: * CAPABILITY IMAP4rev1"
                                + " AUTH=XOAUTH2\nS: A0 OK\nC: <closed>\n",
                        loggedIn)) {
            hub.trust().writePem(folder.resolve("hub.pem"));
            String place =
                    """
                    deliver-to = "imap"
                    to-server = "localhost:%d"
                    to-ca-file = "hub.pem"
                    to-user = "me"
                    to-oauth2 = "%s"
                    to-client-id = "restante"
                    """
                            .formatted(hub.address().getPort(), url());
            configure("password-command = [\"echo\", \"secret\"]");
            Path settings = folder.resolve("restante.toml");
            String text = Files.readString(settings);
            String mail = "deliver-to = \"maildir\"\npath = \"mail\"\n";
            Files.writeString(
                    settings,
                    option.equals("--to")
                            ? text.replace(mail, place)
                            : text.replace(mail, "deliver-to = \"destinations\"\nto = [\"hub\"]\n")
                                    + "[[destination]]\nname = \"hub\"\n"
                                    + place);
            Outcome before = collect("check", "work");
            assertThat(before.exitCode()).isEqualTo(77);
            assertThat(before.out() + before.err())
                    .contains("log in with: restante collect login " + name + " " + option);
            Outcome login = collect(LoginCommandTest::browse, "login", name, option);
            assertThat(login.err()).isEmpty();
            assertThat(login.exitCode()).isZero();
            assertThat(folder.resolve("data/collect/tokens/" + file + ".token")).exists();
            Outcome check = collect("check", "work");
            assertThat(check.out()).contains("IMAP at localhost").contains("logged in as me");
            assertNothingSecretIsIn(check);
            hub.check();
        }
    }

    @Test
    void whatCannotLogInIsToldSo() throws IOException {
        configure("password-command = [\"echo\", \"secret\"]");
        Outcome login = collect("login", "work");
        assertThat(login.exitCode()).isEqualTo(64);
        assertThat(login.err()).contains("work has no oauth2, so nobody has to log in for it");
        configureOauth("");
        issuer.removeContext("/token");
        Outcome down = collect(LoginCommandTest::browse, "login", "work");
        assertThat(down.exitCode()).isEqualTo(75);
        assertThat(down.err()).contains("/token answers with status 404");
        assertThat(collect("login", "work", "--to").err()).contains("work has no to-oauth2");
        Outcome nowhere = collect("login", "hub", "--destination");
        assertThat(nowhere.exitCode()).isEqualTo(64);
        assertThat(nowhere.err()).contains("no collection has a destination hub");
    }
}
