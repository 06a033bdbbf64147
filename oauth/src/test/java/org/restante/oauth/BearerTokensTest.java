package org.restante.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.restante.oauth.TestIssuer.RULES;
import static org.restante.oauth.TestIssuer.json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.Secret;
import org.restante.server.login.TokenVerdict;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which issuer a token is checked with, and what issuers say of themselves. */
final class BearerTokensTest {
    private static final String METADATA = "/.well-known/openid-configuration";
    private static final Secret OPAQUE = new Secret("2YotnFZFEjr1zCsicMWpAA");

    private TestIssuer issuer;
    private TestIssuer other;

    @BeforeEach
    void start() throws Exception {
        issuer = new TestIssuer();
        other = new TestIssuer();
        for (TestIssuer each : List.of(issuer, other)) {
            each.answers(
                    "/introspect",
                    json(
                            Map.of(
                                    "active",
                                    true,
                                    "aud",
                                    TestIssuer.AUDIENCE,
                                    "email",
                                    "asked@example.org")));
        }
    }

    @AfterEach
    void stop() {
        issuer.close();
        other.close();
    }

    private static Issuer both(TestIssuer issuer) {
        return new Issuer(
                Optional.of(issuer.name()),
                Optional.of(issuer.at("/keys")),
                issuer.introspection(),
                RULES);
    }

    private static Issuer discovered(TestIssuer issuer) {
        return new Issuer(
                Optional.of(issuer.name()),
                Optional.of(new Place.Discovered()),
                issuer.introspection()
                        .map(it ->
                                new Introspection(
                                        new Place.Discovered(),
                                        it.clientId(),
                                        it.clientSecret(),
                                        it.remember())),
                RULES);
    }

    private static String name(TokenVerdict verdict) {
        return verdict instanceof TokenVerdict.Valid valid ? valid.loginName() : verdict.toString();
    }

    @Test
    void aSignedTokenIsCheckedWithKeysAndAnyOtherIsAskedAbout() throws Exception {
        BearerTokens tokens = issuer.checks(both(issuer));
        assertThat(name(tokens.verify(issuer.token()))).isEqualTo("alice@example.org");
        assertThat(issuer.asked("/introspect")).isEmpty();
        assertThat(name(tokens.verify(OPAQUE))).isEqualTo("asked@example.org");
        assertThat(name(tokens.verify(new Secret("it.has.dots")))).isEqualTo("asked@example.org");
    }

    @Test
    void aSignedTokenThatIsNotGoodIsNotAskedAboutInstead() throws Exception {
        BearerTokens tokens = issuer.checks(both(issuer));
        issuer.publish(TestIssuer.SECOND);
        assertThat(tokens.verify(issuer.token())).isInstanceOf(TokenVerdict.Invalid.class);
        assertThat(tokens.verify(other.token())).isInstanceOf(TokenVerdict.Invalid.class);
        issuer.passes(Duration.ofHours(7));
        issuer.answers("/keys", TestIssuer.down());
        assertThat(tokens.verify(issuer.token())).isInstanceOf(TokenVerdict.Unavailable.class);
        assertThat(issuer.asked("/introspect")).isEmpty();
    }

    @Test
    void withoutKeysASignedTokenIsAskedAboutUnlessItNamesAnotherIssuer() throws Exception {
        BearerTokens tokens = issuer.checks(issuer.withIntrospection(RULES));
        assertThat(name(tokens.verify(issuer.token()))).isEqualTo("asked@example.org");
        assertThat(name(tokens.verify(issuer.token(issuer.claims().issuer(null)))))
                .isEqualTo("asked@example.org");
        assertThat(issuer.asked("/introspect")).hasSize(2);
        assertThat(tokens.verify(other.token()))
                .isEqualTo(
                        new TokenVerdict.Invalid("invalid_token", "is of no issuer that counts"));
        assertThat(issuer.asked("/introspect")).hasSize(2);
    }

    @Test
    void eachTokenIsCheckedByItsOwnIssuer() throws Exception {
        BearerTokens tokens = issuer.checks(issuer.withKeys(RULES), other.withIntrospection(RULES));
        other.publish(TestIssuer.SECOND);
        assertThat(name(tokens.verify(issuer.token()))).isEqualTo("alice@example.org");
        assertThat(name(tokens.verify(other.token()))).isEqualTo("asked@example.org");
        assertThat(name(tokens.verify(OPAQUE))).isEqualTo("asked@example.org");
        assertThat(issuer.asked("/introspect")).isEmpty();
        assertThat(other.asked("/keys")).isEmpty();
    }

    @Test
    void aTokenThatCouldBeAnybodysIsNotShownAround() throws Exception {
        assertThatThrownBy(() -> issuer.checks(both(issuer), both(other)))
                .isInstanceOf(IllegalArgumentException.class);
        Issuer unnamed =
                new Issuer(Optional.empty(), Optional.empty(), other.introspection(), RULES);
        assertThatThrownBy(() -> issuer.checks(issuer.withKeys(RULES), unnamed))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(name(other.checks(unnamed).verify(issuer.token())))
                .isEqualTo("asked@example.org");
    }

    @Test
    void withoutAnybodyToAskOnlySignedTokensCount() throws Exception {
        assertThat(issuer.checks(issuer.withKeys(RULES)).verify(OPAQUE))
                .isEqualTo(
                        new TokenVerdict.Invalid("invalid_token", "is of no issuer that counts"));
    }

    @Test
    void aTokenHasALengthAndCharacters() throws Exception {
        BearerTokens tokens = issuer.checks(both(issuer));
        for (String text : List.of("", "x".repeat(65_537))) {
            assertThat(tokens.verify(new Secret(text)))
                    .isEqualTo(
                            new TokenVerdict.Invalid(
                                    "invalid_request", "is empty or longer than 65536"));
        }
        for (String text : List.of(" ", "a b", "a\r\nX: y", "\u00e9", "a&token=b", "\u0001")) {
            assertThat(tokens.verify(new Secret(text)))
                    .isEqualTo(
                            new TokenVerdict.Invalid(
                                    "invalid_token", "has characters that no bearer token has"));
        }
        assertThat(issuer.asked("/introspect")).isEmpty();
        assertThat(name(tokens.verify(new Secret("x".repeat(65_536)))))
                .isEqualTo("asked@example.org");
    }

    @Test
    void anIssuerSaysItselfWhereItIsAsked() throws Exception {
        BearerTokens tokens = issuer.checks(discovered(issuer));
        assertThat(name(tokens.verify(issuer.token()))).isEqualTo("alice@example.org");
        assertThat(name(tokens.verify(OPAQUE))).isEqualTo("asked@example.org");
        assertThat(issuer.asked(METADATA)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"issuer\":\"https://other.example\",\"jwks_uri\":\"I/keys\"}",
                "{\"issuer\":\"I/\",\"jwks_uri\":\"I/keys\"}",
                "{\"issuer\":\"I\"}",
                "{\"issuer\":\"I\",\"jwks_uri\":7}",
                "{\"issuer\":\"I\",\"jwks_uri\":\"http://keys.example/\"}",
                "{\"issuer\":\"I\",\"jwks_uri\":\"file:///etc/keys\"}",
                "nothing",
            })
    void metadataThatAreNotTheIssuersOwnAreNoAnswer(String document) throws Exception {
        issuer.answers(METADATA, TestIssuer.text(document.replace("I", issuer.name())));
        assertThat(issuer.checks(discovered(issuer)).verify(issuer.token()))
                .isInstanceOf(TokenVerdict.Unavailable.class);
        assertThat(issuer.asked("/keys")).isEmpty();
    }

    @Test
    void metadataAreAskedForAgainAfterAPause() throws Exception {
        TestIssuer.Answer right =
                json(Map.of("issuer", issuer.name(), "jwks_uri", issuer.name() + "/keys"));
        issuer.answers(METADATA, TestIssuer.status(502));
        BearerTokens tokens = issuer.checks(discovered(issuer));
        assertThat(tokens.verify(issuer.token())).isInstanceOf(TokenVerdict.Unavailable.class);
        issuer.answers(METADATA, right);
        assertThat(tokens.verify(issuer.token())).isInstanceOf(TokenVerdict.Unavailable.class);
        issuer.passes(Duration.ofSeconds(15));
        assertThat(name(tokens.verify(issuer.token()))).isEqualTo("alice@example.org");
        assertThat(issuer.asked(METADATA)).hasSize(2);
    }

    @Test
    void anIssuerWhoseTokensWouldBeTakenForAnythingIsRefused() {
        Rules anybody = new Rules(Set.of(), Set.of(), Optional.empty(), "email", Duration.ZERO);
        assertThatThrownBy(() -> issuer.withKeys(anybody))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new Issuer(
                                Optional.empty(),
                                Optional.of(issuer.at("/keys")),
                                Optional.empty(),
                                RULES))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new Issuer(
                                Optional.of("mail"),
                                Optional.of(new Place.Discovered()),
                                Optional.empty(),
                                RULES))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new Issuer(Optional.of("mail"), Optional.empty(), Optional.empty(), RULES))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
