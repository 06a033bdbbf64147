package org.restante.collect.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.restante.collect.tokens.TestAuthorizationServer.SECRET;
import static org.restante.collect.tokens.TestAuthorizationServer.error;
import static org.restante.collect.tokens.TestAuthorizationServer.json;
import static org.restante.collect.tokens.TestAuthorizationServer.text;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.collect.tokens.TokenException.Kind;
import org.restante.protocol.Secret;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How tokens are had, and what is said when they are not. */
final class LoginsTest {
    private TestAuthorizationServer server;
    private final List<Duration> pauses = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server = new TestAuthorizationServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void pause(Duration time) {
        pauses.add(time);
        server.passes(time);
    }

    private static HttpResponse<String> browse(String address) throws Exception {
        try (HttpClient browser =
                HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build()) {
            return browser.send(
                    HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
        }
    }

    private static void assertTokens(Tokens tokens, int number) {
        assertThat(tokens.access()).isEqualTo(new Secret("access-" + number));
        assertThat(tokens.refresh()).contains(new Secret("refresh-" + number));
    }

    @Test
    void aBrowserOnThisMachineComesBackWithACode() throws Exception {
        try (LoopbackRedirect redirect = LoopbackRedirect.open()) {
            BrowserLogin login = server.seen().browser(redirect);
            redirect.listen(login);
            HttpResponse<String> page = browse(login.address());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("This window may be closed").doesNotContain("code-1");
            assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            // A second time there is nothing, for a browser or anybody else.
            assertThat(browse(page.uri().toString()).statusCode()).isEqualTo(404);
            Tokens tokens = login.redeem(redirect.await(Duration.ofMinutes(1)));
            assertTokens(tokens, 1);
            assertThat(tokens.expires()).isEqualTo(server.now().plusSeconds(3600));
            assertThat(tokens.due()).isEqualTo(server.now().plusSeconds(3300));
            assertThat(tokens.toString()).doesNotContain("access-1", "refresh-1");
        }
        assertThat(server.asked("/token").getFirst())
                .containsEntry("client_id", "restante")
                .containsKey("code_verifier");
    }

    @Test
    void theBrowserIsAskedForOfflineAccessWithPkce() throws Exception {
        try (LoopbackRedirect redirect = LoopbackRedirect.open()) {
            assertThat(server.seen().browser(redirect).address())
                    .startsWith(server.url() + "/authorize?response_type=code&client_id=restante&")
                    .contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A" + redirect.port() + "&")
                    .contains("&scope=openid+offline_access&")
                    .containsPattern("&state=[\\w-]{43}&code_challenge=[\\w-]{43}&")
                    .endsWith("&code_challenge_method=S256");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/?code=evil&state=wrong",
                "/?code=evil",
                "/",
                "/?state=STATE",
                "/?code=evil&state=STATE&state=STATE",
                "/?code=one&code=two&state=STATE",
                "/elsewhere?code=evil&state=STATE",
                "/?code=%25&code=%ff&state=STATE",
            })
    void whatIsNotTheAnswerIsNotHeeded(String request) throws Exception {
        try (LoopbackRedirect redirect = LoopbackRedirect.open()) {
            BrowserLogin login = server.seen().browser(redirect);
            redirect.listen(login);
            String state = login.address().replaceFirst(".*&state=([^&]*)&.*", "$1");
            HttpResponse<String> page =
                    browse("http://127.0.0.1:" + redirect.port() + request.replace("STATE", state));
            assertThat(page.statusCode()).isIn(400, 404);
            assertThatThrownBy(() -> redirect.await(Duration.ZERO))
                    .isInstanceOf(TokenException.class)
                    .hasMessageContaining("no browser came back");
            browse(login.address());
            assertTokens(login.redeem(redirect.await(Duration.ofMinutes(1))), 1);
        }
    }

    @Test
    void anAddressThatWasCopiedFromTheBrowserWillDo() throws Exception {
        BrowserLogin login = server.seen().browser("https://localhost/restante");
        HttpClient browser = HttpClient.newHttpClient();
        String back =
                browser.send(
                                HttpRequest.newBuilder(URI.create(login.address())).build(),
                                BodyHandlers.discarding())
                        .headers()
                        .firstValue("Location")
                        .orElseThrow();
        browser.close();
        assertThatThrownBy(() -> login.redeem(back.replace("state=", "state=x")))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("begins with https://localhost/restante")
                .hasMessageNotContaining("code-1");
        assertThatThrownBy(() -> login.redeem("what?")).isInstanceOf(TokenException.class);
        assertTokens(login.redeem(" " + back + "\n"), 1);
    }

    @Test
    void aBrowserThatSaysNoEndsTheLogin() throws Exception {
        BrowserLogin login = server.seen().browser("http://127.0.0.1");
        String state = login.address().replaceFirst(".*&state=([^&]*)&.*", "$1");
        assertThatThrownBy(() ->
                        login.redeem(
                                "http://127.0.0.1/?error=access_denied&state="
                                        + state
                                        + "&error_description=not%20%1B%5B1mtoday"))
                .isInstanceOf(TokenException.class)
                .hasMessage(
                        server.url()
                                + ": the login was denied, there or by its person (access_denied:"
                                + " not [1mtoday)");
    }

    @Test
    void aDeviceWaitsAsItIsTold() throws Exception {
        server.polls("authorization_pending", "slow_down", "down", "authorization_pending");
        DeviceLogin login = server.seen().device();
        assertThat(login.code()).isEqualTo("WDJB-MJHT");
        assertThat(login.page()).isEqualTo(server.url() + "/enter");
        assertThat(login.end()).isEqualTo(server.now().plusSeconds(900));
        assertTokens(login.await(this::pause), 1);
        assertThat(pauses.stream().map(Duration::toSeconds)).containsExactly(5L, 5L, 10L, 20L, 20L);
        assertThat(server.asked("/device").getFirst())
                .containsEntry("client_id", "restante")
                .containsEntry("scope", "openid offline_access");
        assertThat(server.asked("/token").getFirst()).containsEntry("device_code", "device-1");
    }

    @ParameterizedTest
    @CsvSource({
        "access_denied, was denied",
        "expired_token, took too long",
    })
    void aDeviceThatIsRefusedStops(String code, String words) throws IOException {
        server.polls("authorization_pending", code);
        DeviceLogin login = server.seen().device();
        assertThatThrownBy(() -> login.await(this::pause))
                .isInstanceOfSatisfying(
                        TokenException.class, it -> assertThat(it.kind()).isEqualTo(Kind.LOGIN))
                .hasMessageContaining(words)
                .hasMessageNotContaining("device-1");
        assertThat(pauses).hasSize(2);
    }

    @Test
    void aDeviceWaitsNoLongerThanItsCodeIsGood() throws IOException {
        DeviceLogin login = server.seen().device();
        server.answers("/token", TestAuthorizationServer.down());
        assertThatThrownBy(() -> login.await(this::pause))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("nobody logged in")
                .satisfies(it -> assertThat(it.getSuppressed()).hasSize(1));
        assertThat(pauses.stream().mapToLong(Duration::toSeconds).sum()).isEqualTo(900);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"device_code\":\"d\",\"user_code\":\"u\",\"expires_in\":60,"
                        + "\"verification_uri\":\"http://example.org/\"}",
                "{\"device_code\":\"d\",\"user_code\":\"u\\u001b[2J\",\"expires_in\":60,"
                        + "\"verification_uri\":\"https://example.org/\"}",
                "{\"device_code\":\"d\",\"user_code\":\"u\",\"expires_in\":-1,"
                        + "\"verification_uri\":\"https://example.org/\"}",
                "<html>",
            })
    void aDeviceShowsNobodyWhatIsNoCode(String answer) {
        server.answers("/device", text(200, answer));
        assertThatThrownBy(() -> server.seen().device())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(TokenException.class)
                .hasMessage(server.url() + "/device gives no code to log in with");
    }

    @Test
    void aServerWithoutDeviceCodesIsToldFromOneThatIsDown() {
        Map<String, Object> metadata = server.metadata();
        metadata.remove("device_authorization_endpoint");
        server.answers("/.well-known/openid-configuration", json(200, metadata));
        assertThatThrownBy(() -> server.seen().device())
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("no login by a code for mail: log in by a browser");
    }

    @Test
    void aClientProvesWhoItIs() throws IOException {
        server.seen(Optional.of(SECRET), "pop").clientCredentials();
        // RFC 6749 §2.3.1: each encoded as in a form.
        assertThat(server.authorizations())
                .containsExactly(
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                "restante:s3cr%3At%2B%2F"
                                                        .getBytes(StandardCharsets.US_ASCII)));
        assertThat(server.asked("/token"))
                .containsExactly(Map.of("grant_type", "client_credentials", "scope", "pop"));
    }

    @Test
    void aClientsSecretGoesIntoTheFormWhereTheServerWantsIt() throws IOException {
        server.answers(
                "/.well-known/openid-configuration",
                text(
                        200,
                        "{\"issuer\":\""
                                + server.url()
                                + "\",\"token_endpoint\":\""
                                + server.url()
                                + "/token\",\"token_endpoint_auth_methods_supported\":"
                                + "[\"private_key_jwt\",\"client_secret_post\"]}"));
        Tokens tokens = server.seen(Optional.of(SECRET)).clientCredentials();
        assertThat(tokens.refresh()).isEmpty();
        assertThat(server.authorizations()).isEmpty();
        assertThat(server.asked("/token").getFirst())
                .containsEntry("client_id", "restante")
                .containsEntry("client_secret", SECRET)
                .doesNotContainKey("scope");
    }

    @Test
    void aRefreshTokenIsReplacedOrKept() throws Exception {
        AuthorizationServer seen = server.seen();
        Tokens first = seen.device().await(this::pause);
        Tokens second = seen.refresh(first.refresh().orElseThrow());
        assertTokens(second, 2);
        server.keepsRefreshTokens();
        Tokens third = seen.refresh(second.refresh().orElseThrow());
        assertThat(third.access()).isEqualTo(new Secret("access-3"));
        assertThat(third.refresh()).isEqualTo(second.refresh());
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_grant, LOGIN, the login is good no more",
        "interaction_required, LOGIN, the login is good no more",
        "invalid_client, CONFIGURATION, see client-id and client-secret-command",
        "unauthorized_client, CONFIGURATION, allow it where the client is registered",
        "unsupported_grant_type, CONFIGURATION, choose another way",
        "invalid_scope, CONFIGURATION, see scope",
        "invalid_request, CONFIGURATION, the request is refused",
        "never_heard_of, CONFIGURATION, the request is refused",
    })
    void aRefusalSaysWhatToDo(String code, Kind kind, String words) {
        server.answers("/token", error(code));
        assertThatThrownBy(() -> server.seen().refresh(new Secret("refresh-1")))
                .isInstanceOfSatisfying(
                        TokenException.class, it -> assertThat(it.kind()).isEqualTo(kind))
                .hasMessageContaining(words)
                .hasMessageEndingWith("(" + code + ": so it is [1m)");
    }

    @Test
    void whatMayPassIsToldFromARefusal() {
        List<TestAuthorizationServer.Answer> answers =
                List.of(
                        error("temporarily_unavailable"),
                        json(503, Map.of("error", "invalid_grant")),
                        json(429, Map.of("error", "invalid_grant")),
                        json(400, Map.of("error", "<script>")),
                        json(200, Map.of("access_token", "a b", "token_type", "bearer")),
                        json(200, Map.of("access_token", "token", "token_type", "mac")),
                        json(200, Map.of("token_type", "bearer")),
                        text(200, "{\"access_token\":\"token\",\"token_type\":\"bearer\"} {}"),
                        text(200, "[".repeat(100_000)),
                        text(502, "<html>"),
                        TestAuthorizationServer.down(),
                        TestAuthorizationServer.endless(),
                        TestAuthorizationServer.redirect("https://example.org/"));
        for (TestAuthorizationServer.Answer answer : answers) {
            server.answers("/token", answer);
            assertThatThrownBy(() -> server.seen().refresh(new Secret("refresh-1")))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(TokenException.class)
                    .hasMessageContaining(server.url() + "/token");
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsNotWaitedForForLong() {
        server.answers("/.well-known/openid-configuration", server.slow());
        assertThatThrownBy(() ->
                        server.seen(Optional.empty(), Duration.ofMillis(200))
                                .refresh(new Secret("refresh-1")))
                .hasMessageContaining("does not answer within PT0.2S");
    }

    @Test
    void noSecretIsInWhatAServerMakesUsSay() {
        server.answers(
                "/token",
                exchange -> {
                    @SuppressWarnings("unchecked")
                    Map<String, String> form = (Map<String, String>) exchange.getAttribute("form");
                    json(
                                    400,
                                    Map.of(
                                            "error",
                                            form.getOrDefault("refresh_token", "invalid_grant"),
                                            "error_description",
                                            form + " " + Web.encoded(form)))
                            .to(exchange);
                });
        assertThatThrownBy(() -> server.seen().refresh(new Secret("refresh=1")))
                .hasMessageNotContaining("refresh=1");
        server.answers(
                "/token",
                exchange -> {
                    @SuppressWarnings("unchecked")
                    Map<String, String> form = (Map<String, String>) exchange.getAttribute("form");
                    json(
                                    400,
                                    Map.of(
                                            "error",
                                            "invalid_grant",
                                            "error_description",
                                            form + " " + Web.encoded(form)))
                            .to(exchange);
                });
        assertThatThrownBy(() -> server.seen().refresh(new Secret("refresh=1")))
                .hasMessageContaining("refresh_token=***")
                .hasMessageNotContaining("refresh=1")
                .hasMessageNotContaining("refresh%3D1");
    }

    @Test
    void rfc8414IsAskedWhereOpenIdIsNotThere() throws IOException {
        String issuer = server.url() + "/realm";
        Map<String, Object> metadata = new HashMap<>(server.metadata());
        metadata.put("issuer", issuer);
        server.answers("/.well-known/oauth-authorization-server/realm", json(200, metadata));
        assertThat(named(issuer).clientCredentials().access()).isEqualTo(new Secret("access-1"));
        assertThat(server.asked("/realm/.well-known/openid-configuration")).hasSize(1);
    }

    @Test
    void anIssuerSpeaksForItselfAlone() {
        assertThatThrownBy(() -> named(server.url() + "/").clientCredentials())
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("exactly as it calls itself");
        Map<String, Object> metadata = server.metadata();
        metadata.put("token_endpoint", "http://example.org/token");
        server.answers("/.well-known/openid-configuration", json(200, metadata));
        assertThatThrownBy(() -> server.seen().clientCredentials())
                .hasMessageContaining("have a bad URL as token_endpoint");
        metadata.remove("token_endpoint");
        server.answers("/.well-known/openid-configuration", json(200, metadata));
        assertThatThrownBy(() -> server.seen().clientCredentials())
                .hasMessageContaining("have no token_endpoint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gogle", "http://example.org", "https://a:b@example.org", "https://"})
    void noNameIsTakenThatIsNoServers(String name) {
        assertThatThrownBy(() -> named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "must be \"google\", \"microsoft\", \"yahoo\" or the https URL of an issuer");
    }

    @Test
    void theProvidersWithNamesAreThere() throws IOException {
        assertThat(named("google").browser("http://127.0.0.1").address())
                .startsWith("https://accounts.google.com/o/oauth2/v2/auth?")
                .contains("scope=https%3A%2F%2Fmail.google.com%2F&")
                .contains("&access_type=offline")
                .contains("&prompt=consent");
        try (LoopbackRedirect redirect = LoopbackRedirect.open()) {
            assertThat(named("microsoft").browser(redirect).address())
                    .startsWith("https://login.microsoftonline.com/common/oauth2/v2.0/authorize?")
                    .contains("redirect_uri=http%3A%2F%2Flocalhost%3A" + redirect.port())
                    .contains(
                            "scope=https%3A%2F%2Foutlook.office.com%2FPOP.AccessAsUser.All"
                                    + "+offline_access");
        }
        assertThat(named("yahoo").browser("http://127.0.0.1").address())
                .startsWith("https://api.login.yahoo.com/oauth2/request_auth?")
                .contains("scope=mail-w&");
        assertThatThrownBy(() -> named("google").device()).isInstanceOf(TokenException.class);
    }

    @Test
    void aProviderHasAScopeForEachProtocol() throws IOException {
        assertThat(named("microsoft", MailProtocol.IMAP).browser("https://a").address())
                .contains("office.com%2FIMAP.AccessAsUser.All+offline_access");
        assertThat(named("microsoft", MailProtocol.SMTP).browser("https://a").address())
                .contains("office.com%2FSMTP.Send+offline_access");
        assertThat(named("google", MailProtocol.IMAP).browser("https://a").address())
                .contains("scope=https%3A%2F%2Fmail.google.com%2F&");
    }

    private AuthorizationServer named(String name) {
        return named(name, MailProtocol.POP);
    }

    private AuthorizationServer named(String name, MailProtocol protocol) {
        return new AuthorizationServer(
                name,
                new OauthClient("restante", Optional::empty),
                protocol,
                List.of(),
                server::now,
                new SecureRandom());
    }
}
