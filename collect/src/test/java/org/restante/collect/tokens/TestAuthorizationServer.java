package org.restante.collect.tokens;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.restante.protocol.Secret;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * An authorization server in this process. Its tokens are {@code access-1}, {@code refresh-1} and
 * so on; each refresh token is good once, and one that is used twice revokes all. It does what it
 * is told besides. Its clock is the one of the test.
 */
final class TestAuthorizationServer implements AutoCloseable {
    static final String SECRET = "s3cr:t+/";

    /** How it answers at one path. */
    @FunctionalInterface
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    /** What a code from the browser is good for. */
    private record Granted(String redirect, String challenge) {}

    private final HttpServer server;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, List<Map<String, String>>> asked = new ConcurrentHashMap<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    // What follows is guarded by this.
    private final Map<String, Granted> codes = new HashMap<>();
    private final Set<String> good = new HashSet<>();
    private final Set<String> used = new HashSet<>();
    private final Deque<String> devicePolls = new ArrayDeque<>();
    private boolean rotates = true;
    private int issued;

    TestAuthorizationServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        answers("/.well-known/openid-configuration", json(200, metadata()));
        answers("/authorize", this::authorize);
        answers(
                "/device",
                json(
                        200,
                        Map.of(
                                "device_code",
                                "device-1",
                                "user_code",
                                "WDJB-MJHT",
                                "verification_uri",
                                url() + "/enter",
                                "expires_in",
                                900)));
        answers("/token", this::token);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
        Map<String, String> form = form(body);
        exchange.setAttribute("form", form);
        asked.computeIfAbsent(path, _ -> new CopyOnWriteArrayList<>()).add(form);
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .ifPresent(authorizations::add);
        answers.getOrDefault(path, status(404)).to(exchange);
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String each : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            String[] pair = each.split("=", 2);
            form.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    private synchronized void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
        String code = "code-" + (codes.size() + 1);
        codes.put(
                code,
                new Granted(
                        query.getOrDefault("redirect_uri", ""),
                        query.getOrDefault("code_challenge", "")));
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        query.get("redirect_uri")
                                + "/?code="
                                + code
                                + "&state="
                                + query.get("state"));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    @SuppressWarnings("unchecked")
    private synchronized void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = (Map<String, String>) exchange.getAttribute("form");
        switch (form.getOrDefault("grant_type", "")) {
            case "authorization_code" -> {
                Granted granted = codes.remove(form.get("code"));
                boolean right =
                        granted != null
                                && granted.redirect().equals(form.get("redirect_uri"))
                                && granted.challenge()
                                        .equals(sha256(form.getOrDefault("code_verifier", "")));
                (right ? issue(true) : error("invalid_grant")).to(exchange);
            }
            case "refresh_token" -> {
                String refresh = form.get("refresh_token");
                if (used.contains(refresh)) {
                    good.clear();
                }
                boolean right = good.contains(refresh);
                if (right && rotates) {
                    good.remove(refresh);
                    used.add(refresh);
                }
                (right ? issue(rotates) : error("invalid_grant")).to(exchange);
            }
            case "urn:ietf:params:oauth:grant-type:device_code" -> {
                String poll = devicePolls.isEmpty() ? "" : devicePolls.remove();
                switch (poll) {
                    case "" -> issue(true).to(exchange);
                    case "down" -> exchange.close();
                    default -> error(poll).to(exchange);
                }
            }
            case "client_credentials" -> issue(false).to(exchange);
            default -> error("unsupported_grant_type").to(exchange);
        }
    }

    private Answer issue(boolean refresh) {
        issued++;
        Map<String, Object> members = new HashMap<>();
        members.put("access_token", "access-" + issued);
        members.put("token_type", "Bearer");
        members.put("expires_in", 3600);
        if (refresh) {
            members.put("refresh_token", "refresh-" + issued);
            good.add("refresh-" + issued);
        }
        return json(200, members);
    }

    private static String sha256(String text) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What it says of itself. */
    Map<String, Object> metadata() {
        Map<String, Object> said = new HashMap<>();
        said.put("issuer", url());
        said.put("authorization_endpoint", url() + "/authorize");
        said.put("device_authorization_endpoint", url() + "/device");
        said.put("token_endpoint", url() + "/token");
        return said;
    }

    Instant now() {
        return now;
    }

    void passes(Duration time) {
        now = now.plus(time);
    }

    void answers(String path, Answer answer) {
        answers.put(path, answer);
    }

    /** The token endpoint does as it should again. */
    void recovers() {
        answers("/token", this::token);
    }

    /** What polls for a device's code get before they get tokens: an error each, or "down". */
    synchronized void polls(String... results) {
        devicePolls.addAll(List.of(results));
    }

    synchronized void revokes() {
        good.clear();
    }

    synchronized void keepsRefreshTokens() {
        rotates = false;
    }

    /** The forms that came to a path. */
    List<Map<String, String>> asked(String path) {
        return asked.getOrDefault(path, List.of());
    }

    List<String> authorizations() {
        return authorizations;
    }

    /** It, as a public client sees it. */
    AuthorizationServer seen() {
        return seen(Optional.empty());
    }

    AuthorizationServer seen(Optional<String> secret, String... scopes) {
        return seen(secret, Web.ANSWER_MAX, scopes);
    }

    AuthorizationServer seen(Optional<String> secret, Duration bound, String... scopes) {
        return new AuthorizationServer(
                url(),
                new OauthClient("restante", () -> secret.map(Secret::new)),
                MailProtocol.POP,
                List.of(scopes),
                this::now,
                new SecureRandom(),
                bound);
    }

    static Answer json(int status, Map<String, ?> members) {
        JsonObject object = new JsonObject();
        members.forEach((name, value) -> {
            switch (value) {
                case Number number -> object.addProperty(name, number);
                default -> object.addProperty(name, value.toString());
            }
        });
        return text(status, object.toString());
    }

    static Answer text(int status, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return exchange -> {
            exchange.sendResponseHeaders(status, octets.length);
            exchange.getResponseBody().write(octets);
            exchange.close();
        };
    }

    static Answer error(String code) {
        return json(400, Map.of("error", code, "error_description", "so it is\r\n\u001b[1m"));
    }

    static Answer status(int code) {
        return exchange -> {
            exchange.sendResponseHeaders(code, -1);
            exchange.close();
        };
    }

    /** The connection ends without an answer. */
    static Answer down() {
        return HttpExchange::close;
    }

    /** An answer that begins and goes on for ever. */
    static Answer endless() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] spaces = new byte[8192];
            Arrays.fill(spaces, (byte) ' ');
            try (OutputStream body = exchange.getResponseBody()) {
                while (true) {
                    body.write(spaces);
                }
            }
        };
    }

    static Answer redirect(String to) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", to);
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        };
    }

    /** An answer whose body does not come before the end of the test. */
    Answer slow() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            try {
                end.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
    }
}
