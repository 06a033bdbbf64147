package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.restante.protocol.UniqueId;
import org.restante.spec.Spec;
import org.restante.store.Delivery;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.Octets;
import org.restante.store.Opening;
import org.restante.store.Sweeping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Removed messages wait in restante-removed/ for a change of mind. */
final class UndoWindowTest {
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir private Path data;

    @Test
    void withoutAnUndoWindowARemovedMessageIsGone() throws IOException {
        MaildirFixture box = new MaildirFixture(data);
        box.write("new/1.a", "a");
        remove(box, "1.a");
        assertThat(box.maildir.removed()).doesNotExist();
        assertThat(box.file("new")).isEmptyDirectory();
    }

    @Test
    @Spec({"P3-079", "P3-092"})
    void aRemovedMessageIsNotListedAndComesBackUnderItsId() throws IOException {
        MaildirFixture box = box(InstantSource.system());
        box.write("cur/1.a:2,S", "a");
        box.write("new/2.b", "b");
        remove(box, "1.a");
        assertThat(box.messages()).isEqualTo(Map.of("2.b", "b\r\n"));
        assertThat(box.removed("1.a:2,S")).hasContent("a");
        Files.move(box.removed("1.a:2,S"), box.file("cur/1.a:2,S"));
        assertThat(box.messages()).isEqualTo(Map.of("1.a", "a\r\n", "2.b", "b\r\n"));
    }

    @Test
    void messagesOfOneNameDoNotPushEachOtherOut() throws IOException {
        MaildirFixture box = box(InstantSource.system());
        for (String text : List.of("first", "second", "third")) {
            box.write("new/1.a", text);
            remove(box, "1.a");
        }
        try (Stream<Path> files = Files.list(box.maildir.removed())) {
            List<Path> kept = files.toList();
            assertThat(kept).hasSize(3).allMatch(f -> FileName.base(FileName.of(f)).equals("1.a"));
        }
    }

    @Test
    void aNameThatHasNoRoomForMoreIsKeptAsItIs() throws IOException {
        MaildirFixture box = box(InstantSource.system());
        String name = "1." + "a".repeat(240) + ":2,S";
        for (String text : List.of("first", "second")) {
            box.write("cur/" + name, text);
            UniqueId id = FileName.derivedId(FileName.base(name));
            try (Maildrop maildrop = box.open()) {
                // The one removed before is not lost for it.
                assertThat(maildrop.remove(Set.of(id)))
                        .isEqualTo(text.equals("first") ? Set.of() : Set.of(id));
            }
        }
        assertThat(box.file("restante-removed/" + name)).hasContent("first");
        assertThat(box.file("cur/" + name)).hasContent("second");
    }

    @Test
    void whatWasRemovedLongAgoGoesForGood() throws IOException {
        MaildirFixture before = box(InstantSource.system());
        before.write("new/1.a", "a");
        before.write("new/2.b", "b");
        before.write("new/3.c", "c");
        remove(before, "1.a");
        remove(before, "2.b");
        assertThat(before.removed("1.a")).exists();
        // The clock is a week on, the file's time is not: 3.c went there long ago as well.
        MaildirFixture after = box(() -> InstantSource.system().instant().plus(WEEK.plusHours(1)));
        remove(after, "3.c");
        assertThat(after.maildir.removed()).isEmptyDirectory();
    }

    @Test
    void removedMailGoesFirstWhenTheDiskIsFull() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        MaildirStore store = store(disk, WEEK);
        UniqueId first = deliver(store);
        UniqueId second = deliver(store);
        remove(store, first);
        boolean[] full = {true};
        disk.hook(operation -> {
            if (operation == SimulatedDisk.Operation.REMOVE) {
                full[0] = false;
            }
            if (operation == SimulatedDisk.Operation.WRITE && full[0]) {
                throw new IOException("No space left on device");
            }
        });
        UniqueId third = deliver(store);
        assertThat(store.removed(MaildirFixture.NAME).orElseThrow()).isEmpty();
        // Now there is nothing left that may go.
        full[0] = true;
        assertThatIOException()
                .isThrownBy(() -> deliver(store))
                .withMessage("No space left on device");
        disk.hook(_ -> {});
        try (Maildrop maildrop = open(store)) {
            assertThat(maildrop.listing().stream().map(ListedMessage::id))
                    .containsExactly(second, third);
        }
    }

    @Test
    void whatEarlierRemovalsLeftIsLookedAtWhenSomethingOfItIsDue() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        MaildirStore store = store(disk, Duration.ofSeconds(15));
        UniqueId first = deliver(store);
        remove(store, first);
        UniqueId second = deliver(store);
        assertThat(duringRemoval(disk, store, second))
                .doesNotContain(SimulatedDisk.Operation.LIST)
                .containsOnlyOnce(SimulatedDisk.Operation.RENAME);
        assertThat(removed(store)).containsExactlyInAnyOrder(first, second);
        disk.later();
        UniqueId third = deliver(store);
        disk.later();
        UniqueId fourth = deliver(store);
        remove(store, third);
        assertThat(removed(store)).containsExactly(third);
        disk.later();
        disk.later();
        remove(store, fourth);
        assertThat(removed(store)).containsExactly(fourth);
    }

    /** Or each would, a week later, where messages come and go all the time. */
    @Test
    void notEachRemovalLooksWhereSomethingIsDueAllTheTime() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        Duration window = Duration.ofMinutes(100);
        MaildirStore store = store(disk, window);
        int looks = 0;
        // One every ten seconds, for three times as long.
        for (int removal = 0; removal < 1800; removal++) {
            disk.later();
            looks +=
                    Collections.frequency(
                            duringRemoval(disk, store, deliver(store)),
                            SimulatedDisk.Operation.LIST);
        }
        // Once a minute, when the window's time is over.
        assertThat(looks).isBetween(150, 220);
        // And no message stays much longer than its time, which is 600 of them.
        assertThat(removed(store)).hasSizeBetween(590, 606);
    }

    @Test
    void theFolderIsForcedToTheDiskByEachProcessOnce() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        MaildirStore store = store(disk, WEEK);
        UniqueId first = deliver(store);
        UniqueId second = deliver(store);
        disk.createFolder(store.folder(MaildirFixture.NAME).removed());
        // To have seen it is not to have forced it.
        store.sweep(MaildirFixture.NAME, Optional.empty());
        assertThat(duringRemoval(disk, store, first))
                .filteredOn(SimulatedDisk.Operation.SYNC::equals)
                .hasSize(3);
        assertThat(duringRemoval(disk, store, second))
                .filteredOn(SimulatedDisk.Operation.SYNC::equals)
                .hasSize(2);
        // Somebody has been there: it could be another folder of the same inode.
        Path removed = store.folder(MaildirFixture.NAME).removed();
        disk.createFolder(removed.resolve("another"));
        assertThat(duringRemoval(disk, store, deliver(store)))
                .filteredOn(SimulatedDisk.Operation.SYNC::equals)
                .hasSize(3);
    }

    @Test
    void aFolderThatSomebodyTookAwayIsMadeAgain() throws IOException {
        MaildirFixture box = box(InstantSource.system());
        box.write("new/1.a", "a");
        box.write("new/2.b", "b");
        remove(box, "1.a");
        Files.delete(box.removed("1.a"));
        Files.delete(box.maildir.removed());
        remove(box, "2.b");
        assertThat(box.removed("2.b")).hasContent("b");
    }

    @ParameterizedTest
    @EnumSource(
            value = SimulatedDisk.Operation.class,
            names = {"CREATE_FOLDER", "RENAME"})
    @Spec("P3-079")
    void whatAClientRemovesGoesThoughTheDiskHasNoRoomToKeepIt(SimulatedDisk.Operation full)
            throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        MaildirStore store = store(disk, WEEK);
        UniqueId first = deliver(store);
        UniqueId second = deliver(store);
        try (Maildrop maildrop = open(store)) {
            disk.hook(operation -> {
                if (operation == full) {
                    throw new IOException("No space left on device");
                }
            });
            assertThat(maildrop.remove(Set.of(first))).isEmpty();
            disk.hook(_ -> {});
        }
        assertThat(removed(store)).isEmpty();
        MaildirStore after =
                store(disk.afterPowerCut(SimulatedDisk.Left.NOTHING, new Random(1)), WEEK);
        for (MaildirStore each : List.of(store, after)) {
            try (Maildrop maildrop = open(each)) {
                assertThat(maildrop.listing().stream().map(ListedMessage::id))
                        .containsExactly(second);
            }
        }
        // With room again it is kept, and that is on the disk.
        remove(store, second);
        assertThat(removed(store)).containsExactly(second);
        assertThat(
                        removed(
                                store(
                                        disk.afterPowerCut(
                                                SimulatedDisk.Left.NOTHING, new Random(1)),
                                        WEEK)))
                .containsExactly(second);
    }

    @Test
    void whatWasRemovedLongestAgoMakesRoomForWhatIsRemovedNow() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        MaildirStore store = store(disk, WEEK);
        remove(store, deliver(store));
        UniqueId second = deliver(store);
        try (Maildrop maildrop = open(store)) {
            boolean[] full = {true};
            disk.hook(operation -> {
                full[0] &= operation != SimulatedDisk.Operation.REMOVE;
                if (operation == SimulatedDisk.Operation.RENAME && full[0]) {
                    throw new IOException("No space left on device");
                }
            });
            assertThat(maildrop.remove(Set.of(second))).isEmpty();
            disk.hook(_ -> {});
        }
        assertThat(removed(store)).containsExactly(second);
    }

    @Test
    void nothingIsRemovedOrKeptBehindASymbolicLink() throws IOException {
        Path others = Files.createDirectories(data.resolve("another/cur"));
        Path mail = Files.writeString(others.resolve("1.a:2,S"), "a");
        MaildirFixture box = box(() -> InstantSource.system().instant().plus(WEEK.plusHours(1)));
        Files.createSymbolicLink(box.maildir.removed(), others);
        box.write("new/2.b", "b");
        assertThat(box.store.sweep(MaildirFixture.NAME, Optional.empty()))
                .isEqualTo(new Sweeping.Swept(0, 0));
        assertThat(box.store.removed(MaildirFixture.NAME).orElseThrow()).isEmpty();
        assertThat(new RemovedMail(box.maildir).removeOldest()).isFalse();
        try (Maildrop maildrop = box.open()) {
            assertThatIOException()
                    .isThrownBy(() -> maildrop.remove(Set.of(MaildirFixture.id("2.b"))))
                    .withMessageContaining("symbolic link");
        }
        assertThat(others).isDirectoryContaining(mail::equals);
        assertThat(box.file("new/2.b")).exists();
    }

    private static MaildirStore store(SimulatedDisk disk, Duration undoWindow) {
        return new MaildirStore(
                new MaildirOptions(
                        MaildirLayout.hashed(Path.of("/data")),
                        LineEnds.CRLF,
                        undoWindow,
                        "mail.example.org",
                        MaildirOptions.JOURNAL_OCTETS,
                        disk.clock(),
                        RandomGenerator.of("SecureRandom")),
                disk);
    }

    private static Maildrop open(MaildirStore store) throws IOException {
        if (store.open(MaildirFixture.NAME) instanceof Opening.Opened(var maildrop)) {
            return maildrop;
        }
        throw new AssertionError("the maildrop could not be opened");
    }

    private static void remove(MaildirStore store, UniqueId id) throws IOException {
        try (Maildrop maildrop = open(store)) {
            assertThat(maildrop.remove(Set.of(id))).isEmpty();
        }
    }

    private static List<SimulatedDisk.Operation> duringRemoval(
            SimulatedDisk disk, MaildirStore store, UniqueId id) throws IOException {
        List<SimulatedDisk.Operation> operations = new ArrayList<>();
        try (Maildrop maildrop = open(store)) {
            disk.hook(operations::add);
            assertThat(maildrop.remove(Set.of(id))).isEmpty();
            disk.hook(_ -> {});
        }
        return operations;
    }

    private static List<UniqueId> removed(MaildirStore store) throws IOException {
        return store.removed(MaildirFixture.NAME).orElseThrow().stream()
                .map(RemovedMessage::id)
                .toList();
    }

    private static UniqueId deliver(MaildirStore store) throws IOException {
        try (Delivery delivery = store.deliver(MaildirFixture.NAME)) {
            delivery.write(Octets.of("a\r\n"), 0, 3);
            return delivery.commit();
        }
    }

    private MaildirFixture box(InstantSource clock) throws IOException {
        return new MaildirFixture(data, LineEnds.CRLF, WEEK, clock);
    }

    private static void remove(MaildirFixture box, String id) throws IOException {
        try (Maildrop maildrop = box.open()) {
            assertThat(maildrop.remove(Set.of(MaildirFixture.id(id)))).isEmpty();
        }
    }
}
