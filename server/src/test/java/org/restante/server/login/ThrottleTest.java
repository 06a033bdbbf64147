package org.restante.server.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.restante.protocol.Secret;
import org.restante.server.login.Throttle.Decision;
import org.restante.server.net.Network;
import org.restante.server.net.Peer;
import org.restante.server.net.Refusal;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Time is moved by hand. Five failures ban an address, ten an account, for fifteen minutes. */
final class ThrottleTest {
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final Duration BAN = Duration.ofMinutes(15);
    private static final Decision GO = new Decision.Go();

    private static final Peer ATTACKER = peer("198.51.100.1");
    private static final Peer OFFICE = peer("203.0.113.1");
    private static final Peer HOME = peer("192.0.2.1");
    private static final Peer PROXY = peer("10.0.0.1");
    private static final Peer LOCAL = new Peer(Optional.empty(), "local");

    private final AtomicInteger passwords = new AtomicInteger();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private ThrottleSettings settings = settings(5, 10, BAN, Duration.ofDays(30));
    private final Throttle throttle = new Throttle(() -> settings, () -> now, new SecureRandom());

    private static ThrottleSettings settings(
            int perAddress, int perAccount, Duration ban, Duration knownGood) {
        return new ThrottleSettings(
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                perAddress,
                perAccount,
                WINDOW,
                ban,
                knownGood,
                List.of(Network.parse("10.0.0.0/8")),
                64);
    }

    private static Peer peer(String address) {
        return new Peer(Optional.of(InetAddress.ofLiteral(address)), address + ":4711");
    }

    /** Tries one more password that is wrong. */
    private Duration guess(Peer peer, String name) {
        return throttle.failed(
                peer, name, Optional.of(new Secret("guess " + passwords.incrementAndGet())));
    }

    private void guess(Peer peer, String name, int times) {
        for (int i = 0; i < times; i++) {
            guess(peer, name);
        }
    }

    private static Decision refused(Duration left, Refusal cause) {
        return new Decision.Refuse(left, cause);
    }

    @Test
    void eachFailureWaitsTwiceAsLongAsTheOneBeforeUpToALimit() {
        settings = settings(100, 100, BAN, Duration.ZERO);
        for (long millis : new long[] {500, 1000, 2000, 4000, 5000, 5000}) {
            assertThat(guess(ATTACKER, "alice")).hasMillis(millis);
        }
        for (int i = 0; i < 60; i++) {
            assertThat(guess(ATTACKER, "bob")).hasSeconds(5);
        }
        assertThat(guess(HOME, "carol")).as("another address and account").hasMillis(500);
    }

    @Test
    void anAddressThatGuessesIsBannedForAWhileAndOthersAreNot() {
        for (int i = 0; i < 5; i++) {
            assertThat(throttle.before(ATTACKER, "user" + i)).isEqualTo(GO);
            guess(ATTACKER, "user" + i);
        }
        assertThat(throttle.before(ATTACKER, "alice"))
                .isEqualTo(refused(BAN, Refusal.FAILURES_OF_ADDRESS));
        assertThat(throttle.before(HOME, "user1")).isEqualTo(GO);
        now = now.plus(BAN).minusSeconds(1);
        assertThat(throttle.before(ATTACKER, "alice"))
                .isEqualTo(refused(Duration.ofSeconds(1), Refusal.FAILURES_OF_ADDRESS));
        now = now.plusSeconds(1);
        assertThat(throttle.before(ATTACKER, "alice")).isEqualTo(GO);
        guess(ATTACKER, "alice", 4);
        assertThat(throttle.before(ATTACKER, "alice")).as("counted anew").isEqualTo(GO);
    }

    @Test
    void failuresAreForgottenAfterTheWindow() {
        guess(HOME, "alice", 4);
        now = now.plus(WINDOW);
        assertThat(guess(HOME, "alice")).hasMillis(500);
        assertThat(throttle.before(HOME, "alice")).isEqualTo(GO);
    }

    @Test
    void anIpv6CustomerIsOneAddress() {
        for (int i = 0; i < 5; i++) {
            guess(peer("2001:db8:0:1::" + i), "user" + i);
        }
        assertThat(throttle.before(peer("2001:db8:0:1:ffff::"), "alice")).isNotEqualTo(GO);
        assertThat(throttle.before(peer("2001:db8:0:2::"), "alice")).isEqualTo(GO);
    }

    @Test
    void anAccountThatManyAddressesGuessAtIsClosedToStrangers() {
        for (int i = 0; i < 10; i++) {
            guess(peer("198.51.100." + i), "alice");
        }
        assertThat(throttle.before(HOME, "alice"))
                .isEqualTo(refused(BAN, Refusal.FAILURES_OF_ACCOUNT));
        assertThat(throttle.before(HOME, "ALICE")).isNotEqualTo(GO);
        assertThat(throttle.before(HOME, "bob")).isEqualTo(GO);
        now = now.plus(BAN);
        assertThat(throttle.before(HOME, "alice")).isEqualTo(GO);
    }

    /** Login and the throttle must agree on which spellings are one name. */
    @Test
    void everySpellingOfAnAccountIsOneRow() {
        List<String> spellings =
                List.of(
                        "alice@example.org",
                        "ALICE@Example.ORG",
                        "alice@example.org.",
                        "al\u00ADice@example.org",
                        "a\u200Blice@example.org",
                        "\uFF41\uFF4C\uFF49\uFF43\uFF45@example.org",
                        "al\u0131ce@example.org",
                        "alice+recent@example.org",
                        "alice\uFF0Bmore@example.org",
                        "alice@example.org+recent");
        for (String spelling : spellings) {
            assertThat(throttle.before(HOME, spelling)).as(spelling).isEqualTo(GO);
            guess(PROXY, spelling);
        }
        for (String spelling : spellings) {
            assertThat(throttle.before(HOME, spelling)).as(spelling).isNotEqualTo(GO);
        }
        assertThat(throttle.bans(9))
                .extracting(Throttle.Ban::who)
                .containsExactly("alice@example.org");
        assertThat(throttle.forgetName("al\u00ADice@EXAMPLE.org.")).isTrue();
        assertThat(throttle.banned()).isZero();
        // Nobody's are not somebody's because they are long.
        guess(PROXY, "bob+" + "x".repeat(300), 10);
        assertThat(throttle.before(HOME, "bob")).isEqualTo(GO);
    }

    /** As those of tokens that nobody says a name for. */
    @Test
    void failuresWithoutANameShutOutNobodyElse() {
        for (int i = 0; i < 10; i++) {
            guess(peer("198.51.100." + i), "");
            guess(peer("198.51.100." + i), "\u00AD");
        }
        assertThat(throttle.before(HOME, "")).isEqualTo(GO);
        guess(ATTACKER, "", 5);
        assertThat(throttle.before(ATTACKER, ""))
                .isEqualTo(refused(BAN, Refusal.FAILURES_OF_ADDRESS));
    }

    @Test
    void nobodyLocksAnOwnerOut() {
        throttle.succeeded(HOME, "alice@example.org", "alice");
        for (int i = 0; i < 200; i++) {
            guess(peer("198.51.100." + i), "alice");
            guess(peer("198.51.100." + i), "alice@example.org");
        }
        assertThat(throttle.before(OFFICE, "alice")).isNotEqualTo(GO);
        assertThat(throttle.before(HOME, "alice")).isEqualTo(GO);
        assertThat(throttle.before(HOME, "Alice@Example.ORG")).isEqualTo(GO);
        assertThat(guess(HOME, "alice")).as("the owner's slip waits as a first one").hasMillis(500);
    }

    @Test
    void oneMachineThatGuessesDoesNotShutAnOfficeOut() {
        throttle.succeeded(OFFICE, "alice", "alice");
        throttle.succeeded(OFFICE, "bob", "bob");
        guess(OFFICE, "carol", 50);
        assertThat(throttle.before(OFFICE, "carol")).isNotEqualTo(GO);
        assertThat(throttle.before(OFFICE, "alice")).isEqualTo(GO);
        assertThat(throttle.before(OFFICE, "bob")).isEqualTo(GO);
    }

    @Test
    void aSlipOfSomebodyWhoIsKnownCountsForNobodyElse() {
        throttle.succeeded(OFFICE, "alice", "alice");
        guess(OFFICE, "alice", 9);
        assertThat(throttle.before(OFFICE, "dora")).isEqualTo(GO);
        assertThat(throttle.before(HOME, "alice")).isEqualTo(GO);
        assertThat(guess(OFFICE, "dora")).hasMillis(500);
    }

    @Test
    void whoIsKnownMayNotGuessForEverEither() {
        throttle.succeeded(OFFICE, "alice", "alice");
        guess(OFFICE, "alice", 10);
        assertThat(throttle.before(OFFICE, "alice"))
                .isEqualTo(refused(BAN, Refusal.FAILURES_OF_ACCOUNT));
        assertThat(throttle.before(HOME, "alice")).isEqualTo(GO);
        assertThat(throttle.bans(9))
                .extracting(Throttle.Ban::who)
                .containsExactly("alice from 203.0.113.1");
    }

    @Test
    void whoWasLongAwayIsAStranger() {
        throttle.succeeded(HOME, "alice", "alice");
        now = now.plus(Duration.ofDays(30));
        guess(ATTACKER, "alice", 10);
        assertThat(throttle.before(HOME, "alice")).isNotEqualTo(GO);
        settings = settings(5, 10, BAN, Duration.ZERO);
        throttle.succeeded(HOME, "alice", "alice");
        assertThat(throttle.before(HOME, "alice")).as("known-good-time 0s").isNotEqualTo(GO);
    }

    @Test
    void aRightPasswordDoesNotPayForGuessingAtOthers() {
        for (int i = 0; i < 5; i++) {
            guess(ATTACKER, "user" + i);
            throttle.succeeded(ATTACKER, "mallory", "mallory");
        }
        assertThat(throttle.before(ATTACKER, "alice")).isNotEqualTo(GO);
        assertThat(throttle.before(ATTACKER, "mallory")).isEqualTo(GO);
    }

    @Test
    void trustedNetworksAreNotCountedButWhatTheyGuessAtIs() {
        for (Peer peer : List.of(PROXY, LOCAL)) {
            for (int i = 0; i < 9; i++) {
                guess(peer, "user" + i);
            }
            assertThat(throttle.before(peer, "alice")).isEqualTo(GO);
        }
        guess(PROXY, "alice", 5);
        guess(LOCAL, "alice", 5);
        for (Peer peer : List.of(PROXY, LOCAL, HOME)) {
            assertThat(throttle.before(peer, "alice")).isNotEqualTo(GO);
        }
    }

    @Test
    void aDeviceWithAnOldPasswordCountsOnceHoweverLongItAsks() {
        Optional<Secret> old = Optional.of(new Secret("old password"));
        for (int i = 0; i < 1000; i++) {
            now = now.plus(Duration.ofMinutes(5));
            assertThat(throttle.before(HOME, "alice")).isEqualTo(GO);
            assertThat(throttle.failed(HOME, "alice", old)).hasMillis(500);
        }
        guess(HOME, "alice", 4);
        assertThat(throttle.failed(HOME, "bob", old)).as("another account").hasSeconds(5);
        assertThat(throttle.before(HOME, "alice")).isNotEqualTo(GO);
    }

    @Test
    void withoutAPasswordToLookAtEachFailureCounts() {
        for (int i = 0; i < 5; i++) {
            throttle.failed(HOME, "alice", Optional.empty());
        }
        assertThat(throttle.before(HOME, "alice")).isNotEqualTo(GO);
    }

    @Test
    void withoutBansOnlyTheWaitsAreLeft() {
        settings = settings(5, 10, Duration.ZERO, Duration.ofDays(30));
        guess(ATTACKER, "alice", 500);
        assertThat(throttle.before(ATTACKER, "alice")).isEqualTo(GO);
        assertThat(throttle.banned()).isZero();
    }

    @Test
    void bansAreListedAndLifted() {
        guess(ATTACKER, "alice", 5);
        now = now.plusSeconds(1);
        guess(peer("2001:db8::1"), "alice", 5);
        assertThat(throttle.banned()).isEqualTo(3);
        assertThat(throttle.bans(2))
                .containsExactly(
                        new Throttle.Ban(
                                "2001:db8:0:0:0:0:0:0/64",
                                Refusal.FAILURES_OF_ADDRESS,
                                now.plus(BAN),
                                5),
                        new Throttle.Ban("alice", Refusal.FAILURES_OF_ACCOUNT, now.plus(BAN), 10));
        assertThat(throttle.forgetAddress(Network.parse("2001:db8::1"))).isTrue();
        assertThat(throttle.forgetAddress(Network.parse("2001:db8::1"))).isFalse();
        assertThat(throttle.forgetName("Alice")).isTrue();
        assertThat(throttle.forgetName("alice")).isFalse();
        assertThat(throttle.before(peer("2001:db8::1"), "alice")).isEqualTo(GO);
        assertThat(throttle.forgetAddress(Network.parse("198.51.100.0/24"))).isTrue();
        assertThat(throttle.banned()).isZero();
        throttle.succeeded(HOME, "alice", "alice");
        guess(HOME, "alice", 10);
        assertThat(throttle.forgetName("alice")).isTrue();
        assertThat(throttle.before(HOME, "alice")).isEqualTo(GO);
        guess(ATTACKER, "alice", 10);
        assertThat(throttle.before(HOME, "alice")).as("still known").isEqualTo(GO);
    }

    @Test
    void whateverIsGuessedTheMemoryIsBounded() {
        settings = settings(1_000_000, 1_000_000, BAN, Duration.ZERO);
        Random random = new Random(1);
        String longName = "x".repeat(10_000);
        for (int i = 0; i < 60_000; i++) {
            Peer peer = peer("100.64." + random.nextInt(256) + "." + random.nextInt(256));
            throttle.failed(peer, i + longName, Optional.empty());
        }
        settings = settings(1, 1, BAN, Duration.ZERO);
        for (int i = 0; i < 60_000; i++) {
            throttle.failed(PROXY, "name " + i, Optional.empty());
        }
        assertThat(throttle.banned()).isEqualTo(50_000);
        assertThat(throttle.before(HOME, "name 59999")).isNotEqualTo(GO);
        assertThat(throttle.before(HOME, "name 0")).as("forgotten first").isEqualTo(GO);
    }

    @Test
    void manyThreadsLoseNoFailure() throws Exception {
        settings = settings(100_000, 4000, BAN, Duration.ZERO);
        try (var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 3999; i++) {
                int last = i % 200;
                sessions.execute(() -> guess(peer("198.51.100." + last), "alice"));
            }
        }
        assertThat(throttle.before(HOME, "alice")).isEqualTo(GO);
        guess(HOME, "alice");
        assertThat(throttle.before(HOME, "alice")).isNotEqualTo(GO);
    }

    @Test
    void aBadSettingNamesItsKey() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() ->
                        new ThrottleSettings(
                                second.multipliedBy(2),
                                second,
                                1,
                                1,
                                WINDOW,
                                BAN,
                                BAN,
                                List.of(),
                                64))
                .hasMessage(
                        "failed-login-delay-max is PT1S, must be failed-login-delay, PT2S, or more");
        assertThatThrownBy(() -> settings(0, 1, BAN, BAN)).hasMessageContaining("1 or more");
        assertThatThrownBy(() -> settings(1, 1, BAN.negated(), BAN))
                .hasMessageContaining("not negative");
    }
}
