package org.restante.server.login.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.protocol.Secret;
import org.restante.protocol.sasl.CramMd5;
import org.restante.protocol.sasl.Scram;
import org.restante.server.login.sasl.Exchange.Progress;
import org.restante.spec.Spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** PLAIN, LOGIN and CRAM-MD5. */
final class PasswordExchangesTest {
    private final Scene scene =
            new Scene().put("alice", Scene.plain("s3cret pw")).put("bob", Scene.plain("b"));
    private final Mechanisms mechanisms = scene.mechanisms();
    private Gate gate = Scene.OPEN;

    private Progress plain(String message) throws InterruptedException {
        return mechanisms.begin(Mechanism.PLAIN, Scene.tls(), gate).respond(Scene.octets(message));
    }

    private Progress login(String name, String password) throws InterruptedException {
        Exchange exchange = mechanisms.begin(Mechanism.LOGIN, Scene.tls(), gate);
        assertThat(exchange.firstChallenge()).isEqualTo("Username:");
        Progress asked = exchange.respond(Scene.octets(name));
        if (!(asked instanceof Progress.Challenge(String message))) {
            return asked;
        }
        assertThat(message).isEqualTo("Password:");
        return exchange.respond(Scene.octets(password));
    }

    private Progress cram(String name, String password) throws InterruptedException {
        Exchange exchange = mechanisms.begin(Mechanism.CRAM_MD5, Scene.clear(), gate);
        return exchange.respond(
                Scene.octets(
                        CramMd5.answer(name, new Secret(password), exchange.firstChallenge())
                                .format()));
    }

    /** Known by a password that was sent, which goes with the proof. */
    private Progress.Proven isAlice(String name) {
        return new Progress.Proven(
                name, scene.account("alice"), Optional.of(new Secret("s3cret pw")));
    }

    private Progress.Proven isAliceUnsent(String name) {
        return new Progress.Proven(name, scene.account("alice"));
    }

    @Test
    void theRightPasswordProvesTheAccount() throws InterruptedException {
        assertThat(plain("\0alice\0s3cret pw")).isEqualTo(isAlice("alice"));
        assertThat(login("alice", "s3cret pw")).isEqualTo(isAlice("alice"));
        assertThat(cram("alice", "s3cret pw")).isEqualTo(isAliceUnsent("alice"));
        assertThat(plain("\0Alice@example.com\0s3cret pw")).isEqualTo(isAlice("Alice@example.com"));
    }

    @Test
    void anythingElseIsDeniedAlike() throws InterruptedException {
        scene.put("gone", false, Scene.plain("pw"));
        List<Progress> all = new ArrayList<>();
        for (String name : new String[] {"alice", "nobody", "gone"}) {
            String password = name.equals("gone") ? "pw" : "wrong";
            all.add(plain("\0" + name + "\0" + password));
            all.add(login(name, password));
            all.add(cram(name, password));
        }
        assertThat(all).hasSize(9).hasOnlyElementsOfType(Progress.Denied.class);
    }

    @Test
    @Spec("P3-057")
    void whoIsRefusedIsAnsweredAlikeAndNothingIsLookedAt() throws InterruptedException {
        gate = Scene.SHUT;
        scene.down = true;
        for (String password : new String[] {"s3cret pw", "wrong"}) {
            for (Progress progress :
                    List.of(
                            plain("\0alice\0" + password),
                            login("alice", password),
                            cram("alice", password))) {
                assertThat(progress).isEqualTo(new Progress.Refused(Scene.REFUSED));
            }
        }
        assertThat(scene.proven).isEmpty();
    }

    @Test
    @Spec("SA-024")
    void nobodyActsForAnother() throws InterruptedException {
        assertThat(plain("bob\0alice\0s3cret pw"))
                .isEqualTo(
                        new Progress.Denied(
                                "alice",
                                "asked to act for another",
                                Optional.of(new Secret("s3cret pw"))));
        assertThat(plain("nobody\0alice\0s3cret pw")).isInstanceOf(Progress.Denied.class);
        assertThat(plain("alice\0alice\0s3cret pw")).isEqualTo(isAlice("alice"));
        assertThat(plain("alice@example.com\0alice\0s3cret pw")).isEqualTo(isAlice("alice"));
    }

    @Test
    @Spec("SA-025")
    void namesArePrepared() throws InterruptedException {
        assertThat(plain("\0al\u00ADice\0s3cret pw")).isEqualTo(isAlice("al\u00ADice"));
        assertThat(login("al\u00ADice", "s3cret pw")).isEqualTo(isAlice("al\u00ADice"));
        assertThat(cram("al\u00ADice", "s3cret pw")).isEqualTo(isAliceUnsent("al\u00ADice"));
        for (Progress progress :
                List.of(
                        plain("\0alice\u0007\0s3cret pw"),
                        login("\u00AD", "s3cret pw"),
                        cram("alice\u0007", "s3cret pw"),
                        plain("\0alice\0s3cret\u0007pw"))) {
            assertThat(progress).isInstanceOf(Progress.Denied.class);
        }
    }

    @Test
    @Spec("SA-026")
    void lineEndsAreMalformed() throws InterruptedException {
        for (Progress progress :
                List.of(
                        plain("\0alice\r\nDELE 1\0pw"),
                        login("alice\r\nDELE 1", "pw"),
                        login("alice", "p\nw"),
                        login("alice", ""),
                        login("", "pw"),
                        cram("alice\r\nDELE 1", "pw"))) {
            assertThat(progress).isInstanceOf(Progress.Malformed.class);
        }
    }

    @Test
    @Spec("SA-043")
    void aChallengeOfCramMd5NeverComesTwice() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String challenge =
                    mechanisms.begin(Mechanism.CRAM_MD5, Scene.clear(), gate).firstChallenge();
            // 64 random bits are 16 digits.
            assertThat(challenge).matches("<[0-9a-f]{32}\\.1000000@pop\\.example\\.com>");
            assertThat(seen.add(challenge)).isTrue();
        }
    }

    @Test
    @Spec("SA-043")
    void cramMd5NeedsAPasswordThatCanBeHadBack() throws InterruptedException {
        scene.put("hashed", Scene.scram(Scram.SHA_256, "pw", "AAAA"));
        assertThat(cram("hashed", "pw"))
                .isEqualTo(
                        new Progress.Denied(
                                "hashed",
                                "the account's password is not stored as CRAM-MD5 needs it"));
    }

    @Test
    void accountsThatCannotBeAskedDecideNothing() throws InterruptedException {
        scene.down = true;
        assertThat(plain("\0alice\0pw")).isInstanceOf(Progress.Unavailable.class);
        assertThat(login("alice", "pw")).isInstanceOf(Progress.Unavailable.class);
        assertThat(cram("alice", "pw")).isInstanceOf(Progress.Unavailable.class);
    }

    @Test
    void theSourceIsToldOfAPasswordProvenOverTlsAndItsFailureIsNoOnesConcern()
            throws InterruptedException {
        scene.readOnly = true;
        Exchange clear = mechanisms.begin(Mechanism.PLAIN, Scene.clear(), gate);
        assertThat(clear.respond(Scene.octets("\0bob\0b"))).isInstanceOf(Progress.Proven.class);
        assertThat(scene.proven).isEmpty();
        assertThat(plain("\0alice\0wrong")).isInstanceOf(Progress.Denied.class);
        assertThat(scene.proven).isEmpty();
        assertThat(plain("\0alice\0s3cret pw")).isInstanceOf(Progress.Proven.class);
        assertThat(scene.proven).isEqualTo("alice PLAIN");
        scene.proven = "";
        assertThat(plain("\0alice\0s3cret pw")).isInstanceOf(Progress.Proven.class);
        assertThat(scene.proven).as("told once, not at each poll").isEmpty();
    }
}
