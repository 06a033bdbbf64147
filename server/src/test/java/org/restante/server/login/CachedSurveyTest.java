package org.restante.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

final class CachedSurveyTest {
    private Set<String> schemes = Set.of("SCRAM-SHA-256");
    private Instant now = Instant.EPOCH;
    private boolean down;
    private int asked;

    private final CachedSurvey survey =
            new CachedSurvey(
                    new Accounts() {
                        @Override
                        public Optional<Account> byLogin(String loginName) {
                            return Optional.empty();
                        }

                        @Override
                        public Optional<Account> byAddress(String address) {
                            return Optional.empty();
                        }

                        @Override
                        public Survey survey() throws IOException {
                            asked++;
                            if (down) {
                                throw new IOException("down");
                            }
                            return new Survey(schemes, Optional.empty(), Optional.empty());
                        }
                    },
                    () -> now);

    @Test
    void theAccountsAreAskedEveryHalfMinute() {
        assertThat(survey.now().schemes()).containsExactly("SCRAM-SHA-256");
        schemes = Set.of();
        now = now.plus(Duration.ofSeconds(29));
        assertThat(survey.now().schemes()).containsExactly("SCRAM-SHA-256");
        assertThat(asked).isEqualTo(1);
        now = now.plus(Duration.ofSeconds(1));
        assertThat(survey.now().schemes()).isEmpty();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void whileTheyCannotAnswerTheLastAnswerStands() {
        down = true;
        assertThat(survey.now()).isEqualTo(Survey.UNKNOWN);
        now = now.plus(Duration.ofSeconds(30));
        down = false;
        assertThat(survey.now().schemes()).containsExactly("SCRAM-SHA-256");
        now = now.plus(Duration.ofSeconds(30));
        down = true;
        assertThat(survey.now().schemes()).containsExactly("SCRAM-SHA-256");
        assertThat(survey.now().schemes()).containsExactly("SCRAM-SHA-256");
        assertThat(asked).isEqualTo(3);
    }
}
