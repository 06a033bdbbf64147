package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.protocol.UniqueId;
import org.restante.spec.Spec;
import org.restante.store.Delivery;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.MessageGoneException;
import org.restante.store.Octets;
import org.restante.store.Opening;
import org.restante.store.Scan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The manifest saves work, and is never believed when it may be wrong. */
final class ManifestTest {
    @TempDir private Path data;
    private MaildirFixture box;

    @BeforeEach
    void aMaildir() throws IOException {
        box = new MaildirFixture(data, LineEnds.CRLF, Duration.ZERO, MaildirFixture.later());
    }

    @Test
    @Spec({"OC-004", "RW-019"})
    void anUnchangedMaildropIsListedWithoutALookAtItsFiles() throws IOException {
        Path file = box.write("new/1.a", "a\n");
        settle();
        FileTime written = Files.getLastModifiedTime(box.maildir.manifest());
        // Writing to a file changes nothing in its folder: only a look at the file would tell.
        Files.write(file, Octets.of("longer\n"));
        try (Maildrop maildrop = box.open()) {
            assertThat(maildrop.listing())
                    .containsExactly(new ListedMessage(MaildirFixture.id("1.a"), 3));
        }
        assertThat(Files.getLastModifiedTime(box.maildir.manifest())).isEqualTo(written);
    }

    @Test
    void foldersThatChangedJustNowAreListedAgain() throws IOException {
        MaildirFixture now = new MaildirFixture(data);
        Path file = now.write("new/1.a", "a\n");
        now.messages();
        Files.write(file, Octets.of("longer\n"));
        assertThat(now.messages()).isEqualTo(Map.of("1.a", "longer\r\n"));
    }

    @Test
    @Spec({"OC-004", "RW-019"})
    void aMessageIsMeasuredOnceWhateverMovesAroundIt() throws IOException {
        Path file = box.write("new/1.a", "a\n");
        box.messages();
        // Same inode, size and mtime: who lists 3 octets did not read the file again.
        FileTime modified = Files.getLastModifiedTime(file);
        Files.write(file, Octets.of("ab"));
        Files.setLastModifiedTime(file, modified);
        box.rename("new/1.a", "cur/1.a:2,S");
        box.write("new/2.b", "");
        try (Maildrop maildrop = box.open()) {
            assertThat(maildrop.listing())
                    .containsExactly(
                            new ListedMessage(MaildirFixture.id("1.a"), 3),
                            new ListedMessage(MaildirFixture.id("2.b"), 0));
        }
    }

    @Test
    @Spec("P3-090")
    void aDamagedManifestIsMadeAnew() throws IOException {
        Map<String, String> messages = someMessages();
        byte[] whole = Files.readAllBytes(box.maildir.manifest());
        for (int at = 0; at < whole.length; at += at % 512 < 128 || at >= 1024 ? 1 : 16) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            Files.write(box.maildir.manifest(), damaged);
            assertThat(inAnySessionButOne()).as("octet %d", at).isEqualTo(messages);
        }
    }

    @Test
    @Spec("P3-090")
    void aManifestThatWasCutIsMadeAnew() throws IOException {
        Map<String, String> messages = someMessages();
        byte[] whole = Files.readAllBytes(box.maildir.manifest());
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(box.maildir.manifest(), Arrays.copyOf(whole, length));
            assertThat(inAnySessionButOne()).as("%d octets", length).isEqualTo(messages);
        }
    }

    /** A damaged record shows when it is read; from then on nothing is believed. */
    private Map<String, String> inAnySessionButOne() throws IOException {
        try {
            return box.messages();
        } catch (UncheckedIOException e) {
            assertThat(e).hasCauseInstanceOf(DamagedManifestException.class);
        } catch (DamagedManifestException _) {
            // As said.
        }
        return box.messages();
    }

    @Test
    @Spec("P3-090")
    void whatIsLeftOfADamagedManifestKeepsTheOrderAndTheIds() throws IOException {
        box.write("new/1700000005.a", "1");
        box.write("new/1700000006.a", "2");
        box.messages();
        box.write("new/1700000001.b", "3");
        Map<String, String> messages = box.messages();
        // The second of three.
        byte[] octets = Files.readAllBytes(box.maildir.manifest());
        octets[1024 + (octets.length - 1024) / 2] ^= 1;
        Files.write(box.maildir.manifest(), octets);
        assertThat(inAnySessionButOne()).isEqualTo(messages);
        assertThat(box.messages().keySet())
                .containsExactly("1700000005.a", "1700000001.b", "1700000006.a");
    }

    @Test
    void aSessionThatMeetsADamagedRecordLosesThatMessageAlone() throws IOException {
        box.write("new/1.a", "1");
        box.write("new/2.b", "22");
        box.messages();
        byte[] octets = Files.readAllBytes(box.maildir.manifest());
        octets[1024 + 30] ^= 1;
        Files.write(box.maildir.manifest(), octets);
        try (Maildrop maildrop = box.open()) {
            assertThat(maildrop.listing().count()).isEqualTo(2);
            assertThat(maildrop.listing().octets()).isEqualTo(7);
            assertThat(maildrop.listing().message(2).octets()).isEqualTo(4);
            assertThat(Octets.text(maildrop.open(MaildirFixture.id("2.b")))).isEqualTo("22\r\n");
            assertThatExceptionOfType(DamagedManifestException.class)
                    .isThrownBy(() -> maildrop.listing().message(1));
        }
        assertThat(box.messages()).isEqualTo(Map.of("1.a", "1\r\n", "2.b", "22\r\n"));
    }

    @Test
    void aScanThatMeetsADamagedRecordFailsAndTheNextSessionMakesTheManifestAnew()
            throws IOException {
        box.write("new/1.a", "1");
        box.write("new/2.b", "22");
        box.messages();
        byte[] octets = Files.readAllBytes(box.maildir.manifest());
        octets[1024 + 30] ^= 1;
        Files.write(box.maildir.manifest(), octets);
        try (Maildrop maildrop = box.open()) {
            Scan scan = maildrop.listing().scan();
            assertThatExceptionOfType(DamagedManifestException.class).isThrownBy(scan::next);
        }
        assertThat(box.messages()).isEqualTo(Map.of("1.a", "1\r\n", "2.b", "22\r\n"));
    }

    @Test
    void nothingThatCouldEndALineIsListedAsAUniqueId() throws IOException {
        byte[] row =
                Row.withId(
                        Row.measured(Row.of(new FoundFile(Folder.NEW, "1.a", 1, 2, 3)), 2, true),
                        new UniqueId("1.a"));
        Row.requireListable(row, 0, row.length);
        for (byte octet : new byte[] {'\n', '\r', ' ', 0, 0x7F, (byte) 0x80}) {
            byte[] bad = row.clone();
            bad[bad.length - 2] = octet;
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> Row.requireListable(bad, 0, bad.length));
        }
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Row.requireListable(row, 0, row.length - 1));
    }

    @Test
    void aManifestThatCannotBeWrittenKeepsNobodyOut() throws IOException {
        box.write("new/1.a", "a");
        Files.createDirectories(box.file("restante-manifest.tmp/in the way"));
        assertThat(box.messages()).isEqualTo(Map.of("1.a", "a\r\n"));
        assertThat(box.messages()).isEqualTo(Map.of("1.a", "a\r\n"));
        assertThat(box.maildir.manifest()).doesNotExist();
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        MessageTable table = new MessageTable();
        List<StoredMessage> messages = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            String base = "\u00FF".repeat(random.nextInt(3)) + i + "x".repeat(random.nextInt(200));
            StoredMessage message =
                    new StoredMessage(
                            new FoundFile(
                                    random.nextBoolean() ? Folder.NEW : Folder.CUR,
                                    base + ":2,",
                                    random.nextLong(),
                                    random.nextLong(),
                                    random.nextLong()),
                            FileName.derivedId(base),
                            random.nextLong(5L << 30),
                            random.nextBoolean());
            messages.add(message);
            byte[] measured =
                    Row.measured(Row.of(message.file()), message.octets(), message.wireForm());
            table.add(Row.withId(measured, message.id()));
        }
        Disk disk = box.maildir.disk();
        Stamps stamps = new Stamps(new Stamp(1, 2, 3), new Stamp(4, 5, 6), Stamp.NONE, Stamp.NONE);
        try (Manifest written =
                        Manifest.write(disk, box.maildir.manifest(), table, stamps, Stamp.NONE);
                Manifest manifest = Manifest.open(disk, box.maildir.manifest()).orElseThrow()) {
            assertThat(written.head()).isEqualTo(manifest.head());
            assertThat(manifest.head().stamps()).isEqualTo(stamps);
            assertThat(manifest.octets())
                    .as("seed %d", seed)
                    .isEqualTo(messages.stream().mapToLong(StoredMessage::octets).sum());
            Messages.Reader ahead = manifest.ahead();
            Scan scan = manifest.scan();
            byte[] id = new byte[UniqueId.OCTETS_MAX];
            for (int place = 0; place < messages.size(); place++) {
                assertThat(ahead.message(place)).as("seed %d", seed).isEqualTo(messages.get(place));
                assertThat(scan.next()).isTrue();
                assertThat(scan.octets()).isEqualTo(messages.get(place).octets());
                assertThat(new String(id, 0, scan.id(id), StandardCharsets.US_ASCII))
                        .as("seed %d", seed)
                        .isEqualTo(messages.get(place).id().value());
                int other = random.nextInt(messages.size());
                assertThat(manifest.message(other))
                        .as("seed %d", seed)
                        .isEqualTo(messages.get(other));
            }
        }
    }

    @Test
    @Spec("OC-004")
    void inALargeMaildropOnlyWhatIsNewIsLookedAt() throws IOException {
        fill(Inventory.LOOKED_AT_MAX + 1);
        Map<String, String> messages = box.messages();
        byte[] before = Files.readAllBytes(box.maildir.manifest());
        // Only a look at the file would tell that it has changed; sizes in it do.
        Path file = box.file("new/5.a");
        Files.write(file, Octets.of("longer\n"));
        box.write("new/9999999.b", "new");
        try (Maildrop maildrop = box.open()) {
            assertThat(maildrop.listing().count()).isEqualTo(messages.size() + 1);
            assertThat(maildrop.listing().octets()).isEqualTo(3L * messages.size() + 5);
            assertThatExceptionOfType(MessageGoneException.class)
                    .isThrownBy(() -> maildrop.open(MaildirFixture.id("5.a")));
        }
        byte[] after = Files.readAllBytes(box.maildir.manifest());
        assertThat(Arrays.copyOfRange(after, 1024, before.length))
                .as("one record was added, the others were not written again")
                .isEqualTo(Arrays.copyOfRange(before, 1024, before.length));
        // It was noticed when it was opened: now each file is looked at.
        messages.put("5.a", "longer\r\n");
        messages.put("9999999.b", "new\r\n");
        assertThat(box.messages()).isEqualTo(messages);
    }

    @Test
    @Spec({"P3-090", "P3-093"})
    void inALargeMaildropMessagesThatMovedOrWentAreTakenUp() throws IOException {
        fill(Inventory.LOOKED_AT_MAX + 1);
        Map<String, String> messages = box.messages();
        box.rename("new/3.a", "cur/3.a:2,S");
        Files.delete(box.file("new/4.a"));
        messages.remove("4.a");
        assertThat(box.messages()).isEqualTo(messages);
        box.rename("cur/3.a:2,S", "cur/3.a:2,FS");
        assertThat(box.messages()).isEqualTo(messages);
        assertThat(box.messages().keySet()).containsExactlyElementsOf(messages.keySet());
    }

    @Test
    @Spec("P3-090")
    void aMaildropThatComesBackFromABackupIsLookedAtAsAWhole() throws IOException {
        fill(Inventory.LOOKED_AT_MAX + 1);
        Map<String, String> messages = box.messages();
        // All files are new ones with the old names, the times of the folders too.
        FileTime modified = Files.getLastModifiedTime(box.file("new"));
        box.rename("new", "old");
        Files.createDirectory(box.file("new"));
        for (String name : messages.keySet()) {
            Files.copy(box.file("old/" + name), box.file("new/" + name));
        }
        Files.setLastModifiedTime(box.file("new"), modified);
        assertThat(box.messages()).isEqualTo(messages);
    }

    @Test
    void aManifestThatWasCopiedIsNotBelieved() throws IOException {
        Path file = box.write("new/1.a", "a\n");
        settle();
        Files.write(file, Octets.of("longer\n"));
        Files.copy(box.maildir.manifest(), box.file("copy"));
        Files.move(box.file("copy"), box.maildir.manifest(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(box.messages()).isEqualTo(Map.of("1.a", "longer\r\n"));
    }

    /**
     * The second session notes that the Maildir's own folder is as it was. When this returns a
     * change will not be dated like the last one: a system's clock for files goes in steps.
     */
    private Map<String, String> settle() throws IOException {
        box.messages();
        Map<String, String> messages = box.messages();
        FileTime last = changed(box.maildir.path());
        do {
            Files.writeString(data.resolve("probe"), "");
        } while (changed(data.resolve("probe")).compareTo(last) <= 0);
        return messages;
    }

    private static FileTime changed(Path path) throws IOException {
        return (FileTime) Files.getAttribute(path, "unix:ctime");
    }

    @Test
    @Spec("OC-004")
    void anUnchangedMaildropTakesThreeLooksAndOneRead() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        MaildirStore store = MaildirFixture.storeOn(disk);
        for (int i = 0; i < 20; i++) {
            try (Delivery delivery = store.deliver(MaildirFixture.NAME)) {
                delivery.write(Octets.of("a\r\n"), 0, 3);
                delivery.commit();
            }
        }
        for (int i = 0; i < 3; i++) {
            disk.later();
            opened(store).close();
        }
        assertThat(login(disk, store))
                .isEqualTo(
                        Map.of(
                                SimulatedDisk.Operation.STATUS,
                                3,
                                SimulatedDisk.Operation.LOCK,
                                1,
                                SimulatedDisk.Operation.OPEN,
                                1,
                                SimulatedDisk.Operation.READ,
                                1));
        try (Maildrop maildrop = opened(store)) {
            maildrop.hide(Set.of(maildrop.listing().stream().toList().getFirst().id()));
        }
        opened(store).close();
        opened(store).close();
        assertThat(login(disk, store))
                .as("what changed just now may change again and look the same")
                .containsEntry(SimulatedDisk.Operation.STATUS, 7);
    }

    private static Map<SimulatedDisk.Operation, Integer> login(
            SimulatedDisk disk, MaildirStore store) throws IOException {
        Map<SimulatedDisk.Operation, Integer> login = new EnumMap<>(SimulatedDisk.Operation.class);
        disk.hook(operation -> login.merge(operation, 1, Integer::sum));
        opened(store).close();
        disk.hook(_ -> {});
        return login;
    }

    private static Maildrop opened(MaildirStore store) throws IOException {
        return switch (store.open(MaildirFixture.NAME)) {
            case Opening.Opened(var maildrop) -> maildrop;
            case Opening.InUse(), Opening.NoSuchFolder() -> throw new AssertionError("not opened");
        };
    }

    @Test
    @Spec("P3-092")
    void whatComesToLieBesideTheMailIsSeenThoughTheMailIsAsItWas() throws IOException {
        box.write("new/1.a", "a");
        box.write("new/2.b", "b");
        assertThat(settle()).containsOnlyKeys("1.a", "2.b");
        try (Maildrop maildrop = box.open()) {
            maildrop.hide(Set.of(MaildirFixture.id("2.b")));
        }
        assertThat(settle()).containsOnlyKeys("1.a");
        assertThat(box.store.unhide(MaildirFixture.NAME, List.of(MaildirFixture.id("2.b"))))
                .isTrue();
        assertThat(settle()).containsOnlyKeys("1.a", "2.b");
        try (AdoptableMaildrop maildrop = (AdoptableMaildrop) box.open()) {
            maildrop.adopt(Map.of(MaildirFixture.id("1.a"), MaildirFixture.id("other")));
            try (Maildrop relisted = maildrop.relisted()) {
                assertThat(relisted.listing().stream().map(it -> it.id().value()))
                        .containsExactlyInAnyOrder("other", "2.b");
            }
        }
        assertThat(settle()).containsOnlyKeys("other", "2.b");
    }

    @Test
    void whatIsMissingOfAMaildirIsMadeThoughTheMailIsAsItWas() throws IOException {
        box.write("new/1.a", "a");
        settle();
        Files.delete(box.maildir.tmp());
        assertThat(settle()).containsOnlyKeys("1.a");
        assertThat(box.maildir.tmp()).isDirectory();
    }

    @Test
    void foldersOfTheFutureAreListedAgain() throws IOException {
        // The clock was set back: what is dated later than now proves nothing.
        box.write("new/1.a", "a\n");
        MaildirFixture back =
                new MaildirFixture(
                        data,
                        LineEnds.CRLF,
                        Duration.ZERO,
                        () -> Instant.now().minus(Duration.ofHours(1)));
        back.messages();
        Files.write(box.file("new/1.a"), Octets.of("longer\n"));
        assertThat(back.messages()).isEqualTo(Map.of("1.a", "longer\r\n"));
    }

    @Test
    void manyFilesOfOthersAreMeasuredByMoreThanOneThread() throws IOException {
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            String text = "line\n".repeat(i % 50) + i;
            box.write("new/" + i + ".a", text);
            expected.put(i + ".a", Octets.canonical(text));
        }
        assertThat(box.messages()).isEqualTo(expected);
    }

    /** As many messages of one octet. */
    private void fill(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            box.write("new/" + i + ".a", "a");
        }
    }

    @Test
    @Spec("OC-005")
    void aMessageBeyondFourGibibytesIsListedRight() throws IOException {
        long size = 5L << 30;
        // A file with a hole: it takes no room. The name is of our making, so nothing is read.
        String id = "1700000000.M000001P1Q1R0123456789abcdefw.host";
        try (var file =
                FileChannel.open(
                        box.file("new/" + id + ",S=" + size + ",W=" + size),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(Octets.of("\r\n")), size - 2);
        }
        for (int session = 0; session < 2; session++) {
            try (Maildrop maildrop = box.open()) {
                assertThat(maildrop.listing())
                        .containsExactly(new ListedMessage(MaildirFixture.id(id), size));
            }
        }
    }

    /** Enough for all that a manifest can hold: both folders, hashed and assigned ids. */
    private Map<String, String> someMessages() throws IOException {
        box.write("new/1.a", "one");
        box.write("cur/1.a:2,S", "other one");
        box.write("cur/2 b:2,", "two\r\n");
        Files.setLastModifiedTime(
                box.write("new/3.c", "three"), FileTime.from(Instant.ofEpochSecond(5)));
        return box.messages();
    }
}
