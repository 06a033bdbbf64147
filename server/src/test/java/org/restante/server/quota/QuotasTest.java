package org.restante.server.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.restante.protocol.UniqueId;
import org.restante.server.login.Account;
import org.restante.server.login.Quota;
import org.restante.store.MaildropName;
import org.restante.store.Usage;
import org.restante.store.memory.MemoryStore;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

final class QuotasTest {
    private static final MaildropName BOB = MaildropName.of("bob@example.org");
    private static final Account ACCOUNT = new Account("bob@example.org", true, List.of(), BOB);

    private final MemoryStore store = new MemoryStore();

    private Quotas quotas(Quota account, Map<String, Quota> domains) {
        QuotaSettings settings = new QuotaSettings(account, domains, false, 0);
        return new Quotas(store, () -> settings, _ -> List.of(BOB), InstantSource.system());
    }

    private static Quota octets(long octets) {
        return new Quota(OptionalLong.of(octets), OptionalLong.empty());
    }

    private static Quotas.Claim room(Quotas.Answer answer) {
        return ((Quotas.Answer.Room) answer).claim();
    }

    /** A second message that asks while the first one is being stored. */
    private static CompletableFuture<Quotas.Answer> second(Quotas quotas) throws Exception {
        CompletableFuture<Quotas.Answer> answer = new CompletableFuture<>();
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                answer.complete(quotas.claim(ACCOUNT, 60));
                            } catch (Exception e) {
                                answer.completeExceptionally(e);
                            }
                        });
        while (thread.getState() != Thread.State.WAITING && !answer.isDone()) {
            Thread.onSpinWait();
        }
        assertThat(answer).isNotDone();
        return answer;
    }

    @Test
    void twoMessagesDoNotBothTakeTheLastRoom() throws Exception {
        Quotas quotas = quotas(octets(100), Map.of());
        CompletableFuture<Quotas.Answer> second;
        try (Quotas.Claim _ = room(quotas.claim(ACCOUNT, 60))) {
            second = second(quotas);
            store.place(BOB, new UniqueId("first"), new byte[60]);
        }
        assertThat(second.get()).isEqualTo(new Quotas.Answer.NoRoom(Quotas.Full.ACCOUNT));
    }

    @Test
    void roomThatWasKeptForNothingIsFreeAgain() throws Exception {
        Quotas quotas = quotas(Quota.NONE, Map.of("example.org", octets(100)));
        CompletableFuture<Quotas.Answer> second;
        try (Quotas.Claim _ = room(quotas.claim(ACCOUNT, 60))) {
            second = second(quotas);
        }
        assertThat(second.get()).isInstanceOf(Quotas.Answer.Room.class);
    }

    @Test
    void aDomainWithoutRoomKeepsNoneOfTheAccounts() throws Exception {
        Quotas quotas = quotas(octets(100), Map.of("example.org", octets(50)));
        assertThat(quotas.claim(ACCOUNT, 60))
                .isEqualTo(new Quotas.Answer.NoRoom(Quotas.Full.DOMAIN));
        assertThat(quotas(octets(100), Map.of()).claim(ACCOUNT, 100))
                .isInstanceOf(Quotas.Answer.Room.class);
        assertThat(room(quotas.claim(ACCOUNT, 50))).isNotNull();
    }

    @Test
    void percentIsOfWhatIsFuller() {
        Quota quota = new Quota(OptionalLong.of(1000), OptionalLong.of(10));
        assertThat(quota.percent(new Usage(3, 500))).isEqualTo(50);
        assertThat(quota.percent(new Usage(9, 500))).isEqualTo(90);
        assertThat(Quota.NONE.percent(new Usage(9, 500))).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Quota(OptionalLong.of(-1), OptionalLong.empty()));
    }
}
