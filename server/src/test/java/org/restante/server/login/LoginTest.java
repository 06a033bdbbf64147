package org.restante.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.protocol.Secret;
import org.restante.server.net.Peer;
import org.restante.spec.Spec;
import org.restante.store.MaildropName;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class LoginTest {
    private Instant now = Instant.EPOCH;
    private Duration check = Duration.ZERO;

    private final Verifier slow =
            new Verifier() {
                @Override
                public String scheme() {
                    return "SLOW";
                }

                @Override
                public String stored() {
                    return "";
                }

                @Override
                public boolean matches(Secret secret) {
                    now = now.plus(check);
                    return false;
                }
            };

    private final Accounts accounts =
            new Accounts() {
                @Override
                public Optional<Account> byLogin(String name) {
                    return Optional.of(
                            new Account("alice", true, List.of(slow), MaildropName.of("alice")));
                }

                @Override
                public Optional<Account> byAddress(String address) {
                    return Optional.empty();
                }
            };

    /** The answer to a failed login comes at the same time however long its check took. */
    @ParameterizedTest
    @CsvSource({"0, 500", "120, 380", "500, 0", "800, 0", "-100, 500"})
    @Spec({"P3-053", "RW-087"})
    void theWaitBeginsWhenTheCredentialsCame(long checkMillis, long leftMillis) throws Exception {
        check = Duration.ofMillis(checkMillis);
        ThrottleSettings settings =
                new ThrottleSettings(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(5),
                        5,
                        10,
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        Duration.ZERO,
                        List.of(),
                        64);
        Login login =
                new Login(
                        new Authenticator(accounts, slow, () -> now, new SecureRandom()),
                        new CachedSurvey(accounts, () -> now),
                        new Throttle(() -> settings, () -> now, new SecureRandom()),
                        () -> Duration.ZERO,
                        () -> false,
                        () -> now);
        Login.Attempt attempt =
                login.attempt("pop3s", new Peer(Optional.empty(), "local"), true, "USER");
        assertThat(login.password(attempt, "alice", new Secret("wrong")))
                .isEqualTo(
                        new Login.Entry.Denied(
                                "alice", "wrong password", Duration.ofMillis(leftMillis)));
    }
}
