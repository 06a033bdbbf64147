package org.restante.cli.interop;

import com.google.gson.Gson;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An issuer of bearer tokens in this process: it publishes its keys (RFC 7517) and answers about
 * tokens that say nothing by themselves (RFC 7662).
 */
final class TokenIssuer implements AutoCloseable {
    static final String AUDIENCE = "pop.example.org";
    static final String CLIENT = "restante";
    static final String SECRET = "the client's secret";

    private final HttpServer server;
    private final RSAKey key;

    /** What is answered about each token that was handed out. */
    private final Map<String, Map<String, Object>> handedOut = new ConcurrentHashMap<>();

    TokenIssuer() throws IOException, JOSEException {
        key = new RSAKeyGenerator(2048).keyID("first").generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** What stands in {@code iss}; all of its addresses begin like this. */
    String name() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
        Map<String, ?> json =
                switch (exchange.getRequestURI().getPath()) {
                    case "/.well-known/openid-configuration" ->
                            Map.of("issuer", name(), "jwks_uri", name() + "/keys");
                    case "/keys" -> new JWKSet(key).toJSONObject(true);
                    case "/introspect" -> about(exchange, body);
                    default -> Map.of();
                };
        byte[] octets = new Gson().toJson(json).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(json.isEmpty() ? 404 : 200, octets.length);
        exchange.getResponseBody().write(octets);
        exchange.close();
    }

    /** RFC 7662 §2.1, RFC 6749 §2.3.1: a form, and the client's name and secret. */
    private Map<String, ?> about(HttpExchange exchange, String form) {
        String credentials = CLIENT + ":" + SECRET.replace(" ", "+").replace("'", "%27");
        String expected =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(credentials.getBytes(StandardCharsets.US_ASCII));
        if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return Map.of();
        }
        for (String field : form.split("&", -1)) {
            if (field.startsWith("token=")) {
                String token =
                        URLDecoder.decode(
                                field.substring("token=".length()), StandardCharsets.UTF_8);
                return handedOut.getOrDefault(token, Map.of("active", false));
            }
        }
        return Map.of();
    }

    /** A token that says by itself whose it is, signed. */
    String signed(String loginName, Instant expires) throws JOSEException {
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                        new JWTClaimsSet.Builder()
                                .issuer(name())
                                .audience(AUDIENCE)
                                .claim("login", loginName)
                                .expirationTime(Date.from(expires))
                                .build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    /** A token that its issuer has to be asked about. */
    String opaque(String loginName, Instant expires) {
        String token = UUID.randomUUID().toString();
        handedOut.put(
                token,
                Map.of(
                        "active",
                        expires.isAfter(Instant.now()),
                        "aud",
                        AUDIENCE,
                        "login",
                        loginName,
                        "exp",
                        expires.getEpochSecond()));
        return token;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
