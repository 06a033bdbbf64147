package org.restante.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.restante.accounts.password.PasswordScheme;
import org.restante.accounts.password.StoredVerifier;
import org.restante.protocol.Secret;
import org.restante.server.login.Account;
import org.restante.server.login.Retention;
import org.restante.server.login.Survey;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class ChainedAccountsTest {
    private final FixedAccounts upper = new FixedAccounts();
    private final FixedAccounts lower = new FixedAccounts();
    private final ChainedAccounts chain = new ChainedAccounts(List.of(upper, lower));

    @Test
    void theFirstThatKnowsTheNameDecides() throws Exception {
        upper.with("upper-alice", "alice");
        lower.with("alice").with("bob", "sales@example.org");
        assertThat(chain.byLogin("alice")).map(Account::name).contains("upper-alice");
        assertThat(lower.asked).isEmpty();
        assertThat(chain.byLogin("bob")).map(Account::name).contains("bob");
        assertThat(chain.byAddress("sales@example.org")).map(Account::name).contains("bob");
        assertThat(chain.byLogin("carol")).isEmpty();
    }

    @Test
    void aSourceThatIsDownEndsTheQuestion() {
        lower.with("alice");
        upper.down = true;
        assertThatThrownBy(() -> chain.byLogin("alice")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> chain.byAddress("alice")).isInstanceOf(IOException.class);
        assertThat(lower.asked).isEmpty();
    }

    @Test
    void aLowerSourceThatIsDownDoesNotMatterToWhomTheUpperKnows() throws Exception {
        upper.with("alice");
        lower.down = true;
        assertThat(chain.byLogin("alice")).isPresent();
        assertThatThrownBy(() -> chain.byLogin("bob")).isInstanceOf(IOException.class);
    }

    @Test
    void anAccountWhoseNameAnUpperSourceHasOpensNotItsMaildrop() throws Exception {
        upper.with("alice");
        lower.with("alice", "al@else.test");
        assertThat(chain.byLogin("al@else.test")).isEmpty();
        assertThat(chain.byAddress("al@else.test")).isEmpty();
    }

    @Test
    void aSurveyOfAllIsWhatIsTrueOfEach() throws Exception {
        upper.survey =
                new Survey(
                        Optional.of(
                                new Survey.Verifiers(2, Map.of("PLAIN", 1L, "SCRAM-SHA-256", 2L))),
                        Optional.of(Duration.ofMinutes(1)),
                        Optional.of(new Retention.Never()));
        lower.survey =
                new Survey(
                        Optional.of(
                                new Survey.Verifiers(
                                        3, Map.of("SCRAM-SHA-256", 3L, "SCRAM-SHA-1", 3L))),
                        Optional.of(Duration.ofMinutes(5)),
                        Optional.of(new Retention.Days(30)));
        assertThat(chain.survey())
                .isEqualTo(
                        new Survey(
                                Optional.of(
                                        new Survey.Verifiers(
                                                5,
                                                Map.of(
                                                        "PLAIN", 1L,
                                                        "SCRAM-SHA-256", 5L,
                                                        "SCRAM-SHA-1", 3L))),
                                Optional.of(Duration.ofMinutes(5)),
                                Optional.of(new Retention.Days(30))));
        lower.survey = Survey.UNKNOWN;
        assertThat(chain.survey())
                .isEqualTo(
                        new Survey(
                                Optional.empty(),
                                Optional.of(Duration.ofMinutes(1)),
                                Optional.of(new Retention.Never())));
    }

    @Test
    void aProvenPasswordIsToldToTheSourceOfItsAccount() throws Exception {
        lower.with("alice");
        Account alice = chain.byLogin("alice").orElseThrow();
        chain.proven(
                alice, StoredVerifier.parse("{PLAIN}x", PasswordScheme.PLAIN), new Secret("x"));
        assertThat(upper.proven).isEmpty();
        assertThat(lower.proven).containsExactly("alice");
    }
}
