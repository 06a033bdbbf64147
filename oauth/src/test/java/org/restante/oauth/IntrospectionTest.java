package org.restante.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.restante.oauth.TestIssuer.AUDIENCE;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

final class IntrospectionTest {
    private static final String PATH = "/introspect";
    private static final Secret TOKEN = new Secret("2YotnFZFEjr1zCsicMWpAA==");

    private TestIssuer issuer;
    private BearerTokens tokens;

    @BeforeEach
    void start() throws Exception {
        issuer = new TestIssuer();
        tokens = issuer.checks(issuer.withIntrospection(RULES));
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private Map<String, Object> good() {
        Map<String, Object> answer = new HashMap<>();
        answer.put("active", true);
        answer.put("iss", issuer.name());
        answer.put("aud", List.of(AUDIENCE));
        answer.put("exp", issuer.now().plusSeconds(300).getEpochSecond());
        answer.put("email", "alice@example.org");
        answer.put("username", "alice");
        return answer;
    }

    private Map<String, Object> but(String member, Object value) {
        Map<String, Object> answer = good();
        answer.put(member, value);
        return answer;
    }

    private Map<String, Object> without(String member) {
        Map<String, Object> answer = good();
        answer.remove(member);
        return answer;
    }

    private TokenVerdict verify(Rules rules, Map<String, Object> answer)
            throws InterruptedException {
        issuer.answers(PATH, json(answer));
        return issuer.checks(issuer.withIntrospection(rules)).verify(TOKEN);
    }

    private TokenVerdict verify(Map<String, Object> answer) throws InterruptedException {
        return verify(RULES, answer);
    }

    private TokenVerdict alice() {
        return new TokenVerdict.Valid(
                "alice@example.org", issuer.now().plus(Duration.ofMinutes(6)));
    }

    private static TokenVerdict refused(String reason) {
        return new TokenVerdict.Invalid("invalid_token", reason);
    }

    @Test
    void theIssuerIsAskedByAFormWithOurSecret() throws Exception {
        assertThat(verify(good())).isEqualTo(alice());
        // restante:s3cr%3At%2B%2F
        assertThat(issuer.asked(PATH))
                .containsExactly(
                        "Basic cmVzdGFudGU6czNjciUzQXQlMkIlMkY="
                                + " token=2YotnFZFEjr1zCsicMWpAA%3D%3D&token_type_hint=access_token");
    }

    @Test
    void aTokenThatIsNotActiveIsRefusedAndAskedAboutEachTime() throws Exception {
        issuer.answers(PATH, json(Map.of("active", false)));
        assertThat(tokens.verify(TOKEN)).isEqualTo(refused("is not active, says its issuer"));
        issuer.answers(PATH, json(good()));
        assertThat(tokens.verify(TOKEN)).isEqualTo(alice());
    }

    @Test
    void whatTheIssuerSaysIsHeldAgainstTheRules() throws Exception {
        assertThat(verify(but("exp", issuer.now().minusSeconds(60).getEpochSecond())))
                .isEqualTo(refused("has expired"));
        assertThat(verify(but("nbf", issuer.now().plusSeconds(61).getEpochSecond())))
                .isEqualTo(refused("is not valid yet"));
        assertThat(verify(but("aud", "web"))).isEqualTo(refused("is for another audience"));
        assertThat(verify(without("aud"))).isEqualTo(refused("is for another audience"));
        assertThat(verify(but("iss", "https://other.example")))
                .isEqualTo(refused("is of another issuer"));
        assertThat(verify(without("iss"))).isEqualTo(alice());
        assertThat(verify(without("email"))).isEqualTo(refused("has no email that is text"));
        assertThat(verify(TestIssuer.scoped("pop"), but("scope", "mail")))
                .isEqualTo(
                        new TokenVerdict.Invalid(
                                "insufficient_scope", "lacks a scope that is asked for"));
        assertThat(verify(TestIssuer.scoped("pop"), but("scope", "mail pop"))).isEqualTo(alice());
        assertThat(verify(TestIssuer.named("username"), good()))
                .asInstanceOf(type(TokenVerdict.Valid.class))
                .returns("alice", TokenVerdict.Valid::loginName);
    }

    @Test
    void aGoodTokenIsRememberedForAMinute() throws Exception {
        issuer.answers(PATH, json(good()));
        TokenVerdict good = alice();
        assertThat(tokens.verify(TOKEN)).isEqualTo(good);
        issuer.answers(PATH, json(Map.of("active", false)));
        issuer.passes(Duration.ofSeconds(59));
        assertThat(tokens.verify(TOKEN)).isEqualTo(good);
        assertThat(issuer.asked(PATH)).hasSize(1);
        assertThat(tokens.verify(new Secret("another"))).isInstanceOf(TokenVerdict.Invalid.class);
        issuer.passes(Duration.ofSeconds(1));
        assertThat(tokens.verify(TOKEN)).isInstanceOf(TokenVerdict.Invalid.class);
    }

    @Test
    void aTokenIsNotRememberedBeyondItsEnd() throws Exception {
        Rules rules =
                new Rules(RULES.audiences(), Set.of(), Optional.empty(), "email", Duration.ZERO);
        tokens = issuer.checks(issuer.withIntrospection(rules));
        issuer.answers(PATH, json(but("exp", issuer.now().plusSeconds(10).getEpochSecond())));
        assertThat(tokens.verify(TOKEN)).isInstanceOf(TokenVerdict.Valid.class);
        issuer.passes(Duration.ofSeconds(10));
        assertThat(tokens.verify(TOKEN)).isEqualTo(refused("has expired"));
    }

    @Test
    void anAnswerWithoutAnEndHoldsForAsLongAsItIsRemembered() throws Exception {
        assertThat(verify(without("exp")))
                .isEqualTo(
                        new TokenVerdict.Valid(
                                "alice@example.org", issuer.now().plus(Duration.ofMinutes(1))));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 429, 500, 503, 204})
    void anErrorIsNoAnswer(int status) throws Exception {
        issuer.answers(PATH, TestIssuer.status(status));
        assertThat(tokens.verify(TOKEN))
                .asInstanceOf(type(TokenVerdict.Unavailable.class))
                .extracting(TokenVerdict.Unavailable::cause)
                .asString()
                .endsWith("answers with status " + status)
                .doesNotContain(TOKEN.reveal(), "s3cr");
    }

    @Test
    void whatCannotBeUnderstoodIsNoAnswer() throws Exception {
        for (TestIssuer.Answer answer :
                List.of(
                        TestIssuer.down(),
                        TestIssuer.redirect(issuer.name() + "/elsewhere"),
                        TestIssuer.text(""),
                        TestIssuer.text("true"),
                        TestIssuer.text("{\"active\":"),
                        TestIssuer.text("{\"active\":\"true\"}"),
                        TestIssuer.text("{\"active\":1}"),
                        TestIssuer.text("{}"),
                        TestIssuer.text("{\"active\":true," + " ".repeat(65_536) + "\"a\":1}"),
                        TestIssuer.endless())) {
            issuer.answers(PATH, answer);
            assertThat(tokens.verify(TOKEN)).isInstanceOf(TokenVerdict.Unavailable.class);
        }
        // The token went to nobody else.
        assertThat(issuer.asked("/elsewhere")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anIssuerThatIsTooSlowIsAsGoodAsNone(boolean afterHeader) throws Exception {
        issuer.answers(PATH, issuer.slow(afterHeader));
        tokens = issuer.checks(TestIssuer.IMPATIENT, issuer.withIntrospection(RULES));
        assertThat(tokens.verify(TOKEN)).isInstanceOf(TokenVerdict.Unavailable.class);
    }

    @Test
    void noMoreThanSoManyAskAtOnce() throws Exception {
        CountDownLatch two = new CountDownLatch(2);
        TestIssuer.Answer never = issuer.slow(false);
        issuer.answers(
                PATH,
                exchange -> {
                    two.countDown();
                    never.to(exchange);
                });
        Remote.Bounds bounds =
                new Remote.Bounds(
                        Duration.ofSeconds(60), Duration.ofSeconds(60), 2, Duration.ofMillis(1));
        tokens = issuer.checks(bounds, issuer.withIntrospection(RULES));
        List<Thread> asking = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            asking.add(
                    Thread.startVirtualThread(() -> {
                        try {
                            tokens.verify(TOKEN);
                        } catch (InterruptedException _) {
                            // The test is over.
                        }
                    }));
        }
        two.await();
        assertThat(tokens.verify(TOKEN))
                .asInstanceOf(type(TokenVerdict.Unavailable.class))
                .extracting(TokenVerdict.Unavailable::cause)
                .asString()
                .endsWith("too many requests wait for it");
        assertThat(issuer.asked(PATH)).hasSize(2);
        for (Thread thread : asking) {
            thread.interrupt();
            thread.join();
        }
    }
}
