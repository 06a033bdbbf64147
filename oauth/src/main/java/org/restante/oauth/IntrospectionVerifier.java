package org.restante.oauth;

import org.restante.protocol.Secret;
import org.restante.protocol.WebAddress;
import org.restante.server.login.TokenVerdict;
import org.restante.server.login.TokenVerifier;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Asks an issuer about tokens (RFC 7662). Thread-safe.
 *
 * <p>A token that was good is remembered for a short while, under a hash that is keyed with a
 * secret of this process, so that the memory holds no tokens. A token that was not good is asked
 * about again each time.
 */
final class IntrospectionVerifier implements TokenVerifier {
    private static final int ANSWER_OCTETS_MAX = 64 * 1024;
    private static final int REMEMBERED_MAX = 10_000;

    /** Where the endpoint is; may have to be asked for. */
    @FunctionalInterface
    interface Endpoint {
        WebAddress address() throws IOException, InterruptedException;
    }

    private record Memory(TokenVerdict.Valid verdict, Instant until) {}

    private final Endpoint endpoint;
    private final Secret authorization;
    private final Duration remember;
    private final ClaimCheck claims;
    private final Remote remote;
    private final InstantSource clock;
    private final SecretKeySpec key;

    /** Guarded by itself; the oldest is forgotten first. */
    private final Map<String, Memory> remembered =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Memory> eldest) {
                    return size() > REMEMBERED_MAX;
                }
            };

    IntrospectionVerifier(
            Endpoint endpoint,
            Introspection how,
            ClaimCheck claims,
            Remote remote,
            InstantSource clock,
            SecureRandom random) {
        this.endpoint = endpoint;
        // RFC 6749 §2.3.1: both are encoded as in a form first.
        String pair = encoded(how.clientId()) + ":" + encoded(how.clientSecret().reveal());
        this.authorization =
                new Secret(
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(pair.getBytes(StandardCharsets.US_ASCII)));
        this.remember = how.remember();
        this.claims = claims;
        this.remote = remote;
        this.clock = clock;
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        this.key = new SecretKeySpec(octets, "HmacSHA256");
    }

    @Override
    public TokenVerdict verify(Secret token) throws InterruptedException {
        String memory = memory(token);
        Optional<TokenVerdict.Valid> known = recall(memory);
        if (known.isPresent()) {
            return known.get();
        }
        Map<String, Object> answer;
        try {
            answer =
                    remote.post(
                            endpoint.address(),
                            authorization.reveal(),
                            "token=" + encoded(token.reveal()) + "&token_type_hint=access_token",
                            ANSWER_OCTETS_MAX);
        } catch (IOException e) {
            return new TokenVerdict.Unavailable(e);
        }
        Instant now = clock.instant();
        TokenVerdict verdict =
                switch (answer.get("active")) {
                    case Boolean active when active ->
                            claims.answered(answer, now, now.plus(remember));
                    case Boolean _ -> Refusal.token("is not active, says its issuer");
                    case null, default ->
                            new TokenVerdict.Unavailable(
                                    new IOException("the issuer's answer has no active"));
                };
        if (verdict instanceof TokenVerdict.Valid valid) {
            remember(memory, valid, now);
        }
        return verdict;
    }

    private Optional<TokenVerdict.Valid> recall(String memory) {
        Instant now = clock.instant();
        synchronized (remembered) {
            Memory found = remembered.get(memory);
            if (found == null) {
                return Optional.empty();
            }
            if (!now.isBefore(found.until())) {
                remembered.remove(memory);
                return Optional.empty();
            }
            return Optional.of(found.verdict());
        }
    }

    private void remember(String memory, TokenVerdict.Valid verdict, Instant now) {
        Instant until = now.plus(remember);
        synchronized (remembered) {
            remembered.remove(memory);
            remembered.put(
                    memory,
                    new Memory(
                            verdict,
                            until.isBefore(verdict.expires()) ? until : verdict.expires()));
        }
    }

    private String memory(Secret token) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(token.octets()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
