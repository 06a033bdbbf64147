package org.restante.server.login.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.restante.protocol.Secret;
import org.restante.protocol.sasl.SaslBase64;
import org.restante.protocol.sasl.Scram;
import org.restante.protocol.sasl.ScramMessage;
import org.restante.server.login.Verifier;
import org.restante.server.login.sasl.Exchange.Progress;
import org.restante.spec.Spec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

final class ScramExchangeTest {
    private static final byte[] BINDING = Scene.octets("thirty-two octets that TLS gives");

    private final Scene scene = Scene.published();
    private final Decoys decoys = new Decoys(Scene.random(), Scene.DECOY_ITERATIONS);

    private Exchange exchange(boolean plus, Channel channel) {
        return exchange(plus, channel, Scene.OPEN);
    }

    private Exchange exchange(boolean plus, Channel channel, Gate gate) {
        return new ScramExchange(
                Scram.SHA_256, plus, scene.authenticator, gate, decoys, channel, Scene.random());
    }

    private static Progress say(Exchange exchange, String message) throws InterruptedException {
        return exchange.respond(Scene.octets(message));
    }

    private static String challenge(Progress progress) {
        assertThat(progress).isInstanceOf(Progress.Challenge.class);
        return ((Progress.Challenge) progress).message();
    }

    private static ScramMessage.ServerFirst answer(Progress progress) {
        return ScramMessage.ServerFirst.parse(Scene.octets(challenge(progress))).orElseThrow();
    }

    /** The right final message, but for what a test spoils. */
    private static String last(
            String bare, ScramMessage.ServerFirst answer, String binding, String password) {
        Scram scram = Scram.SHA_256;
        byte[] salt = SaslBase64.decode(answer.salt()).orElseThrow();
        byte[] clientKey =
                scram.clientKey(scram.salted(new Secret(password), salt, answer.iterations()));
        ScramMessage.ClientFinal unsigned =
                new ScramMessage.ClientFinal(binding, answer.nonce(), "", new Secret("AAAA"));
        byte[] proof =
                scram.proof(
                        clientKey, bare + "," + answer.format() + "," + unsigned.withoutProof());
        return unsigned.withoutProof() + ",p=" + Base64.getEncoder().encodeToString(proof);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(Scene.octets(text));
    }

    private Progress login(Exchange exchange, String header, String name, String password)
            throws InterruptedException {
        String bare = "n=" + name + ",r=nonce";
        ScramMessage.ServerFirst answer = answer(say(exchange, header + bare));
        return say(exchange, last(bare, answer, base64(header), password));
    }

    @Test
    @Spec({"SA-027", "SA-019"})
    void theExampleOfRfc7677LogsIn() throws InterruptedException {
        Exchange exchange =
                new ScramExchange(
                        Scram.SHA_256,
                        false,
                        scene.authenticator,
                        Scene.OPEN,
                        decoys,
                        Scene.clear(),
                        "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        assertThat(exchange.firstChallenge()).isEmpty();
        assertThat(say(exchange, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"))
                .isEqualTo(
                        new Progress.Challenge(
                                "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                        + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
        assertThat(
                        say(
                                exchange,
                                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="))
                .isEqualTo(
                        new Progress.Challenge("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
        assertThat(say(exchange, "")).isEqualTo(new Progress.Proven("user", scene.account("user")));
    }

    @Test
    @Spec("SA-027")
    void theExampleOfRfc5802LogsIn() throws InterruptedException {
        Exchange exchange =
                new ScramExchange(
                        Scram.SHA_1,
                        false,
                        scene.authenticator,
                        Scene.OPEN,
                        decoys,
                        Scene.clear(),
                        "3rfcNHYJY1ZVvWVs7j");
        assertThat(challenge(say(exchange, "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL")))
                .isEqualTo(
                        "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096");
        assertThat(
                        challenge(
                                say(
                                        exchange,
                                        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
                                                + "p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=")))
                .isEqualTo("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");
        assertThat(say(exchange, "")).isInstanceOf(Progress.Proven.class);
    }

    @Test
    @Spec("SA-027")
    void aChangedNonceFailsThoughItIsSigned() throws InterruptedException {
        Exchange exchange = exchange(false, Scene.clear());
        ScramMessage.ServerFirst answer = answer(say(exchange, "n,,n=user,r=nonce"));
        ScramMessage.ServerFirst other =
                new ScramMessage.ServerFirst(
                        answer.nonce() + "x", answer.salt(), answer.iterations(), "");
        assertThat(say(exchange, last("n=user,r=nonce", other, "biws", "pencil")))
                .isEqualTo(new Progress.Denied("user", "the nonce is not the one that was sent"));
        exchange = exchange(false, Scene.clear());
        answer = answer(say(exchange, "n,,n=user,r=nonce"));
        String right = last("n=user,r=nonce", answer, "biws", "pencil");
        assertThat(say(exchange, right.replace(",r=nonce", ",r=nonse")))
                .isInstanceOf(Progress.Denied.class);
    }

    @Test
    @Spec("SA-027")
    void theServersPartOfTheNonceIsNewEachTime() throws InterruptedException {
        String one = answer(say(exchange(false, Scene.clear()), "n,,n=user,r=nonce")).nonce();
        String other = answer(say(exchange(false, Scene.clear()), "n,,n=user,r=nonce")).nonce();
        assertThat(one).startsWith("nonce").hasSizeGreaterThanOrEqualTo(24).isNotEqualTo(other);
    }

    @Test
    @Spec("SA-027")
    void whatIsNoScramMessageIsMalformed() throws InterruptedException {
        for (String message :
                new String[] {
                    "", "n,,n=user", "n,,m=x,n=user,r=nonce", "n,,n=user,r=" + "x".repeat(1025)
                }) {
            assertThat(say(exchange(false, Scene.clear()), message))
                    .isInstanceOf(Progress.Malformed.class);
        }
        for (String message : new String[] {"", "c=biws,p=AAAA", "m=x,c=biws,r=nonce,p=AAAA"}) {
            Exchange exchange = exchange(false, Scene.clear());
            say(exchange, "n,,n=user,r=nonce");
            assertThat(say(exchange, message)).isInstanceOf(Progress.Malformed.class);
            assertThat(say(exchange, message)).isInstanceOf(Progress.Malformed.class);
        }
        Exchange exchange = exchange(false, Scene.clear());
        assertThat(login(exchange, "n,,", "user", "pencil")).isInstanceOf(Progress.Challenge.class);
        assertThat(say(exchange, "x")).isInstanceOf(Progress.Malformed.class);
    }

    @Test
    @Spec("SA-028")
    void aCodedNameIsDecoded() throws InterruptedException {
        scene.put("a,b=c", Scene.scram(Scram.SHA_256, "pencil", "AAAA"));
        Exchange exchange = exchange(false, Scene.clear());
        assertThat(login(exchange, "n,,", "a=2Cb=3Dc", "pencil"))
                .isInstanceOf(Progress.Challenge.class);
        assertThat(say(exchange, "")).isInstanceOf(Progress.Proven.class);
        assertThat(say(exchange(false, Scene.clear()), "n,,n=a=b,r=nonce"))
                .isInstanceOf(Progress.Malformed.class);
    }

    @Test
    @Spec("SA-025")
    void aNameIsPrepared() throws InterruptedException {
        Exchange exchange = exchange(false, Scene.clear());
        assertThat(login(exchange, "n,,", "us\u00ADer", "pencil"))
                .isInstanceOf(Progress.Challenge.class);
        assertThat(login(exchange(false, Scene.clear()), "n,,", "user\u0007", "pencil"))
                .isEqualTo(new Progress.Denied("user\u0007", "no such account"));
    }

    @Test
    @Spec({"SA-029", "SA-034"})
    void withChannelBindingTheValueOfTheConnectionIsChecked() throws InterruptedException {
        String header = "p=tls-exporter,,";
        for (boolean right : new boolean[] {true, false}) {
            Exchange exchange = exchange(true, Scene.bound(BINDING));
            ScramMessage.ServerFirst answer = answer(say(exchange, header + "n=user,r=nonce"));
            String binding =
                    header + new String(BINDING, StandardCharsets.US_ASCII) + (right ? "" : "x");
            Progress progress =
                    say(exchange, last("n=user,r=nonce", answer, base64(binding), "pencil"));
            if (right) {
                assertThat(challenge(progress)).startsWith("v=");
                assertThat(say(exchange, "")).isInstanceOf(Progress.Proven.class);
            } else {
                assertThat(progress)
                        .isEqualTo(
                                new Progress.Denied("user", "the channel binding is another one"));
            }
        }
    }

    @Test
    @Spec("SA-029")
    void aHeaderThatWasChangedOnTheWayFails() throws InterruptedException {
        Exchange exchange = exchange(false, Scene.tls());
        // The client said y, somebody made an n of it.
        ScramMessage.ServerFirst answer = answer(say(exchange, "n,,n=user,r=nonce"));
        assertThat(say(exchange, last("n=user,r=nonce", answer, base64("y,,"), "pencil")))
                .isEqualTo(new Progress.Denied("user", "the channel binding is another one"));
    }

    @Test
    @Spec("SA-029")
    void aClientThatDidNotSeeChannelBindingFailsWhereItIsOffered() throws InterruptedException {
        assertThat(say(exchange(false, Scene.bound(BINDING)), "y,,n=user,r=nonce"))
                .isInstanceOf(Progress.Denied.class);
        Exchange exchange = exchange(false, Scene.tls());
        assertThat(login(exchange, "y,,", "user", "pencil")).isInstanceOf(Progress.Challenge.class);
    }

    @Test
    @Spec({"SA-029", "SA-034"})
    void anyOtherUseOfChannelBindingFails() throws InterruptedException {
        for (String header :
                new String[] {
                    "p=tls-unique,,", "p=tls-server-end-point,,", "p=TLS-EXPORTER,,", "n,,", "y,,"
                }) {
            assertThat(say(exchange(true, Scene.bound(BINDING)), header + "n=user,r=nonce"))
                    .isInstanceOf(Progress.Denied.class);
        }
        assertThat(say(exchange(false, Scene.bound(BINDING)), "p=tls-exporter,,n=user,r=nonce"))
                .isInstanceOf(Progress.Denied.class);
        assertThat(say(exchange(true, Scene.tls()), "p=tls-exporter,,n=user,r=nonce"))
                .isInstanceOf(Progress.Denied.class);
    }

    private String salt(String name) throws InterruptedException {
        return answer(say(exchange(false, Scene.clear()), "n,,n=" + name + ",r=nonce")).salt();
    }

    @Test
    @Spec("SA-033")
    void anUnknownNameGetsTheSameSaltEachTimeAndFailsAtTheProof() throws InterruptedException {
        scene.put("poor", Scene.plain("pencil"));
        for (String name : new String[] {"nobody", "poor"}) {
            ScramMessage.ServerFirst one =
                    answer(say(exchange(false, Scene.clear()), "n,,n=" + name + ",r=nonce"));
            ScramMessage.ServerFirst other =
                    answer(
                            say(
                                    exchange(false, Scene.clear()),
                                    "n,,n=" + name.toUpperCase(Locale.ROOT) + ",r=nonce"));
            assertThat(other.salt()).isEqualTo(one.salt());
            assertThat(SaslBase64.decode(one.salt()).orElseThrow()).hasSize(16);
            assertThat(one.iterations()).isEqualTo(Scene.DECOY_ITERATIONS);
            assertThat(login(exchange(false, Scene.clear()), "n,,", name, "pencil"))
                    .isInstanceOf(Progress.Denied.class);
        }
        for (String name : new String[] {"al\u0131ce@example.org", "\uFF41lice@example.org."}) {
            assertThat(salt(name)).isEqualTo(salt("alice@example.org"));
        }
        assertThat(answer(say(exchange(false, Scene.clear()), "n,,n=nobody,r=nonce")).salt())
                .isNotEqualTo(
                        answer(say(exchange(false, Scene.clear()), "n,,n=noone,r=nonce")).salt());
    }

    @Test
    @Spec("SA-033")
    void aDisabledAccountAndAWrongPasswordFailAtTheProof() throws InterruptedException {
        scene.put("gone", false, Scene.scram(Scram.SHA_256, "pencil", "AAAA"));
        assertThat(login(exchange(false, Scene.clear()), "n,,", "gone", "pencil"))
                .isEqualTo(new Progress.Denied("gone", "the account is disabled"));
        assertThat(login(exchange(false, Scene.clear()), "n,,", "user", "pen"))
                .isEqualTo(new Progress.Denied("user", "wrong password"));
    }

    @Test
    @Spec("P3-057")
    void whoIsRefusedLearnsNothingFromTheFirstMessageOrTheProof() throws InterruptedException {
        Progress refused = new Progress.Refused(Scene.REFUSED);
        scene.put("poor", Scene.plain("pencil"));
        for (String name : new String[] {"user", "poor", "nobody"}) {
            assertThat(say(exchange(false, Scene.clear(), Scene.SHUT), "n,,n=" + name + ",r=nonce"))
                    .isEqualTo(refused);
            for (String password : new String[] {"pencil", "wrong"}) {
                // Begun before the ban.
                Gate[] gate = {Scene.OPEN};
                Exchange exchange = exchange(false, Scene.clear(), asked -> gate[0].refusal(asked));
                String bare = "n=" + name + ",r=nonce";
                ScramMessage.ServerFirst answer = answer(say(exchange, "n,," + bare));
                gate[0] = Scene.SHUT;
                assertThat(say(exchange, last(bare, answer, "biws", password))).isEqualTo(refused);
                assertThat(say(exchange, "")).isInstanceOf(Progress.Malformed.class);
            }
        }
    }

    @Test
    void whatBecomesOfAnAccountMeanwhileCounts() throws InterruptedException {
        Verifier keys = scene.account("user").verifiers().getFirst();
        Verifier other = Scene.scram(Scram.SHA_256, "pencil", "AAAA");
        Progress changed = new Progress.Denied("user", "the account has changed meanwhile");
        List<Runnable> changes =
                List.of(
                        () -> scene.put("user", other),
                        () -> scene.put("user"),
                        scene.byName::clear,
                        () -> scene.put("user", false, keys),
                        () -> scene.put("user", other, keys),
                        () -> scene.down = true);
        List<Progress> ends = new ArrayList<>();
        for (Runnable change : changes) {
            for (boolean signed : new boolean[] {false, true}) {
                scene.down = false;
                scene.put("user", keys);
                Exchange exchange = exchange(false, Scene.clear());
                ScramMessage.ServerFirst answer = answer(say(exchange, "n,,n=user,r=nonce"));
                String last = last("n=user,r=nonce", answer, "biws", "pencil");
                if (signed) {
                    assertThat(challenge(say(exchange, last))).startsWith("v=");
                    change.run();
                    ends.add(say(exchange, ""));
                } else {
                    change.run();
                    ends.add(say(exchange, last));
                }
            }
        }
        assertThat(ends.subList(0, 6)).containsOnly(changed);
        assertThat(ends.subList(6, 8))
                .containsOnly(new Progress.Denied("user", "the account is disabled"));
        // Other keys that are asked first are another password's, as far as anybody can tell.
        assertThat(ends.subList(8, 10)).containsOnly(changed);
        assertThat(ends.subList(10, 12)).hasOnlyElementsOfType(Progress.Unavailable.class);
    }

    @Test
    void theAccountIsAsItIsAtTheEnd() throws InterruptedException {
        Verifier keys = scene.account("user").verifiers().getFirst();
        Exchange exchange = exchange(false, Scene.clear());
        assertThat(login(exchange, "n,,", "user", "pencil")).isInstanceOf(Progress.Challenge.class);
        scene.put("user", keys, Scene.plain("pencil"));
        assertThat(say(exchange, "")).isEqualTo(new Progress.Proven("user", scene.account("user")));
    }

    @Test
    @Spec("SA-024")
    void nobodyActsForAnother() throws InterruptedException {
        scene.put("bob");
        assertThat(login(exchange(false, Scene.clear()), "n,a=bob,", "user", "pencil"))
                .isEqualTo(new Progress.Denied("user", "asked to act for another"));
        assertThat(login(exchange(false, Scene.clear()), "n,a=user,", "user", "pencil"))
                .isInstanceOf(Progress.Challenge.class);
    }

    @Test
    void accountsThatCannotBeAskedDecideNothing() throws InterruptedException {
        scene.down = true;
        assertThat(say(exchange(false, Scene.clear()), "n,,n=user,r=nonce"))
                .isInstanceOf(Progress.Unavailable.class);
    }

    @ParameterizedTest
    @EnumSource(Mechanism.class)
    void randomOctetsNeverFail(Mechanism mechanism) throws InterruptedException {
        scene.settings =
                new SaslSettings(
                        new MechanismChoice.Named(Scene.ALL),
                        Optional.of(CertificateName.EMAIL),
                        Optional.empty(),
                        Set.of());
        Mechanisms mechanisms = scene.mechanisms();
        Random random = new Random(61);
        String[] seeds = {
            "n,,n=user,r=nonce",
            "p=tls-exporter,,n=user,r=nonce",
            "c=biws,r=nonce,p=AAAA",
            "n,a=user,\u0001auth=Bearer token\u0001\u0001",
            "user=user\u0001auth=Bearer token\u0001\u0001",
            "\0user\0pencil",
            "user b913a602c7eda7a495b4e6e7334d3890",
            "user"
        };
        for (int round = 0; round < 2000; round++) {
            Exchange exchange = mechanisms.begin(mechanism, Scene.bound(BINDING), Scene.OPEN);
            for (int message = 0; message < 4; message++) {
                byte[] octets = Scene.octets(seeds[random.nextInt(seeds.length)]);
                for (int i = random.nextInt(3); i > 0; i--) {
                    octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
                }
                if (!(exchange.respond(octets) instanceof Progress.Challenge)) {
                    break;
                }
            }
        }
    }

    @Test
    @Spec("SA-033")
    void aViewOfNobodysMailHasTheSaltOfNobody() throws Exception {
        for (String name : new String[] {"user", "nobody"}) {
            List<String> salts = new ArrayList<>();
            for (String view : new String[] {"", "+recent", "+a b"}) {
                Scene scene = Scene.published();
                ScramExchange exchange =
                        new ScramExchange(
                                Scram.SHA_256,
                                false,
                                scene.authenticator,
                                Scene.OPEN,
                                decoys,
                                Scene.clear(),
                                Scene.random());
                Exchange.Progress answer =
                        exchange.respond(Scene.octets("n,,n=" + name + view + ",r=abc"));
                assertThat(answer).isInstanceOf(Exchange.Progress.Challenge.class);
                salts.add(
                        ((Exchange.Progress.Challenge) answer)
                                .message()
                                .replaceAll("^r=[^,]*,", ""));
            }
            assertThat(salts).as(name).containsOnly(salts.getFirst());
        }
    }
}
