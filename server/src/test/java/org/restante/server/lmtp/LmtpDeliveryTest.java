package org.restante.server.lmtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.protocol.UniqueId;
import org.restante.server.TestPostOffice;
import org.restante.server.event.Event;
import org.restante.spec.Spec;
import org.restante.store.Delivery;
import org.restante.store.DeliveryId;
import org.restante.store.Expiry;
import org.restante.store.Filed;
import org.restante.store.Handover;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStore;
import org.restante.store.Opening;
import org.restante.store.Sweeping;
import org.restante.store.Usage;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A message on its way to its recipients, each with a verdict of its own. */
class LmtpDeliveryTest {
    private static final String MESSAGE = "Subject: a\r\n\r\ntext\r\n";
    private static final String DELIVERED = "250 2.1.5 delivered";

    private MailRoom room;

    @BeforeEach
    void open() throws IOException {
        room = new MailRoom();
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    @Spec({"LM-009", "LM-010", "LM-011"})
    void eachAcceptedRecipientDrawsOneReplyARepeatedOneTwo() throws IOException {
        room.play(
                MailRoom.GREETING
                        + """
                        C: MAIL FROM:<sender@example.org>
                        S: 250 2.1.0 sender ok
                        C: RCPT TO:<alice@localhost>
                        S: 250 2.1.5 recipient ok
                        C: RCPT TO:<nobody@localhost>
                        S: 550 5.1.1 no such recipient here
                        C: RCPT TO:<alice@localhost>
                        S: 250 2.1.5 recipient ok
                        C: RCPT TO:<bob@localhost>
                        S: 250 2.1.5 recipient ok
                        C: DATA
                        S: 354 ...
                        C: Subject: a
                        C:
                        C: text
                        C: .
                        S: 250 2.1.5 delivered
                        S: 250 2.1.5 delivered
                        S: 250 2.1.5 delivered
                        C: NOOP
                        S: 250 2.0.0 ok
                        """
                        + MailRoom.BYE);
        room.assertDelivered("alice", MESSAGE);
        room.assertDelivered("bob", MESSAGE);
    }

    @Test
    @Spec("SM-015")
    void aHundredRecipientsFitAndNotOneMore() throws IOException {
        String recipient = "C: RCPT TO:<alice@localhost>\nS: 250 2.1.5 recipient ok\n";
        room.play(
                MailRoom.GREETING
                        + "C: MAIL FROM:<>\nS: 250 2.1.0 sender ok\n"
                        + recipient.repeat(100)
                        + "C: RCPT TO:<bob@localhost>\nS: 452 4.5.3 too many recipients\n"
                        + "C: DATA\nS: 354 ...\nC: .\n"
                        + "S: 250 2.1.5 delivered\n".repeat(100)
                        + MailRoom.BYE);
        room.assertDelivered("alice", "");
        assertThat(room.store.messages("bob")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "BEGIN, No space left on device, 452 4.3.1 no space to store the message",
        "WRITE, No space left on device, 452 4.3.1 no space to store the message",
        "COMMIT, No space left on device, 452 4.3.1 no space to store the message",
        "BEGIN, Input/output error, 451 4.3.0 try again later",
        "WRITE, Input/output error, 451 4.3.0 try again later",
        "COMMIT, Input/output error, 451 4.3.0 try again later"
    })
    @Spec({"LM-009", "LM-012", "LM-013", "SM-033"})
    void oneMaildropsFailureIsItsOwn(WatchedStore.Step failing, String said, String reply)
            throws Exception {
        room.store.hook((step, account) -> {
            if (step == failing && account.equals("bob")) {
                throw new IOException(said);
            }
        });
        try (Sender sender = room.sender().begin("alice", "bob", "carol", "bob")) {
            sender.send(MESSAGE).send(".\r\n");
            assertThat(sender.reply()).isEqualTo(DELIVERED);
            assertThat(sender.reply()).isEqualTo(reply);
            assertThat(sender.reply()).isEqualTo(DELIVERED);
            assertThat(sender.reply()).isEqualTo(reply);
            sender.send("QUIT\r\n");
            assertThat(sender.rest()).isEqualTo("221 2.0.0 bye\r\n");
        }
        assertThat(room.delivered("alice")).containsExactly(MESSAGE);
        assertThat(room.delivered("bob")).isEmpty();
        assertThat(room.delivered("carol")).containsExactly(MESSAGE);
        assertThat(room.store.unclosed()).isZero();
        Event.Failed failed = room.office.await(Event.Failed.class, _ -> true);
        assertThat(failed.doing()).isEqualTo("delivering to bob");
        assertThat(failed.cause()).hasMessage(said);
    }

    @Test
    @Spec({"LM-012", "SM-033"})
    void aWriteThatFailsInTheMiddleLeavesNothing() throws Exception {
        AtomicLong writes = new AtomicLong();
        for (int n = 1; n <= 10; n++) {
            long failing = n;
            writes.set(0);
            room.store.hook((step, _) -> {
                if (step == WatchedStore.Step.WRITE && writes.incrementAndGet() == failing) {
                    throw new IOException("Input/output error");
                }
            });
            try (Sender sender = room.sender().begin("alice")) {
                sender.send("a: b\r\n".repeat(10)).send(".\r\n");
                assertThat(sender.reply()).isEqualTo("451 4.3.0 try again later");
            }
            assertThat(room.store.messages("alice")).isEmpty();
        }
    }

    @Test
    @Spec({"LM-012", "LM-015"})
    void aReplyComesWhenItsCopyIsCommittedAndDoesNotWaitForTheNext() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        room.store.hook((step, account) -> {
            if (step == WatchedStore.Step.COMMIT && account.equals("bob")) {
                await(released);
            }
        });
        try (Sender sender = room.sender().begin("alice", "bob")) {
            sender.send(MESSAGE).send(".\r\n");
            assertThat(sender.reply()).isEqualTo(DELIVERED);
            assertThat(room.delivered("alice")).containsExactly(MESSAGE);
            assertThat(room.delivered("bob")).isEmpty();

            released.countDown();
            assertThat(sender.reply()).isEqualTo(DELIVERED);
            assertThat(room.delivered("bob")).containsExactly(MESSAGE);
        }
    }

    @Test
    @Spec("LM-016")
    void whoVanishesBetweenTheRepliesKeepsWhatWasConfirmed() throws Exception {
        CountDownLatch vanished = new CountDownLatch(1);
        room.store.hook((step, account) -> {
            if (step == WatchedStore.Step.COMMIT && account.equals("bob")) {
                await(vanished);
            }
        });
        try (Sender sender = room.sender().begin("alice", "bob", "carol")) {
            sender.send(MESSAGE).send(".\r\n");
            assertThat(sender.reply()).isEqualTo(DELIVERED);
            sender.vanish();
            // What goes over the loopback later comes later: then the reset has arrived.
            try (Sender later = room.sender()) {
                later.reply();
            }
        } finally {
            vanished.countDown();
        }
        room.office.await(Event.LmtpEnded.class, ended -> ended.delivered() > 0);
        assertThat(room.delivered("alice")).containsExactly(MESSAGE);
        // Bob's copy was on its way, its confirmation could not be sent; Carol's was not begun.
        assertThat(room.delivered("bob")).hasSizeLessThanOrEqualTo(1);
        assertThat(room.delivered("carol")).isEmpty();
        assertThat(room.store.unclosed()).isZero();

        try (Sender sender = room.sender().begin("alice", "bob", "carol")) {
            sender.send(MESSAGE).send(".\r\nQUIT\r\n");
            assertThat(sender.rest()).startsWith((DELIVERED + "\r\n").repeat(3));
        }
        assertThat(room.delivered("alice")).containsExactly(MESSAGE, MESSAGE);
        assertThat(room.delivered("carol")).containsExactly(MESSAGE);
    }

    @Test
    @Spec("LM-014")
    void aRefusalOfTheWholeMessageIsToldForEachRecipient() throws IOException {
        try (MailRoom small = MailRoom.withSmallestLimit();
                Sender sender = small.sender().begin("alice", "bob", "carol")) {
            sender.send("x".repeat(65_535)).send("\r\n.\r\nQUIT\r\n");

            assertThat(sender.rest())
                    .isEqualTo(
                            "552 5.3.4 message larger than the limit\r\n".repeat(3)
                                    + "221 2.0.0 bye\r\n");
            small.assertNothingDelivered();
            assertThat(small.store.unclosed()).isZero();
        }
    }

    @Test
    @Spec("RW-095")
    void aMessageThatIsSentAgainIsKeptTwice() throws IOException {
        String again = "Message-Id: <1@example.org>\r\n\r\n";
        for (int i = 0; i < 2; i++) {
            try (Sender sender = room.sender().begin("alice")) {
                sender.send(again).send(".\r\n");
                assertThat(sender.reply()).isEqualTo(DELIVERED);
            }
        }
        assertThat(room.delivered("alice")).containsExactly(again, again);
    }

    @Test
    void aLargeMessageIsNeverHeldWhole() throws IOException {
        String block = ("x".repeat(998) + "\r\n").repeat(1024);
        CountingStore counting = new CountingStore();
        try (TestPostOffice office =
                new TestPostOffice(counting, MailRoom.settings(false, 256L * 1024 * 1024, 10))) {
            office.accounts().put("alice", "secret");
            try (Sender sender = new Sender(office.lmtp()).begin("alice")) {
                for (int i = 0; i < 200; i++) {
                    sender.send(block);
                }
                sender.send(".\r\n");
                assertThat(sender.reply()).isEqualTo(DELIVERED);
            }
        }
        assertThat(counting.octets).hasValueGreaterThan(200L * 1000 * 1024);
        assertThat(counting.largestBlock).hasValueLessThanOrEqualTo(64 * 1024);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(TestPostOffice.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("waited in vain");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Counts what it is given and keeps nothing. */
    private static final class CountingStore implements MaildropStore {
        private final AtomicLong octets = new AtomicLong();
        private final AtomicLong largestBlock = new AtomicLong();

        @Override
        public Opening open(MaildropName name) {
            return new MemoryStore().open(name);
        }

        @Override
        public Sweeping sweep(MaildropName name, Optional<Expiry> expiry) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Handover deliver(MaildropName name, DeliveryId id) {
            throw new UnsupportedOperationException("LMTP has no ids of deliveries");
        }

        @Override
        public Usage usage(MaildropName name) {
            return Usage.NONE;
        }

        @Override
        public Delivery deliver(MaildropName name) {
            return new Delivery() {
                @Override
                public void write(byte[] block, int offset, int length) {
                    octets.addAndGet(length);
                    largestBlock.accumulateAndGet(length, Math::max);
                }

                @Override
                public void file(Filed filed) {}

                @Override
                public UniqueId commit() {
                    return new UniqueId("counted");
                }

                @Override
                public void close() {}
            };
        }
    }
}
