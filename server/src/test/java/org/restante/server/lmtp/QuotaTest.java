package org.restante.server.lmtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.protocol.UniqueId;
import org.restante.server.TestPostOffice;
import org.restante.server.TestPostOffice.Options;
import org.restante.server.event.Event;
import org.restante.server.login.Quota;
import org.restante.server.quota.QuotaSettings;
import org.restante.spec.Chunking;
import org.restante.spec.Transcript;
import org.restante.store.MaildropName;
import org.restante.store.Usage;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** What a sender's server hears of a maildrop that is full. */
final class QuotaTest {
    private static final MaildropName ALICE = MaildropName.of("alice");

    private final MemoryStore store = new MemoryStore();

    private static Quota quota(long octets, long messages) {
        return new Quota(
                octets == 0 ? OptionalLong.empty() : OptionalLong.of(octets),
                messages == 0 ? OptionalLong.empty() : OptionalLong.of(messages));
    }

    private static QuotaSettings of(Quota account) {
        return new QuotaSettings(account, Map.of(), false, 0);
    }

    private TestPostOffice office(QuotaSettings quotas) throws IOException {
        TestPostOffice office = new TestPostOffice(store, Options.standard().withQuotas(quotas));
        office.accounts().put("alice", "secret").put("bob@example.org", "secret");
        office.accounts().put("carol@example.org", "secret");
        return office;
    }

    private static void plays(TestPostOffice office, String transcript) throws IOException {
        try (Socket socket = office.lmtp()) {
            Transcript.parse(
                            """
                            S: 220 mail.example.org LMTP ready
                            C: LHLO client.example.org
                            S: 250-mail.example.org
                            S: 250-PIPELINING
                            S: 250-ENHANCEDSTATUSCODES
                            S: 250-8BITMIME
                            S: 250-SMTPUTF8
                            S: 250 SIZE ...
                            """
                                    + transcript)
                    .run(socket, new Chunking.Lines());
        }
    }

    private static String mail(String parameters, String... recipientsAndReplies) {
        StringBuilder lines = new StringBuilder("C: MAIL FROM:<s@example.net>" + parameters + "\n");
        lines.append("S: 250 2.1.0 sender ok\n");
        for (int i = 0; i < recipientsAndReplies.length; i += 2) {
            lines.append("C: RCPT TO:<").append(recipientsAndReplies[i]).append(">\n");
            lines.append("S: ").append(recipientsAndReplies[i + 1]).append('\n');
        }
        return lines.toString();
    }

    private static String data(int octets, String... replies) {
        StringBuilder lines = new StringBuilder("C: DATA\nS: 354 ...\nC: A: b\nC:\n");
        lines.append("C: ").append("x".repeat(octets)).append("\nC: .\n");
        for (String reply : replies) {
            lines.append("S: ").append(reply).append('\n');
        }
        return lines.toString();
    }

    @Test
    void aMessageThatIsTooMuchBySizeIsRefusedBeforeItComes() throws Exception {
        try (TestPostOffice office = office(of(quota(10_000, 0)))) {
            plays(
                    office,
                    mail(" SIZE=9000", "alice@localhost", "250 2.1.5 recipient ok")
                            + data(8900, "250 2.1.5 delivered")
                            + mail(
                                    " SIZE=5000",
                                    "alice@localhost",
                                    "552 5.2.2 the maildrop is full"));
            assertThat(office.await(Event.DeliveryRefused.class, _ -> true).reply())
                    .isEqualTo("552 5.2.2 the maildrop is full");
        }
        assertThat(store.usage(ALICE).messages()).isEqualTo(1);
    }

    @Test
    void aSizeThatWasNotToldOrIsWrongIsFoundAtTheEnd() throws IOException {
        try (TestPostOffice office = office(of(quota(10_000, 0)))) {
            plays(
                    office,
                    mail(" SIZE=10", "alice@localhost", "250 2.1.5 recipient ok")
                            + data(20_000, "552 5.2.2 the maildrop is full")
                            + mail("", "alice@localhost", "250 2.1.5 recipient ok")
                            + data(5_000, "250 2.1.5 delivered"));
        }
        assertThat(store.usage(ALICE).messages()).isEqualTo(1);
    }

    @Test
    void onlyTheRecipientWhoHasNoRoomIsRefused() throws IOException {
        QuotaSettings settings = new QuotaSettings(quota(0, 1), Map.of(), true, 0);
        try (TestPostOffice office = office(settings)) {
            plays(
                    office,
                    mail("", "alice@localhost", "250 2.1.5 recipient ok")
                            + data(10, "250 2.1.5 delivered")
                            + mail(
                                    "",
                                    "alice@localhost",
                                    "452 4.2.2 the maildrop is full, try again later",
                                    "bob@example.org",
                                    "250 2.1.5 recipient ok",
                                    "bob@example.org",
                                    "250 2.1.5 recipient ok")
                            + data(10, "250 2.1.5 delivered", "250 2.1.5 delivered"));
        }
        assertThat(store.usage(MaildropName.of("bob@example.org")).messages()).isEqualTo(1);
    }

    @Test
    void allAccountsOfADomainShareItsQuota() throws IOException {
        QuotaSettings settings =
                new QuotaSettings(Quota.NONE, Map.of("example.org", quota(0, 2)), false, 0);
        try (TestPostOffice office = office(settings)) {
            plays(
                    office,
                    mail(
                                    "",
                                    "bob@example.org",
                                    "250 2.1.5 recipient ok",
                                    "carol@example.org",
                                    "250 2.1.5 recipient ok")
                            + data(10, "250 2.1.5 delivered", "250 2.1.5 delivered")
                            + mail(
                                    "",
                                    "carol@example.org",
                                    "552 5.2.2 the domain's mail is over its quota",
                                    "alice@localhost",
                                    "250 2.1.5 recipient ok"));
            // As another program would: the room is there at the next look.
            store.discard(MaildropName.of("bob@example.org"), new UniqueId("memory.1"));
            plays(office, mail("", "carol@example.org", "250 2.1.5 recipient ok"));
        }
    }

    @Test
    void theMessageThatPassesTheThresholdIsAWarningAndTheNextIsNone() throws Exception {
        QuotaSettings settings = new QuotaSettings(quota(0, 4), Map.of(), false, 75);
        try (TestPostOffice office = office(settings)) {
            for (int message = 1; message <= 4; message++) {
                plays(
                        office,
                        mail("", "alice@localhost", "250 2.1.5 recipient ok")
                                + data(10, "250 2.1.5 delivered"));
            }
            List<Integer> warnings = new ArrayList<>();
            AtomicInteger ended = new AtomicInteger();
            office.await(
                    Event.class,
                    event -> {
                        if (event instanceof Event.NearlyFull warning) {
                            warnings.add(warning.percent());
                        }
                        return event instanceof Event.LmtpEnded && ended.incrementAndGet() == 4;
                    });
            assertThat(warnings).containsExactly(75);
        }
        assertThat(store.usage(ALICE)).extracting(Usage::messages).isEqualTo(4L);
    }
}
