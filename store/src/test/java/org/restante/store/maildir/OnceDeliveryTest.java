package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.protocol.UniqueId;
import org.restante.store.Delivery;
import org.restante.store.DeliveryId;
import org.restante.store.Handover;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.Octets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Deliveries with an id in Maildirs: what is left in them by whoever dies or is late. */
final class OnceDeliveryTest {
    private static final DeliveryId ID = new DeliveryId("a");

    @TempDir private Path data;
    private Instant now = Instant.now();
    private MaildirFixture box;

    @BeforeEach
    void aMaildir() throws IOException {
        box = new MaildirFixture(data, LineEnds.CRLF, Duration.ZERO, () -> now);
    }

    static UniqueId deliver(MaildirStore store, DeliveryId id, String text) throws IOException {
        return switch (store.deliver(MaildirFixture.NAME, id)) {
            case Handover.AlreadyDelivered(var before) -> before;
            case Handover.Begun(var begun) -> {
                try (Delivery delivery = begun) {
                    delivery.write(Octets.of(text), 0, text.length());
                    yield delivery.commit();
                }
            }
        };
    }

    /** As whoever dies between the entry in the log and the rename leaves it. */
    private UniqueId diedBeforeItsRename() throws IOException {
        UniqueId id = deliver(box.store, ID, "text\r\n");
        try (Stream<Path> files = Files.list(box.file("new"))) {
            Path file = files.findFirst().orElseThrow();
            String waiting = DeliveredName.waiting(file.getFileName().toString()).orElseThrow();
            Files.move(file, box.file("tmp").resolve(waiting));
        }
        return id;
    }

    @Test
    void aRepetitionFinishesWhatDiedBeforeItsRename() throws IOException {
        UniqueId id = diedBeforeItsRename();
        assertThat(box.messages()).isEmpty();
        assertThat(box.store.deliver(MaildirFixture.NAME, ID))
                .isEqualTo(new Handover.AlreadyDelivered(id));
        assertThat(box.messages()).containsExactly(Map.entry(id.value(), "text\r\n"));
        assertThat(box.file("tmp")).isEmptyDirectory();
    }

    @Test
    void whatDiedBeforeItsRenameIsNotCleanedAwayButDelivered() throws IOException {
        UniqueId id = diedBeforeItsRename();
        // One that came no further than tmp/, and one that had no id.
        box.write("tmp/1700000000.M000001P1Q1R0123456789abcdef.once", "half");
        box.write("tmp/1700000000.M000001P1Q2R0123456789abcdef.host", "half");
        now = now.plus(Duration.ofHours(35));
        assertThat(box.messages()).isEmpty();
        now = now.plus(Duration.ofHours(2));
        box.store.sweep(MaildirFixture.NAME, Optional.empty());
        assertThat(box.messages()).containsExactly(Map.entry(id.value(), "text\r\n"));
        assertThat(box.file("tmp")).isEmptyDirectory();
        assertThat(deliver(box.store, ID, "text\r\n")).isEqualTo(id);
        assertThat(box.messages()).hasSize(1);
    }

    @Test
    void verifyTellsWhatWaits() throws IOException {
        diedBeforeItsRename();
        List<String> told = new ArrayList<>();
        box.store.verify(MaildirFixture.NAME, finding -> told.add(finding.what()), (_, _) -> {});
        assertThat(told).anyMatch(what -> what.startsWith("has 1 deliveries that broke off"));
        Files.writeString(box.file("restante-deliveries"), "damaged");
        told.clear();
        Inspected inspected =
                box.store
                        .verify(
                                MaildirFixture.NAME,
                                finding -> told.add(finding.what()),
                                (_, _) -> {})
                        .orElseThrow();
        assertThat(inspected.wrong()).isEqualTo(1);
        assertThat(told).anyMatch(what -> what.startsWith("cannot be understood"));
    }

    @Test
    void aLogThatIsNoneStopsDeliveriesWithAnIdAndNoOthers() throws IOException {
        deliver(box.store, ID, "text\r\n");
        Files.writeString(box.file("restante-deliveries"), "x".repeat(300));
        assertThatIOException()
                .isThrownBy(() -> deliver(box.store, ID, "text\r\n"))
                .withMessageContaining("is no log of deliveries");
        box.write("tmp/1700000000.M000001P1Q1R0123456789abcdef.once", "half");
        now = now.plus(Duration.ofHours(40));
        assertThat(box.messages()).hasSize(1);
        assertThat(box.file("tmp/1700000000.M000001P1Q1R0123456789abcdef.once")).exists();
        box.store.deliver(MaildirFixture.NAME).close();
    }

    @Test
    void aRecordThatIsNotWholeCountsForNothingAndDisturbsNoOther() throws IOException {
        UniqueId first = deliver(box.store, ID, "1\r\n");
        Path log = box.file("restante-deliveries");
        // A record of zeros, and one that breaks off.
        Files.write(log, new byte[DeliveryLog.RECORD_OCTETS + 100], StandardOpenOption.APPEND);
        UniqueId second = deliver(store(), new DeliveryId("b"), "2\r\n");
        assertThat(deliver(store(), ID, "1\r\n")).isEqualTo(first);
        assertThat(deliver(store(), new DeliveryId("b"), "2\r\n")).isEqualTo(second);
        assertThat(box.messages()).hasSize(2);
        assertThat(Files.size(log)).isEqualTo(4L * DeliveryLog.RECORD_OCTETS);
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(10), DeliveryLog.RECORD_OCTETS);
        }
        assertThat(deliver(store(), new DeliveryId("b"), "2\r\n")).isEqualTo(second);
    }

    /** Another object on the same data: it has read nothing yet. */
    private MaildirStore store() throws IOException {
        return new MaildirFixture(data, LineEnds.CRLF, Duration.ZERO, () -> now).store;
    }

    @Test
    void whatIsOldIsForgottenWhenItIsHalfOfAll() throws IOException {
        for (int i = 0; i < 600; i++) {
            deliver(box.store, new DeliveryId("old" + i), i + "\r\n");
        }
        Path log = box.file("restante-deliveries");
        assertThat(Files.size(log)).isEqualTo(601L * DeliveryLog.RECORD_OCTETS);
        now = now.plus(DeliveryLog.KEPT).plusSeconds(1);
        UniqueId other = deliver(store(), ID, "new\r\n");
        assertThat(Files.size(log)).isEqualTo(2L * DeliveryLog.RECORD_OCTETS);
        // What this one has read before is of another file.
        assertThat(deliver(box.store, ID, "new\r\n")).isEqualTo(other);
        assertThat(box.store.deliver(MaildirFixture.NAME, new DeliveryId("old1")))
                .satisfies(handover -> {
                    assertThat(handover).isInstanceOf(Handover.Begun.class);
                    ((Handover.Begun) handover).delivery().close();
                });
    }

    /** Delivers each of some messages once, in an order of its own, until it is done or killed. */
    static final class RepeatingProcess {
        static final int MESSAGES = 60;

        private RepeatingProcess() {}

        public static void main(String[] arguments) throws IOException {
            MaildirFixture box = CrashingProcess.box(Path.of(arguments[0]), false);
            Random random = new Random(Long.parseLong(arguments[1]));
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                order.add(random.nextInt(i + 1), i);
            }
            for (int i : order) {
                UniqueId id = deliver(box.store, new DeliveryId("id " + i), i + "\r\n");
                System.out.println("delivered " + i + " " + id + " .");
            }
            System.out.println("done");
        }
    }

    @Test
    void twoProcessesThatDeliverTheSameDeliverItOnce() throws Exception {
        String folder = data.toString();
        try (ChildJvm one = new ChildJvm(RepeatingProcess.class, Map.of(), folder, "1");
                ChildJvm two = new ChildJvm(RepeatingProcess.class, Map.of(), folder, "2")) {
            Map<String, String> told = new HashMap<>();
            for (ChildJvm child : List.of(one, two)) {
                for (String line = child.line(); !line.equals("done"); line = child.line()) {
                    takeUp(told, line);
                }
            }
            assertThat(told).hasSize(RepeatingProcess.MESSAGES);
        }
        assertThat(box.messages()).hasSize(RepeatingProcess.MESSAGES);
    }

    private static void takeUp(Map<String, String> told, String line) {
        String[] words = line.split(" ", -1);
        // The last line may have been cut by a kill: then it was not told.
        if (words.length == 4) {
            assertThat(told.computeIfAbsent(words[1], _ -> words[2])).isEqualTo(words[2]);
        }
    }

    @Test
    void aProcessThatIsKilledAndRepeatedDeliversEachMessageOnce() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, String> told = new HashMap<>();
        Map<String, String> seen = new HashMap<>();
        for (int round = 0; round < 8; round++) {
            try (ChildJvm child =
                    new ChildJvm(
                            RepeatingProcess.class,
                            Map.of(),
                            data.toString(),
                            "" + random.nextLong())) {
                for (int lines = 1 + random.nextInt(RepeatingProcess.MESSAGES);
                        lines > 0;
                        lines--) {
                    takeUp(told, child.line());
                }
                child.kill().forEach(line -> takeUp(told, line));
            }
            // Some are removed, as by the owner.
            try (Maildrop maildrop = box.open()) {
                for (ListedMessage message : maildrop.listing()) {
                    String text = Octets.text(maildrop.open(message.id()));
                    assertThat(seen.putIfAbsent(text, message.id().value()))
                            .as("%s, seed %d", text, seed)
                            .isIn(null, message.id().value());
                    if (random.nextInt(3) == 0) {
                        maildrop.remove(Set.of(message.id()));
                    }
                }
            }
        }
        for (int i = 0; i < RepeatingProcess.MESSAGES; i++) {
            UniqueId id = deliver(box.store, new DeliveryId("id " + i), i + "\r\n");
            takeUp(told, "delivered " + i + " " + id + " .");
            seen.putIfAbsent(i + "\r\n", id.value());
        }
        box.messages().forEach((id, text) -> assertThat(seen).containsEntry(text, id));
        assertThat(seen).hasSize(RepeatingProcess.MESSAGES);
        told.forEach((i, id) -> assertThat(seen).containsEntry(i + "\r\n", id));
    }
}
