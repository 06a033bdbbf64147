package org.restante.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.restante.protocol.Secret;
import org.restante.protocol.WebAddress;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** An issuer in this process, which does as it is told; its clock is the one of the test. */
final class TestIssuer implements AutoCloseable {
    static final String AUDIENCE = "pop.example.org";
    static final RSAKey FIRST = rsa("first");
    static final RSAKey SECOND = rsa("second");
    static final ECKey CURVE = ec("curve", Curve.P_256);
    static final Rules RULES =
            new Rules(
                    Set.of(AUDIENCE), Set.of(), Optional.empty(), "email", Duration.ofSeconds(60));

    /** So short that a test of a slow issuer is soon over; nothing else takes so long. */
    static final Remote.Bounds IMPATIENT =
            new Remote.Bounds(
                    Duration.ofSeconds(5), Duration.ofMillis(300), 2, Duration.ofMillis(300));

    /** How it answers at one path. */
    @FunctionalInterface
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, List<String>> asked = new ConcurrentHashMap<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    TestIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        publish(FIRST, CURVE);
        answers(
                "/.well-known/openid-configuration",
                json(
                        Map.of(
                                "issuer", name(),
                                "jwks_uri", name() + "/keys",
                                "introspection_endpoint", name() + "/introspect")));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
        asked.computeIfAbsent(path, _ -> new CopyOnWriteArrayList<>())
                .add(exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
        answers.getOrDefault(path, status(404)).to(exchange);
    }

    /** What stands in {@code iss}. */
    String name() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Place.At at(String path) {
        return new Place.At(WebAddress.parse(name() + path));
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

    void publish(JWK... keys) {
        answers("/keys", json(new JWKSet(List.of(keys)).toJSONObject(true)));
    }

    /** What was asked at a path: the header Authorization, a space, the body. */
    List<String> asked(String path) {
        return asked.getOrDefault(path, List.of());
    }

    static Answer json(Map<String, ?> members) {
        return text(JSONObjectUtils.toJSONString(members));
    }

    static Answer text(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return exchange -> {
            exchange.sendResponseHeaders(200, octets.length);
            exchange.getResponseBody().write(octets);
            exchange.close();
        };
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
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        };
    }

    /** An answer that does not come before the end of the test, or whose body does not. */
    Answer slow(boolean afterHeader) {
        return exchange -> {
            if (afterHeader) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            }
            try {
                end.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
    }

    JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(name())
                .audience(AUDIENCE)
                .subject("8f14e45f")
                .claim("email", "alice@example.org")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))));
    }

    Secret token() {
        return token(claims());
    }

    Secret token(JWTClaimsSet.Builder claims) {
        return signed(JWSAlgorithm.RS256, FIRST, claims);
    }

    static Secret signed(JWSAlgorithm algorithm, JWK key, JWTClaimsSet.Builder claims) {
        return signed(
                new JWSHeader.Builder(algorithm)
                        .keyID(key.getKeyID())
                        .type(new JOSEObjectType("at+jwt"))
                        .build(),
                key,
                claims);
    }

    static Secret signed(JWSHeader header, JWK key, JWTClaimsSet.Builder claims) {
        try {
            JWSSigner signer =
                    key instanceof ECKey ec
                            ? new ECDSASigner(ec)
                            : new RSASSASigner(key.toRSAKey());
            SignedJWT token = new SignedJWT(header, claims.build());
            token.sign(signer);
            return new Secret(token.serialize());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One that is checked with keys. */
    Issuer withKeys(Rules rules) {
        return new Issuer(Optional.of(name()), Optional.of(at("/keys")), Optional.empty(), rules);
    }

    /** One that is asked. */
    Issuer withIntrospection(Rules rules) {
        return new Issuer(Optional.of(name()), Optional.empty(), introspection(), rules);
    }

    Optional<Introspection> introspection() {
        return Optional.of(
                new Introspection(
                        at("/introspect"),
                        "restante",
                        new Secret("s3cr:t+/"),
                        Duration.ofSeconds(60)));
    }

    BearerTokens checks(Issuer... issuers) {
        return checks(Remote.BOUNDS, issuers);
    }

    BearerTokens checks(Remote.Bounds bounds, Issuer... issuers) {
        return new BearerTokens(List.of(issuers), this::now, new SecureRandom(), bounds);
    }

    static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECKey ec(String id, Curve curve) {
        try {
            return new ECKeyGenerator(curve).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static Rules named(String claim) {
        return new Rules(RULES.audiences(), RULES.scopes(), RULES.type(), claim, RULES.leeway());
    }

    static Rules scoped(String... scopes) {
        return new Rules(
                RULES.audiences(), Set.of(scopes), RULES.type(), RULES.nameClaim(), RULES.leeway());
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
    }
}
