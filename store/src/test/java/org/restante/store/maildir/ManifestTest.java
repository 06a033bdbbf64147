package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.spec.Spec;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.Octets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

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
        box.messages();
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
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            Files.write(box.maildir.manifest(), damaged);
            assertThat(Manifest.read(box.maildir.manifest())).as("octet %d", at).isEmpty();
            if (at % 16 == 0) {
                assertThat(box.messages()).as("octet %d", at).isEqualTo(messages);
            }
        }
    }

    @Test
    @Spec("P3-090")
    void aManifestThatWasCutIsMadeAnew() throws IOException {
        Map<String, String> messages = someMessages();
        byte[] whole = Files.readAllBytes(box.maildir.manifest());
        for (int length = 0; length < whole.length; length++) {
            Files.write(box.maildir.manifest(), Arrays.copyOf(whole, length));
            assertThat(Manifest.read(box.maildir.manifest())).as("%d octets", length).isEmpty();
            if (length % 16 == 0) {
                assertThat(box.messages()).as("%d octets", length).isEqualTo(messages);
            }
        }
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
        List<StoredMessage> messages = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String base = "\u00FF".repeat(random.nextInt(3)) + i + "x".repeat(random.nextInt(200));
            messages.add(
                    new StoredMessage(
                            new FoundFile(
                                    random.nextBoolean() ? Folder.NEW : Folder.CUR,
                                    base + ":2,",
                                    random.nextLong(),
                                    random.nextLong(),
                                    random.nextLong()),
                            FileName.derivedId(base),
                            5L << 30,
                            random.nextBoolean()));
        }
        Manifest manifest =
                new Manifest(
                        new Stamps(new Stamp(1, 2, 3), new Stamp(4, 5, 6), Stamp.NONE),
                        random.nextBoolean(),
                        messages);
        manifest.write(box.maildir.manifest());
        assertThat(Manifest.read(box.maildir.manifest())).as("seed %d", seed).contains(manifest);
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
