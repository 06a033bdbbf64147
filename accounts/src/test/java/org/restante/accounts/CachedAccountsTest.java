package org.restante.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.restante.server.login.Account;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

final class CachedAccountsTest {
    private final FixedAccounts source = new FixedAccounts().with("alice");
    private Instant now = Instant.EPOCH;
    private final CachedAccounts cached =
            new CachedAccounts(source, Duration.ofMinutes(1), () -> now);

    private boolean knows(String name) throws IOException {
        return cached.byLogin(name).isPresent();
    }

    @Test
    void anAnswerIsRememberedForItsTime() throws Exception {
        assertThat(knows("alice")).isTrue();
        source.remove("alice");
        now = now.plusSeconds(59);
        assertThat(knows("Alice")).isTrue();
        now = now.plusSeconds(1);
        assertThat(knows("alice")).isFalse();
        assertThat(source.asked).hasSize(2);
    }

    @Test
    void thatNobodyIsKnownIsRememberedShorter() throws Exception {
        assertThat(knows("bob")).isFalse();
        source.with("bob");
        now = now.plusSeconds(9);
        assertThat(knows("bob")).isFalse();
        now = now.plusSeconds(1);
        assertThat(knows("bob")).isTrue();
    }

    @Test
    void aFailureIsNotRemembered() throws Exception {
        source.down = true;
        assertThatThrownBy(() -> cached.byLogin("alice")).isInstanceOf(IOException.class);
        source.down = false;
        assertThat(knows("alice")).isTrue();
    }

    @Test
    void whatIsForgottenIsAskedAgain() throws Exception {
        source.with("bob");
        assertThat(knows("alice") && knows("bob") && !knows("carol")).isTrue();
        source.remove("alice");
        source.remove("bob");
        source.with("carol");
        cached.forget("ALICE");
        assertThat(knows("alice")).isFalse();
        assertThat(knows("bob")).isTrue();
        assertThat(knows("carol")).isTrue();
        cached.forgetAll();
        assertThat(knows("bob")).isFalse();
    }

    @Test
    void aNameAndAnAddressAreTwoQuestions() throws Exception {
        assertThat(knows("alice")).isTrue();
        assertThat(cached.byAddress("alice")).map(Account::name).contains("alice");
        assertThat(source.asked).hasSize(2);
    }

    @Test
    void noMoreIsRememberedThanFits() throws Exception {
        assertThat(knows("alice")).isTrue();
        for (int i = 0; i < 10_000; i++) {
            assertThat(knows("nobody" + i)).isFalse();
        }
        source.asked.clear();
        assertThat(knows("alice")).isTrue();
        assertThat(source.asked).containsExactly("alice");
    }
}
