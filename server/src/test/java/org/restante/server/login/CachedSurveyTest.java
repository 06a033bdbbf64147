package org.restante.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

final class CachedSurveyTest {
    private Map<String, Long> holders = Map.of("SCRAM-SHA-256", 1L);
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
                            return new Survey(
                                    Optional.of(new Survey.Verifiers(1, holders)),
                                    Optional.empty(),
                                    Optional.empty());
                        }
                    },
                    () -> now);

    @Test
    void theAccountsAreAskedEveryHalfMinute() {
        assertThat(survey.now().everyoneHas("SCRAM-SHA-256")).isTrue();
        holders = Map.of();
        now = now.plus(Duration.ofSeconds(29));
        assertThat(survey.now().everyoneHas("SCRAM-SHA-256")).isTrue();
        assertThat(asked).isEqualTo(1);
        now = now.plus(Duration.ofSeconds(1));
        assertThat(survey.now().everyoneHas("SCRAM-SHA-256")).isFalse();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void whileTheyCannotAnswerTheLastAnswerStands() {
        down = true;
        assertThat(survey.now()).isEqualTo(Survey.UNKNOWN);
        now = now.plus(Duration.ofSeconds(30));
        down = false;
        assertThat(survey.now().everyoneHas("SCRAM-SHA-256")).isTrue();
        now = now.plus(Duration.ofSeconds(30));
        down = true;
        assertThat(survey.now().everyoneHas("SCRAM-SHA-256")).isTrue();
        assertThat(survey.now().everyoneHas("SCRAM-SHA-256")).isTrue();
        assertThat(asked).isEqualTo(3);
    }
}
