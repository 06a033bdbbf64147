package org.restante.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.restante.oauth.TestIssuer.CURVE;
import static org.restante.oauth.TestIssuer.FIRST;
import static org.restante.oauth.TestIssuer.RULES;
import static org.restante.oauth.TestIssuer.SECOND;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.Secret;
import org.restante.server.login.TokenVerdict;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

final class JwtTest {
    private TestIssuer issuer;

    @BeforeEach
    void start() throws Exception {
        issuer = new TestIssuer();
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private TokenVerdict verify(Secret token) throws InterruptedException {
        return verify(RULES, token);
    }

    private TokenVerdict verify(Rules rules, Secret token) throws InterruptedException {
        return issuer.checks(issuer.withKeys(rules)).verify(token);
    }

    private TokenVerdict verify(JWTClaimsSet.Builder claims) throws InterruptedException {
        return verify(issuer.token(claims));
    }

    private static TokenVerdict refused(String reason) {
        return new TokenVerdict.Invalid("invalid_token", reason);
    }

    private TokenVerdict alice() {
        return new TokenVerdict.Valid(
                "alice@example.org", issuer.now().plus(Duration.ofMinutes(6)));
    }

    @Test
    void aTokenOfTheIssuerForUsIsGoodUntilItExpires() throws Exception {
        BearerTokens tokens = issuer.checks(issuer.withKeys(RULES));
        Secret token = issuer.token();
        TokenVerdict good = alice();
        assertThat(tokens.verify(token)).isEqualTo(good);
        issuer.passes(Duration.ofSeconds(359));
        assertThat(tokens.verify(token)).isEqualTo(good);
        issuer.passes(Duration.ofSeconds(1));
        assertThat(tokens.verify(token)).isEqualTo(refused("has expired"));
    }

    static Stream<JWSAlgorithm> rsaAlgorithms() {
        return JWSAlgorithm.Family.RSA.stream();
    }

    @ParameterizedTest
    @MethodSource("rsaAlgorithms")
    void everyRsaAlgorithmIsTaken(JWSAlgorithm algorithm) throws Exception {
        assertThat(verify(TestIssuer.signed(algorithm, FIRST, issuer.claims()))).isEqualTo(alice());
    }

    @Test
    void everyEcdsaAlgorithmIsTakenWithItsOwnCurveAlone() throws Exception {
        ECKey middle = TestIssuer.ec("middle", Curve.P_384);
        ECKey large = TestIssuer.ec("large", Curve.P_521);
        issuer.publish(CURVE, middle, large);
        for (var pair :
                Map.of(
                                JWSAlgorithm.ES256, CURVE,
                                JWSAlgorithm.ES384, middle,
                                JWSAlgorithm.ES512, large)
                        .entrySet()) {
            assertThat(verify(TestIssuer.signed(pair.getKey(), pair.getValue(), issuer.claims())))
                    .isEqualTo(alice());
        }
        Secret wrongCurve =
                TestIssuer.signed(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("large").build(),
                        CURVE,
                        issuer.claims());
        assertThat(verify(wrongCurve)).isEqualTo(refused("is not signed by a key of its issuer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EdDSA", "Ed25519"})
    void edwardsCurvesAreTakenUnderBothNames(String algorithm) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] point = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        issuer.publish(
                new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point))
                        .keyID("ed")
                        .build());
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).keyID("ed").build(),
                        issuer.claims().build());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(token.getSigningInput());
        String body = new String(token.getSigningInput(), StandardCharsets.US_ASCII);
        byte[] signed = signature.sign();
        assertThat(verify(new Secret(body + "." + Base64URL.encode(signed)))).isEqualTo(alice());
        signed[5] ^= 1;
        assertThat(verify(new Secret(body + "." + Base64URL.encode(signed))))
                .isEqualTo(refused("is not signed by a key of its issuer"));
    }

    @Test
    void aTokenWithoutASignatureIsRefused() throws Exception {
        assertThat(verify(new Secret(new PlainJWT(issuer.claims().build()).serialize())))
                .isEqualTo(refused("is no signed token"));
    }

    @Test
    void aPublicKeyIsNoSecretOfAMac() throws Exception {
        for (byte[] secret :
                List.of(
                        FIRST.toRSAPublicKey().getEncoded(),
                        FIRST.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            SignedJWT token =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(),
                            issuer.claims().build());
            token.sign(new MACSigner(secret));
            assertThat(verify(new Secret(token.serialize())))
                    .isEqualTo(refused("is signed by an algorithm that does not count"));
        }
    }

    @Test
    void aSecretThatIsPublishedAmongTheKeysIsNoKey() throws Exception {
        byte[] secret = new byte[32];
        issuer.publish(new OctetSequenceKey.Builder(secret).keyID("first").build());
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(),
                        issuer.claims().build());
        token.sign(new MACSigner(secret));
        assertThat(verify(new Secret(token.serialize())))
                .isEqualTo(refused("is signed by an algorithm that does not count"));
    }

    @Test
    void keysThatATokenBringsAlongAreNotLookedAt() throws Exception {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("second")
                        .jwk(SECOND.toPublicJWK())
                        .jwkURL(URI.create(issuer.name() + "/other-keys"))
                        .build();
        assertThat(verify(TestIssuer.signed(header, SECOND, issuer.claims())))
                .isEqualTo(refused("is not signed by a key of its issuer"));
        assertThat(issuer.asked("/other-keys")).isEmpty();
    }

    @Test
    void whatWasChangedAfterSigningIsRefused() throws Exception {
        String[] parts = issuer.token().reveal().split("\\.", -1);
        String[] others =
                issuer.token(issuer.claims().claim("email", "bob@example.org"))
                        .reveal()
                        .split("\\.", -1);
        TokenVerdict refused = refused("is not signed by a key of its issuer");
        assertThat(verify(new Secret(parts[0] + "." + others[1] + "." + parts[2])))
                .isEqualTo(refused);
        assertThat(verify(new Secret(parts[0] + "." + parts[1] + ".AAAA"))).isEqualTo(refused);
        assertThat(verify(new Secret(parts[0] + "." + parts[1] + ".")))
                .isEqualTo(refused("is no signed token"));
    }

    @Test
    void noTokenWithAnOctetChangedIsGoodAndNoneMakesTrouble() throws Exception {
        BearerTokens tokens = issuer.checks(issuer.withKeys(RULES));
        String good = issuer.token().reveal();
        // The last character holds bits that belong to nothing.
        int signed = good.length() - 1;
        String alphabet = "ABCXYZabcxyz0189-_.=";
        Random random = new Random(7628);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder(good);
            int where = random.nextInt(signed);
            char changed = alphabet.charAt(random.nextInt(alphabet.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(where, changed);
                case 1 -> text.deleteCharAt(where);
                default -> text.insert(where, changed);
            }
            if (!text.toString().equals(good)) {
                assertThat(tokens.verify(new Secret(text.toString())))
                        .as(text.toString())
                        .isInstanceOf(TokenVerdict.Invalid.class);
            }
        }
    }

    @Test
    void aTokenOfAnotherIssuerIsRefused() throws Exception {
        assertThat(verify(issuer.claims().issuer(issuer.name() + "/")))
                .isEqualTo(refused("is of no issuer that counts"));
        assertThat(verify(issuer.claims().issuer(null)))
                .isEqualTo(refused("is of no issuer that counts"));
        assertThat(issuer.asked("/keys")).isEmpty();
    }

    @Test
    void aTokenIsForUsOrIsRefused() throws Exception {
        assertThat(verify(issuer.claims().audience(List.of("web", TestIssuer.AUDIENCE))))
                .isEqualTo(alice());
        TokenVerdict refused = refused("is for another audience");
        assertThat(verify(issuer.claims().audience("web"))).isEqualTo(refused);
        assertThat(verify(issuer.claims().audience("POP.example.org"))).isEqualTo(refused);
        assertThat(verify(issuer.claims().audience((String) null))).isEqualTo(refused);
        assertThat(verify(issuer.claims().claim("aud", 7))).isEqualTo(refused);
    }

    @Test
    void aTokenThatIsNotValidYetOrHasNoEndIsRefused() throws Exception {
        Instant now = issuer.now();
        assertThat(verify(issuer.claims().notBeforeTime(Date.from(now.plusSeconds(60)))))
                .isEqualTo(alice());
        assertThat(verify(issuer.claims().notBeforeTime(Date.from(now.plusSeconds(61)))))
                .isEqualTo(refused("is not valid yet"));
        assertThat(verify(issuer.claims().expirationTime(null))).isEqualTo(refused("has no exp"));
    }

    @Test
    void aTimeIsANumber() throws Exception {
        TokenVerdict refused = refused("has an exp or nbf that is no time");
        // The library that makes the tokens would not write these.
        for (String time : List.of("\"soon\"", "\"99999999999\"", "[]", "{}", "true")) {
            assertThat(claims("{\"iss\":\"i\",\"aud\":\"a\",\"email\":\"e\",\"exp\":" + time + "}"))
                    .isEqualTo(refused);
            assertThat(
                            claims(
                                    "{\"iss\":\"i\",\"aud\":\"a\",\"email\":\"e\",\"exp\":9e99,\"nbf\":"
                                            + time
                                            + "}"))
                    .isEqualTo(refused);
        }
        assertThat(claims("{\"iss\":\"i\",\"aud\":\"a\",\"email\":\"e\",\"exp\":-1e99}"))
                .isEqualTo(refused("has expired"));
        assertThat(claims("{\"iss\":\"i\",\"aud\":\"a\",\"email\":\"e\",\"exp\":1e99}"))
                .isEqualTo(new TokenVerdict.Valid("e", Instant.parse("9999-12-31T23:59:59Z")));
    }

    private TokenVerdict claims(String json) throws Exception {
        Rules rules = new Rules(Set.of("a"), Set.of(), Optional.empty(), "email", Duration.ZERO);
        return new ClaimCheck(Optional.of("i"), rules)
                .signed(JSONObjectUtils.parse(json), issuer.now());
    }

    @Test
    void aTokenThatIsBoundToAKeyIsNoBearerToken() throws Exception {
        assertThat(verify(issuer.claims().claim("cnf", Map.of("jkt", "x"))))
                .isEqualTo(refused("is bound to a key (cnf), so it is no bearer token"));
    }

    @Test
    void whatMustBeUnderstoodAndIsNotMakesItInvalid() throws Exception {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("first")
                        .criticalParams(Set.of("exp"))
                        .customParam("exp", 1)
                        .build();
        assertThat(verify(TestIssuer.signed(header, FIRST, issuer.claims())))
                .isEqualTo(refused("has critical header parameters (crit)"));
    }

    @Test
    void aTypeIsAskedForOnlyWhereItIsConfigured() throws Exception {
        Rules rules =
                new Rules(
                        RULES.audiences(), Set.of(), Optional.of("AT+jwt"), "email", Duration.ZERO);
        for (String type : List.of("at+jwt", "AT+JWT", "application/at+jwt")) {
            assertThat(verify(rules, typed(new JOSEObjectType(type))))
                    .isInstanceOf(TokenVerdict.Valid.class);
        }
        assertThat(verify(rules, typed(JOSEObjectType.JWT)))
                .isEqualTo(refused("is of another type (typ)"));
        assertThat(verify(rules, typed(null))).isEqualTo(refused("is of another type (typ)"));
        assertThat(verify(typed(null))).isEqualTo(alice());
    }

    private Secret typed(@Nullable JOSEObjectType type) {
        return TestIssuer.signed(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first").type(type).build(),
                FIRST,
                issuer.claims());
    }

    @Test
    void everyScopeThatIsAskedForMustBeThereInOneFormOrAnother() throws Exception {
        Rules rules = TestIssuer.scoped("pop", "mail");
        for (Object scopes :
                List.of("mail pop", "x mail  pop", List.of("pop", "mail"), List.of("mail pop"))) {
            for (String claim : List.of("scope", "scp")) {
                assertThat(verify(rules, issuer.token(issuer.claims().claim(claim, scopes))))
                        .isEqualTo(alice());
            }
        }
        TokenVerdict refused =
                new TokenVerdict.Invalid("insufficient_scope", "lacks a scope that is asked for");
        for (Object scopes : List.of("mail", "mail popx", "MAIL POP", List.of(1, 2), 7)) {
            assertThat(verify(rules, issuer.token(issuer.claims().claim("scope", scopes))))
                    .isEqualTo(refused);
        }
        assertThat(verify(rules, issuer.token())).isEqualTo(refused);
    }

    @Test
    void theNameIsTheOneClaimThatIsConfigured() throws Exception {
        assertThat(verify(TestIssuer.named("sub"), issuer.token()))
                .isEqualTo(
                        new TokenVerdict.Valid(
                                "8f14e45f", issuer.now().plus(Duration.ofMinutes(6))));
        assertThat(
                        verify(
                                issuer.claims()
                                        .claim("email", null)
                                        .claim("preferred_username", "alice@example.org")))
                .isEqualTo(refused("has no email that is text"));
        assertThat(verify(issuer.claims().claim("email", List.of("alice@example.org"))))
                .isEqualTo(refused("has no email that is text"));
    }

    @Test
    void anEmailThatIsNotVerifiedIsNoName() throws Exception {
        TokenVerdict refused = refused("has an email that is not verified");
        for (Object no : List.of(false, "false", "no", 0)) {
            assertThat(verify(issuer.claims().claim("email_verified", no))).isEqualTo(refused);
        }
        for (Object yes : List.of(true, "true")) {
            assertThat(verify(issuer.claims().claim("email_verified", yes))).isEqualTo(alice());
        }
    }

    @Test
    void aNameHasALengthAndNoControlCharacters() throws Exception {
        TokenVerdict refused = refused("has an email that cannot be a login name");
        for (String name : List.of("", " ", "a\r\nb", "a\u0000", "\u0085", "x".repeat(321))) {
            assertThat(verify(issuer.claims().claim("email", name))).isEqualTo(refused);
        }
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesItAndAnOldOneCountsNoMoreOnceItIsGone() throws Exception {
        BearerTokens tokens = issuer.checks(issuer.withKeys(RULES));
        Secret old = issuer.token();
        assertThat(tokens.verify(old)).isEqualTo(alice());
        issuer.publish(SECOND);
        issuer.passes(Duration.ofSeconds(15));
        assertThat(tokens.verify(TestIssuer.signed(JWSAlgorithm.RS256, SECOND, issuer.claims())))
                .isEqualTo(alice());
        assertThat(tokens.verify(old)).isEqualTo(refused("is not signed by a key of its issuer"));
        assertThat(issuer.asked("/keys")).hasSize(2);
    }

    @Test
    void aKeyThatIsWithdrawnCountsForTenMinutesAtMost() throws Exception {
        BearerTokens tokens = issuer.checks(issuer.withKeys(RULES));
        tokens.verify(issuer.token());
        issuer.publish(SECOND);
        issuer.passes(Duration.ofSeconds(599));
        assertThat(tokens.verify(issuer.token())).isEqualTo(alice());
        issuer.passes(Duration.ofSeconds(1));
        assertThat(tokens.verify(issuer.token()))
                .isEqualTo(refused("is not signed by a key of its issuer"));
    }

    @Test
    void aFloodOfTokensWithUnknownKeysAsksTheIssuerOnceInAPause() throws Exception {
        BearerTokens tokens = issuer.checks(issuer.withKeys(RULES));
        RSAKey foreign = new RSAKey.Builder(SECOND).keyID("nobody's").build();
        for (int i = 0; i < 200; i++) {
            assertThat(
                            tokens.verify(
                                    TestIssuer.signed(
                                            JWSAlgorithm.RS256, foreign, issuer.claims())))
                    .isEqualTo(refused("is not signed by a key of its issuer"));
        }
        assertThat(issuer.asked("/keys")).hasSize(1);
        issuer.passes(Duration.ofSeconds(15));
        for (int i = 0; i < 10; i++) {
            tokens.verify(TestIssuer.signed(JWSAlgorithm.RS256, foreign, issuer.claims()));
        }
        assertThat(issuer.asked("/keys")).hasSize(2);
        assertThat(tokens.verify(issuer.token())).isEqualTo(alice());
    }

    @Test
    void aFloodFromManyThreadsAsksTheIssuerOnceAsWell() throws Exception {
        BearerTokens tokens = issuer.checks(issuer.withKeys(RULES));
        Secret token = issuer.token();
        List<Thread> threads =
                Stream.generate(() ->
                                Thread.ofVirtual().unstarted(() -> verifyQuietly(tokens, token)))
                        .limit(50)
                        .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(issuer.asked("/keys")).hasSize(1);
    }

    private static void verifyQuietly(BearerTokens tokens, Secret token) {
        try {
            assertThat(tokens.verify(token)).isInstanceOf(TokenVerdict.Valid.class);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSignatureThatIsWrongForAKnownKeyDoesNotAskTheIssuer() throws Exception {
        BearerTokens tokens = issuer.checks(issuer.withKeys(RULES));
        RSAKey forged = new RSAKey.Builder(SECOND).keyID("first").build();
        tokens.verify(issuer.token());
        issuer.passes(Duration.ofSeconds(60));
        assertThat(tokens.verify(TestIssuer.signed(JWSAlgorithm.RS256, forged, issuer.claims())))
                .isEqualTo(refused("is not signed by a key of its issuer"));
        assertThat(issuer.asked("/keys")).hasSize(1);
    }

    @Test
    void aTokenThatNamesNoKeyIsTriedWithAllThatFit() throws Exception {
        BearerTokens tokens = issuer.checks(issuer.withKeys(RULES));
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).build();
        issuer.publish(CURVE, FIRST, SECOND);
        Secret nameless = TestIssuer.signed(header, SECOND, issuer.claims());
        assertThat(tokens.verify(nameless)).isEqualTo(alice());
        RSAKey third = TestIssuer.rsa("third");
        Secret rotated = TestIssuer.signed(header, third, issuer.claims());
        assertThat(tokens.verify(rotated))
                .isEqualTo(refused("is not signed by a key of its issuer"));
        issuer.publish(third);
        issuer.passes(Duration.ofSeconds(15));
        assertThat(tokens.verify(rotated)).isInstanceOf(TokenVerdict.Valid.class);
    }

    @Test
    void keysForOtherThingsAndShortOnesAndBrokenOnesDoNotCount() throws Exception {
        JWK forEncryption =
                new RSAKey.Builder(FIRST).keyUse(KeyUse.ENCRYPTION).keyID("first").build();
        issuer.publish(forEncryption);
        TokenVerdict refused = refused("is not signed by a key of its issuer");
        assertThat(verify(issuer.token())).isEqualTo(refused);

        RSAKey otherAlgorithm =
                new RSAKey.Builder(FIRST).algorithm(JWSAlgorithm.PS256).keyID("first").build();
        issuer.publish(otherAlgorithm);
        assertThat(verify(issuer.token())).isEqualTo(refused);
        assertThat(verify(TestIssuer.signed(JWSAlgorithm.PS256, FIRST, issuer.claims())))
                .isEqualTo(alice());

        issuer.answers(
                "/keys",
                TestIssuer.text(
                        "{\"keys\":[{\"kty\":\"new\"},{\"kty\":\"RSA\"},{},"
                                + "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"},"
                                + FIRST.toPublicJWK().toJSONString()
                                + "]}"));
        assertThat(verify(issuer.token())).isEqualTo(alice());
    }

    @Test
    void withoutAnIssuerNobodyCanTell() throws Exception {
        for (TestIssuer.Answer answer :
                List.of(
                        TestIssuer.down(),
                        TestIssuer.status(503),
                        TestIssuer.status(204),
                        TestIssuer.redirect(issuer.name() + "/elsewhere"),
                        TestIssuer.text("<html>"),
                        TestIssuer.text("{\"keys\":7}"),
                        TestIssuer.text("{}"),
                        TestIssuer.text("[".repeat(60_000)),
                        TestIssuer.text("{\"keys\":[" + "{},".repeat(100) + "{}]}"),
                        TestIssuer.endless())) {
            issuer.answers("/keys", answer);
            assertThat(verify(issuer.token())).isInstanceOf(TokenVerdict.Unavailable.class);
        }
        assertThat(issuer.asked("/elsewhere")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anIssuerThatIsTooSlowIsAsGoodAsNone(boolean afterHeader) throws Exception {
        issuer.answers("/keys", issuer.slow(afterHeader));
        BearerTokens tokens = issuer.checks(TestIssuer.IMPATIENT, issuer.withKeys(RULES));
        assertThat(tokens.verify(issuer.token())).isInstanceOf(TokenVerdict.Unavailable.class);
    }

    @Test
    void anIssuerThatIsDownIsAskedOnceInAPause() throws Exception {
        issuer.answers("/keys", TestIssuer.down());
        BearerTokens tokens = issuer.checks(issuer.withKeys(RULES));
        for (int i = 0; i < 20; i++) {
            assertThat(tokens.verify(issuer.token())).isInstanceOf(TokenVerdict.Unavailable.class);
        }
        // The HTTP client itself tries a GET again whose connection broke.
        int once = issuer.asked("/keys").size();
        assertThat(once).isLessThan(10);
        issuer.passes(Duration.ofSeconds(15));
        issuer.publish(FIRST);
        assertThat(tokens.verify(issuer.token())).isEqualTo(alice());
        assertThat(issuer.asked("/keys")).hasSize(once + 1);
    }

    @Test
    void oldKeysGoOnCountingForSixHoursWhileTheIssuerIsDown() throws Exception {
        BearerTokens tokens = issuer.checks(issuer.withKeys(RULES));
        assertThat(tokens.verify(issuer.token())).isEqualTo(alice());
        issuer.answers("/keys", TestIssuer.status(500));
        issuer.passes(Duration.ofHours(6).minusSeconds(1));
        assertThat(tokens.verify(issuer.token())).isEqualTo(alice());
        // A key that nobody here knows may well be right.
        assertThat(tokens.verify(TestIssuer.signed(JWSAlgorithm.RS256, SECOND, issuer.claims())))
                .isInstanceOf(TokenVerdict.Unavailable.class);
        issuer.passes(Duration.ofSeconds(1));
        assertThat(tokens.verify(issuer.token())).isInstanceOf(TokenVerdict.Unavailable.class);
        issuer.publish(FIRST);
        issuer.passes(Duration.ofSeconds(15));
        assertThat(tokens.verify(issuer.token())).isEqualTo(alice());
    }

    @Test
    void nothingOfATokenIsInAReason() throws Exception {
        for (Secret token :
                List.of(
                        issuer.token(issuer.claims().audience("s3cret")),
                        issuer.token(issuer.claims().issuer("s3cret")),
                        issuer.token(issuer.claims().claim("email", "s3cret\n")),
                        new Secret("s3cret"),
                        new Secret("s3cret.s3cret.s3cret"))) {
            assertThat(verify(token).toString()).doesNotContain("s3cret");
        }
    }
}
