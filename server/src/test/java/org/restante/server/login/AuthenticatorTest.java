package org.restante.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;
import org.restante.store.MaildropName;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

final class AuthenticatorTest {
    private static final Secret RIGHT = new Secret("tanstaaf");
    private static final Secret WRONG = new Secret("wrong");

    private final CountingVerifier nobody = new CountingVerifier("");
    private final CountingVerifier alices = new CountingVerifier("tanstaaf");
    private Instant now = Instant.EPOCH;
    private volatile List<Verifier> verifiers = List.of(alices);
    private boolean enabled = true;
    private boolean down;

    private final Authenticator authenticator =
            new Authenticator(
                    new Accounts() {
                        @Override
                        public Optional<Account> byLogin(String name) throws IOException {
                            if (down) {
                                throw new IOException("down");
                            }
                            return Optional.of(
                                            new Account(
                                                    "alice",
                                                    enabled,
                                                    verifiers,
                                                    MaildropName.of("alice")))
                                    .filter(account -> account.name().equals(name));
                        }

                        @Override
                        public Optional<Account> byAddress(String address) {
                            return Optional.empty();
                        }
                    },
                    nobody,
                    () -> now,
                    new SecureRandom());

    /** More than there are cores. */
    private static final int HANGING = Runtime.getRuntime().availableProcessors() + 1;

    /** Counts what its checks cost. */
    private static final class CountingVerifier implements Verifier {
        private final String password;
        private int checks;

        CountingVerifier(String password) {
            this.password = password;
        }

        @Override
        public String scheme() {
            return "COUNTING";
        }

        @Override
        public String stored() {
            return password;
        }

        @Override
        public boolean matches(Secret secret) {
            checks++;
            return !password.isEmpty() && secret.reveal().equals(password);
        }
    }

    @Test
    @Spec({"P3-041", "P3-053", "RW-087"})
    void whateverFailsCostsOneCheck() throws InterruptedException {
        assertThat(authenticator.verify("alice", WRONG)).isInstanceOf(Verdict.Denied.class);
        assertThat(alices.checks).isEqualTo(1);
        assertThat(authenticator.verify("nobody", WRONG)).isInstanceOf(Verdict.Denied.class);
        assertThat(nobody.checks).isEqualTo(1);
        enabled = false;
        assertThat(authenticator.verify("alice", RIGHT)).isInstanceOf(Verdict.Denied.class);
        assertThat(alices.checks).isEqualTo(2);
        verifiers = List.of();
        assertThat(authenticator.verify("alice", RIGHT)).isInstanceOf(Verdict.Denied.class);
        assertThat(nobody.checks).isEqualTo(2);
    }

    @Test
    void aPasswordThatWasRightIsRememberedForAWhile() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            assertThat(authenticator.verify("alice", RIGHT)).isInstanceOf(Verdict.Granted.class);
        }
        assertThat(alices.checks).isEqualTo(1);
        now = now.plus(Duration.ofMinutes(5));
        assertThat(authenticator.verify("alice", RIGHT)).isInstanceOf(Verdict.Granted.class);
        assertThat(alices.checks).isEqualTo(2);
    }

    @Test
    void aChangedPasswordOrADisabledAccountCountsAtOnce() throws InterruptedException {
        assertThat(authenticator.verify("alice", RIGHT)).isInstanceOf(Verdict.Granted.class);
        verifiers = List.of(new CountingVerifier("new"));
        assertThat(authenticator.verify("alice", RIGHT)).isInstanceOf(Verdict.Denied.class);
        verifiers = List.of(alices);
        enabled = false;
        assertThat(authenticator.verify("alice", RIGHT)).isInstanceOf(Verdict.Denied.class);
    }

    @Test
    void eachVerifierAloneProvesThePassword() throws InterruptedException {
        verifiers = List.of(new CountingVerifier("app"), alices);
        assertThat(authenticator.verify("alice", RIGHT)).isInstanceOf(Verdict.Granted.class);
        assertThat(authenticator.verify("alice", new Secret("app")))
                .isInstanceOf(Verdict.Granted.class);
        assertThat(authenticator.verify("alice", WRONG)).isInstanceOf(Verdict.Denied.class);
    }

    @Test
    void aBackEndThatHangsKeepsNobodyElseWaiting() throws Exception {
        CountDownLatch asked = new CountDownLatch(HANGING);
        CountDownLatch answers = new CountDownLatch(1);
        verifiers = List.of(new RemoteVerifier(asked, answers));
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Verdict>> hanging = new ArrayList<>();
            for (int i = 0; i < HANGING; i++) {
                hanging.add(sessions.submit(() -> authenticator.verify("alice", RIGHT)));
            }
            try {
                asked.await();
                verifiers = List.of(alices);
                assertThat(authenticator.verify("alice", RIGHT))
                        .isInstanceOf(Verdict.Granted.class);
            } finally {
                answers.countDown();
            }
            for (Future<Verdict> each : hanging) {
                assertThat(each.get()).isInstanceOf(Verdict.Granted.class);
            }
        }
    }

    /** Asks somebody who answers later. */
    private record RemoteVerifier(CountDownLatch asked, CountDownLatch answers)
            implements Verifier {
        @Override
        public String scheme() {
            return "REMOTE";
        }

        @Override
        public String stored() {
            return "";
        }

        @Override
        public boolean isCheckedHere() {
            return false;
        }

        @Override
        public boolean matches(Secret secret) throws IOException {
            asked.countDown();
            try {
                answers.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return true;
        }
    }

    @Test
    void aSourceThatIsDownDecidesNothing() throws InterruptedException {
        down = true;
        assertThat(authenticator.verify("alice", RIGHT)).isInstanceOf(Verdict.Unavailable.class);
    }
}
