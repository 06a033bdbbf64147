package org.restante.oauth;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;

import org.restante.protocol.Secret;
import org.restante.protocol.WebAddress;
import org.restante.server.login.TokenVerdict;
import org.restante.server.login.TokenVerifier;

import java.io.IOException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks the tokens of all issuers that count: a signed token is checked with the keys of the
 * issuer that it names, any other token is asked about. Thread-safe.
 *
 * <p>No token is ever shown to an issuer other than the one that it is known to be from: whoever
 * sees a bearer token can use it. So a token that does not say where it is from can be asked about
 * only if there is a single issuer to ask.
 */
public final class BearerTokens implements TokenVerifier {
    /** Far above what issuers make; beyond it nobody parses or sends anything. */
    public static final int TOKEN_LENGTH_MAX = 64 * 1024;

    private static final int KEYS_OCTETS_MAX = 256 * 1024;

    /**
     * A key that an issuer withdraws counts for ten minutes more. Without the issuer its keys count
     * for six hours: its tokens hardly live longer, and nobody gets new ones meanwhile.
     */
    private static final Kept.Bounds KEYS =
            new Kept.Bounds(Duration.ofMinutes(10), Duration.ofHours(6), Duration.ofSeconds(15));

    private record Checks(
            Optional<String> issuer,
            Optional<JwtVerifier> keys,
            Optional<IntrospectionVerifier> introspection) {}

    private final List<Checks> issuers;

    /**
     * Those of these issuers. Asks none of them yet.
     *
     * @param random for the key of this process, under which tokens are remembered
     * @throws IllegalArgumentException if of several issuers two have one name or one has none, or
     *     two are asked about tokens
     */
    public BearerTokens(List<Issuer> issuers, InstantSource clock, SecureRandom random) {
        this(issuers, clock, random, Remote.BOUNDS);
    }

    BearerTokens(
            List<Issuer> issuers, InstantSource clock, SecureRandom random, Remote.Bounds bounds) {
        List<Checks> checks = new ArrayList<>();
        for (Issuer issuer : issuers) {
            checks.add(checks(issuer, clock, random, new Remote(bounds)));
        }
        this.issuers = List.copyOf(checks);
        boolean unnamed = issuers.stream().anyMatch(it -> it.name().isEmpty());
        if (issuers.stream().map(Issuer::name).distinct().count() < issuers.size()
                || (unnamed && issuers.size() > 1)) {
            throw new IllegalArgumentException("of several issuers each has a name of its own");
        }
        if (checks.stream().filter(it -> it.introspection().isPresent()).count() > 1) {
            throw new IllegalArgumentException("only one issuer can be asked about tokens");
        }
    }

    private static Checks checks(
            Issuer issuer, InstantSource clock, SecureRandom random, Remote remote) {
        Optional<Metadata> metadata =
                issuer.discovers()
                        ? issuer.name().map(name -> new Metadata(name, remote, clock))
                        : Optional.empty();
        Optional<JwtVerifier> keys =
                issuer.keys()
                        .map(place ->
                                new JwtVerifier(
                                        new Kept<>(
                                                () ->
                                                        SigningKeys.of(
                                                                remote.get(
                                                                        address(
                                                                                place,
                                                                                metadata,
                                                                                "jwks_uri"),
                                                                        KEYS_OCTETS_MAX)),
                                                KEYS,
                                                clock),
                                        issuer.name().orElseThrow(),
                                        issuer.rules(),
                                        clock));
        Optional<IntrospectionVerifier> introspection =
                issuer.introspection()
                        .map(how ->
                                new IntrospectionVerifier(
                                        () ->
                                                address(
                                                        how.endpoint(),
                                                        metadata,
                                                        "introspection_endpoint"),
                                        how,
                                        new ClaimCheck(issuer.name(), issuer.rules()),
                                        remote,
                                        clock,
                                        random));
        return new Checks(issuer.name(), keys, introspection);
    }

    private static WebAddress address(Place place, Optional<Metadata> metadata, String member)
            throws IOException, InterruptedException {
        return switch (place) {
            case Place.At(var address) -> address;
            case Place.Discovered _ -> metadata.orElseThrow().address(member);
        };
    }

    @Override
    public TokenVerdict verify(Secret token) throws InterruptedException {
        String text = token.reveal();
        if (text.isEmpty() || text.length() > TOKEN_LENGTH_MAX) {
            return Refusal.request("is empty or longer than " + TOKEN_LENGTH_MAX);
        }
        // RFC 6750 §2.1.
        if (!text.chars().allMatch(BearerTokens::isOfTokens)) {
            return Refusal.token("has characters that no bearer token has");
        }
        Optional<TokenVerifier> verifier = isSigned(text) ? forSigned(text) : forOpaque();
        return verifier.isPresent()
                ? verifier.get().verify(token)
                : Refusal.token("is of no issuer that counts");
    }

    private static boolean isOfTokens(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || "-._~+/=".indexOf(character) >= 0;
    }

    private Optional<TokenVerifier> forSigned(String token) {
        Optional<String> named =
                part(token, 1)
                        .map(claims -> claims.get("iss"))
                        .filter(String.class::isInstance)
                        .map(String.class::cast);
        Optional<Checks> its =
                issuers.stream()
                        .filter(it -> named.isPresent() && it.issuer().equals(named))
                        .findFirst();
        if (its.isPresent()) {
            Checks checks = its.get();
            return checks.keys().<TokenVerifier>map(it -> it).or(checks::introspection);
        }
        // Where there are no keys to check with, a token may be for its issuer's eyes alone.
        return issuers.stream()
                .filter(it -> it.keys().isEmpty() && (it.issuer().isEmpty() || named.isEmpty()))
                .flatMap(it -> it.introspection().stream())
                .<TokenVerifier>map(it -> it)
                .findFirst();
    }

    private Optional<TokenVerifier> forOpaque() {
        return issuers.stream()
                .flatMap(it -> it.introspection().stream())
                .<TokenVerifier>map(it -> it)
                .findFirst();
    }

    private static boolean isSigned(String token) {
        return token.chars().filter(it -> it == '.').count() == 2
                && part(token, 0).filter(header -> header.containsKey("alg")).isPresent();
    }

    /** What a part of a token says; nothing is proven by that. */
    private static Optional<Map<String, Object>> part(String token, int index) {
        try {
            return Optional.of(
                    JSONObjectUtils.parse(
                            new Base64URL(token.split("\\.", -1)[index]).decodeToString()));
        } catch (ParseException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
