package org.restante.server.login.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.server.login.TokenVerdict;
import org.restante.server.login.sasl.Exchange.Progress;
import org.restante.spec.Spec;

import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** OAUTHBEARER and XOAUTH2. */
final class TokenExchangesTest {
    private static final String GOOD = "auth=Bearer good\u0001\u0001";

    private final Scene scene = new Scene().put("alice").put("bob").put("gone", false);
    private final Mechanisms mechanisms = scene.mechanisms();
    private Gate gate = Scene.OPEN;

    TokenExchangesTest() {
        valid("good", "alice@example.com");
        scene.settings =
                new SaslSettings(
                        new MechanismChoice.Automatic(),
                        Optional.empty(),
                        Optional.of("mail"),
                        Set.of("mail.example.com", "192.0.2.7", "2001:db8:0:0:0:0:0:7"));
    }

    private void valid(String token, String name) {
        scene.tokens.put(token, new TokenVerdict.Valid(name, Instant.MAX));
    }

    private Exchange begin(Mechanism mechanism) {
        return mechanisms.begin(mechanism, Scene.tls(), gate);
    }

    private Progress bearer(String message) throws InterruptedException {
        return begin(Mechanism.OAUTHBEARER).respond(Scene.octets(message));
    }

    private Progress xoauth2(String message) throws InterruptedException {
        return begin(Mechanism.XOAUTH2).respond(Scene.octets(message));
    }

    private Progress.Proven isAlice(String name) {
        return new Progress.Proven(name, scene.account("alice"));
    }

    @Test
    @Spec("SA-037")
    void aGoodTokenLogsIn() throws InterruptedException {
        assertThat(bearer("n,,\u0001" + GOOD)).isEqualTo(isAlice("alice@example.com"));
        assertThat(bearer("n,a=alice,\u0001x=y\u0001" + GOOD)).isEqualTo(isAlice("alice"));
        assertThat(bearer("y,a=ALICE,\u0001" + GOOD)).isEqualTo(isAlice("ALICE"));
        assertThat(xoauth2("user=alice\u0001" + GOOD)).isEqualTo(isAlice("alice"));
        assertThat(xoauth2("user=\u0001" + GOOD)).isEqualTo(isAlice("alice@example.com"));
    }

    @Test
    @Spec("SA-039")
    void aFailureIsToldInAChallengeAndAnsweredBeforeItCounts() throws InterruptedException {
        for (String answer : new String[] {"\u0001", "", "*", "n,,\u0001" + GOOD}) {
            Exchange exchange = begin(Mechanism.OAUTHBEARER);
            Progress told = exchange.respond(Scene.octets("n,,\u0001auth=Bearer bad\u0001\u0001"));
            assertThat(told)
                    .isEqualTo(
                            new Progress.Challenge(
                                    "{\"status\":\"invalid_token\",\"scope\":\"mail\"}"));
            assertThat(
                            Base64.getEncoder()
                                    .encodeToString(
                                            Scene.octets(((Progress.Challenge) told).message())))
                    .isEqualTo("eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJtYWlsIn0=");
            assertThat(exchange.respond(Scene.octets(answer)))
                    .isEqualTo(new Progress.Denied("", "unknown"));
        }
    }

    @Test
    @Spec("SA-037")
    void aMessageWithoutATokenFailsWithAChallengeToo() throws InterruptedException {
        for (String message :
                new String[] {
                    "n,,\u0001\u0001",
                    "n,,\u0001auth=\u0001\u0001",
                    "n,,\u0001auth=Basic x\u0001\u0001"
                }) {
            assertThat(bearer(message))
                    .isEqualTo(
                            new Progress.Challenge(
                                    "{\"status\":\"invalid_request\",\"scope\":\"mail\"}"));
        }
        assertThat(xoauth2("user=alice\u0001\u0001"))
                .isEqualTo(
                        new Progress.Challenge(
                                "{\"status\":\"400\",\"schemes\":\"bearer\",\"scope\":\"mail\"}"));
    }

    @Test
    void xoauth2TellsItsFailureInItsOwnWords() throws InterruptedException {
        Exchange exchange = begin(Mechanism.XOAUTH2);
        assertThat(exchange.respond(Scene.octets("user=alice\u0001auth=Bearer bad\u0001\u0001")))
                .isEqualTo(
                        new Progress.Challenge(
                                "{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"mail\"}"));
        assertThat(exchange.respond(new byte[0]))
                .isEqualTo(new Progress.Denied("alice", "unknown"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port=143",
                "port=0",
                "host=imap.example.com",
                "host=",
                "host=192.0.2.8",
                "host=2001:db8::8",
                "host=pop.example.com\u0001port=993"
            })
    @Spec("SA-038")
    void aMessageForAnotherHostOrPortFails(String pairs) throws InterruptedException {
        assertThat(bearer("n,,\u0001" + pairs + "\u0001" + GOOD))
                .isInstanceOf(Progress.Challenge.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port=995",
                "host=pop.example.com",
                "host=POP.Example.COM.",
                "host=Mail.example.com\u0001port=995",
                "host=192.0.2.7",
                "host=2001:DB8::0:7",
                "port=110"
            })
    @Spec("SA-038")
    void aMessageForThisHostAndPortIsTaken(String pairs) throws InterruptedException {
        assertThat(bearer("n,,\u0001" + pairs + "\u0001" + GOOD))
                .isEqualTo(isAlice("alice@example.com"));
    }

    @Test
    void aTokenOfAnotherOrOfNobodyOrOfADisabledAccountFails() throws InterruptedException {
        valid("bobs", "bob");
        valid("strangers", "stranger");
        valid("theirs", "gone");
        for (String token : new String[] {"bobs", "strangers", "theirs"}) {
            String user = token.equals("theirs") ? "gone" : "alice";
            Exchange bearer = begin(Mechanism.OAUTHBEARER);
            assertThat(
                            bearer.respond(
                                    Scene.octets(
                                            "n,a="
                                                    + user
                                                    + ",\u0001auth=Bearer "
                                                    + token
                                                    + "\u0001\u0001")))
                    .isInstanceOf(Progress.Challenge.class);
            assertThat(bearer.respond(Scene.octets("\u0001"))).isInstanceOf(Progress.Denied.class);
            assertThat(xoauth2("user=" + user + "\u0001auth=Bearer " + token + "\u0001\u0001"))
                    .isInstanceOf(Progress.Challenge.class);
        }
    }

    @Test
    @Spec("P3-057")
    void whoIsRefusedIsAnsweredAlikeWhateverTheTokenIs() throws InterruptedException {
        gate = Scene.SHUT;
        Progress refused = new Progress.Refused(Scene.REFUSED);
        scene.tokens.put("slow", new TokenVerdict.Unavailable(new IOException("asked")));
        for (String token : new String[] {"good", "bad", "slow"}) {
            String auth = "auth=Bearer " + token + "\u0001\u0001";
            assertThat(bearer("n,a=alice,\u0001" + auth)).isEqualTo(refused);
            assertThat(bearer("n,a=alice,\u0001host=other\u0001" + auth)).isEqualTo(refused);
            assertThat(xoauth2("user=alice\u0001" + auth)).isEqualTo(refused);
        }
        // Only the token says whose it is; a good one is refused at the door.
        assertThat(bearer("n,,\u0001auth=Bearer bad\u0001\u0001")).isEqualTo(refused);
        assertThat(bearer("n,,\u0001" + GOOD)).isEqualTo(isAlice("alice@example.com"));
    }

    @Test
    void whatIsNoMessageOfTheirsIsMalformed() throws InterruptedException {
        assertThat(bearer("\u0001")).isInstanceOf(Progress.Malformed.class);
        assertThat(bearer("p=tls-exporter,,\u0001" + GOOD)).isInstanceOf(Progress.Malformed.class);
        assertThat(xoauth2("n,,\u0001" + GOOD)).isInstanceOf(Progress.Malformed.class);
    }

    @Test
    void whoCannotBeAskedDecidesNothing() throws InterruptedException {
        scene.tokens.put("slow", new TokenVerdict.Unavailable(new IOException("down")));
        assertThat(bearer("n,,\u0001auth=Bearer slow\u0001\u0001"))
                .isInstanceOf(Progress.Unavailable.class);
        scene.down = true;
        assertThat(bearer("n,,\u0001" + GOOD)).isInstanceOf(Progress.Unavailable.class);
        assertThat(xoauth2("user=\u0001" + GOOD)).isInstanceOf(Progress.Unavailable.class);
    }

    @Test
    void whatAFailureSaysIsAlwaysJson() throws InterruptedException {
        scene.tokens.put("odd", new TokenVerdict.Invalid("a\"b\\c\nä", "odd"));
        assertThat(bearer("n,,\u0001auth=Bearer odd\u0001\u0001"))
                .isEqualTo(
                        new Progress.Challenge(
                                "{\"status\":\"a\\\"b\\\\c\\u000a\\u00e4\",\"scope\":\"mail\"}"));
    }
}
