package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
import java.nio.file.NoSuchFileException;
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
import java.util.concurrent.FutureTask;
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
        assertThat(box.file("new")).isEmptyDirectory();
        assertThat(box.store.deliver(MaildirFixture.NAME, ID))
                .isEqualTo(new Handover.AlreadyDelivered(id));
        assertThat(box.messages()).containsExactly(Map.entry(id.value(), "text\r\n"));
        assertThat(box.file("tmp")).isEmptyDirectory();
    }

    @Test
    void whatDiedBeforeItsRenameIsDeliveredByTheNextSweepAndNoOther() throws IOException {
        UniqueId id = diedBeforeItsRename();
        // One that came no further than tmp/, and one that had no id.
        box.write("tmp/1700000000.M000001P1Q1R0123456789abcdef.once", "half");
        box.write("tmp/1700000000.M000001P1Q2R0123456789abcdef.host", "half");
        box.store.sweep(MaildirFixture.NAME, Optional.empty());
        assertThat(box.messages()).containsExactly(Map.entry(id.value(), "text\r\n"));
        now = now.plus(Duration.ofHours(35));
        box.store.sweep(MaildirFixture.NAME, Optional.empty());
        assertThat(box.file("tmp").toFile().list()).hasSize(2);
        now = now.plus(Duration.ofHours(2));
        box.store.sweep(MaildirFixture.NAME, Optional.empty());
        assertThat(box.file("tmp")).isEmptyDirectory();
        assertThat(deliver(box.store, ID, "text\r\n")).isEqualTo(id);
        assertThat(box.messages()).hasSize(1);
    }

    @Test
    void aLoginThatListsTheFoldersDeliversWhatDiedBeforeItsRename() throws IOException {
        UniqueId id = diedBeforeItsRename();
        assertThat(box.messages()).containsExactly(Map.entry(id.value(), "text\r\n"));
        assertThat(box.file("tmp")).isEmptyDirectory();
    }

    @Test
    void whoeverIsAboutToRenameIsLeftAlone() throws Exception {
        UniqueId id = diedBeforeItsRename();
        try (DeliveryLock _ = DeliveryLock.take(box.maildir, Duration.ZERO).orElseThrow()) {
            FutureTask<Map<String, String>> session = new FutureTask<>(() -> box.messages());
            Thread.ofPlatform().start(session);
            assertThat(session.get()).isEmpty();
        }
        box.store.sweep(MaildirFixture.NAME, Optional.empty());
        assertThat(box.messages()).containsExactly(Map.entry(id.value(), "text\r\n"));
    }

    @Test
    void whatIsBeingWrittenIsLeftAlone() throws IOException {
        try (Delivery delivery = begin("text\r\n")) {
            assertThat(box.messages()).isEmpty();
            box.store.sweep(MaildirFixture.NAME, Optional.empty());
            UniqueId id = delivery.commit();
            assertThat(box.messages()).containsExactly(Map.entry(id.value(), "text\r\n"));
        }
    }

    private Delivery begin(String text) throws IOException {
        if (box.store.deliver(MaildirFixture.NAME, ID) instanceof Handover.Begun(var delivery)) {
            delivery.write(Octets.of(text), 0, text.length());
            return delivery;
        }
        throw new AssertionError("it was delivered before");
    }

    @Test
    void whatOthersCleanedAwayBeforeTheCommitDoesNotCountAsDelivered() throws IOException {
        try (Delivery delivery = begin("text\r\n");
                Stream<Path> files = Files.list(box.file("tmp"))) {
            Files.delete(files.findFirst().orElseThrow());
            assertThatIOException()
                    .isThrownBy(delivery::commit)
                    .isInstanceOf(NoSuchFileException.class);
        }
        UniqueId id = deliver(box.store, ID, "text\r\n");
        assertThat(box.messages()).containsExactly(Map.entry(id.value(), "text\r\n"));
    }

    /** Between the last look and the rename, of the delivery itself or of who repeats it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatOthersCleanAwayAtTheLastMomentDoesNotCountAsDelivered(boolean repeated)
            throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        MaildirStore store = MaildirFixture.storeOn(disk);
        deliver(store, new DeliveryId("another"), "another\r\n");
        if (repeated) {
            atRename(
                    disk,
                    () -> {
                        throw new IOException("Input/output error");
                    });
            assertThatIOException().isThrownBy(() -> deliver(store, ID, "text\r\n"));
        }
        Path tmp = store.folder(MaildirFixture.NAME).tmp();
        atRename(
                disk,
                () -> {
                    List<String> names = new ArrayList<>();
                    disk.list(tmp, names::add);
                    for (String name : names) {
                        disk.remove(tmp.resolve(name));
                    }
                });
        assertThatIOException()
                .isThrownBy(() -> deliver(store, ID, "text\r\n"))
                .isInstanceOf(NoSuchFileException.class);
        disk.hook(_ -> {});
        MaildirStore after =
                MaildirFixture.storeOn(
                        disk.afterPowerCut(SimulatedDisk.Left.NOTHING, new Random(1)));
        for (MaildirStore each : List.of(store, after)) {
            deliver(each, ID, "text\r\n");
            assertThat(each.usage(MaildirFixture.NAME).messages()).isEqualTo(2);
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private static void atRename(SimulatedDisk disk, Action action) {
        disk.hook(operation -> {
            if (operation == SimulatedDisk.Operation.RENAME) {
                action.run();
            }
        });
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
