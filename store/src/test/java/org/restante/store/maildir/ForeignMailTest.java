package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.Content;
import org.restante.protocol.UniqueId;
import org.restante.spec.Spec;
import org.restante.store.Maildrop;
import org.restante.store.MessageGoneException;
import org.restante.store.Octets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Mail that other programs deliver, read, move, mark, change and remove. */
final class ForeignMailTest {
    @TempDir private Path data;
    private MaildirFixture box;

    @BeforeEach
    void aMaildir() throws IOException {
        box = new MaildirFixture(data);
    }

    @ParameterizedTest
    @Spec({"OC-001", "OC-002", "OC-006", "P3-027", "P3-028"})
    @ValueSource(
            strings = {
                "",
                "\0",
                "\r",
                "\n",
                ".",
                "a\r\nb\r\n",
                "a\nb\n",
                "a\r\n.b",
                "a\rb\0c\n",
                "mixed\r\nlines\nhere",
                "..\n.\n"
            })
    void aFileIsSentAsItsCanonicalFormAndStaysAsItIs(String stored) throws IOException {
        Path file = box.write("new/1.a", stored);
        assertThat(box.messages()).isEqualTo(Map.of("1.a", Octets.canonical(stored)));
        assertThat(Files.readAllBytes(file)).isEqualTo(Octets.of(stored));
    }

    @Test
    void aLongLineIsNoLimit() throws IOException {
        String line = "x".repeat(100 * 1024);
        box.write("new/1.a", line + "\n" + line);
        assertThat(box.messages()).isEqualTo(Map.of("1.a", (line + "\r\n").repeat(2)));
    }

    @Test
    void onlyWhatNeedsNoStuffingIsSentAsTheFileItIs() throws IOException {
        box.write("new/1.wire", "a.\r\n");
        box.write("new/2.dot", "a\r\n.\r\n");
        box.write("new/3.lf", "a\n");
        try (Maildrop maildrop = box.open()) {
            try (Content wire = maildrop.open(MaildirFixture.id("1.wire"));
                    Content dot = maildrop.open(MaildirFixture.id("2.dot"));
                    Content lf = maildrop.open(MaildirFixture.id("3.lf"))) {
                assertThat(wire).isInstanceOf(Content.WireFile.class);
                assertThat(dot).isInstanceOf(Content.LocalFile.class);
                assertThat(lf).isInstanceOf(Content.LocalFile.class);
            }
        }
    }

    @Test
    void sizesInNamesOfOthersAreNotBelieved() throws IOException {
        box.write("new/1.a,S=9999,W=77777", "a\nb\n");
        assertThat(box.messages()).isEqualTo(Map.of("1.a", "a\r\nb\r\n"));
    }

    @Test
    void aDeliveredFileThatSomeoneRewroteIsMeasuredAgain() throws IOException {
        String id = "1700000000.M000001P1Q1R0123456789abcdefw.host";
        box.write("new/" + id + ",S=3,W=3", "a\nlonger\n");
        assertThat(box.messages()).isEqualTo(Map.of(id, "a\r\nlonger\r\n"));
    }

    @Test
    void whatIsNoMessageIsNotListed() throws IOException {
        box.write("new/.hidden", "a");
        Files.createDirectory(box.file("cur/folder"));
        Files.createSymbolicLink(box.file("cur/link"), box.write("other", "secret"));
        box.write("tmp/1.unfinished", "a");
        assertThat(box.messages()).isEmpty();
        assertThat(box.file("cur/folder")).exists();
    }

    @Test
    void theOrderIsThatOfTheTimesInTheNamesThenOfTheFiles() throws IOException {
        box.write("cur/1700000000.V10I2aM000002.host:2,S", "2");
        box.write("new/1700000000.M000001P5.host", "1");
        box.write("new/1700000000.5_0.host", "0");
        Files.setLastModifiedTime(
                box.write("new/unusual", "9"), FileTime.from(Instant.ofEpochSecond(1_800_000_000)));
        box.write("new/1700000001.M000000P5.host", "3");
        assertThat(box.messages().values())
                .containsExactly("0\r\n", "1\r\n", "2\r\n", "3\r\n", "9\r\n");
    }

    @Test
    void mailThatComesLaterIsListedLaterWhateverItsNameSays() throws IOException {
        box.write("new/1700000005.a", "1");
        box.messages();
        box.write("new/1700000001.b", "2");
        assertThat(box.messages().keySet()).containsExactly("1700000005.a", "1700000001.b");
    }

    @Test
    @Spec({"P3-090", "P3-093"})
    void idsStayWhenFilesMoveAndFlagsChangeBetweenSessions() throws IOException {
        box.write("new/1.a,S=1", "a");
        box.write("new/2.b", "b");
        Map<String, String> before = box.messages();
        assertThat(before).containsOnlyKeys("1.a", "2.b");
        box.rename("new/1.a,S=1", "cur/1.a,S=1:2,");
        assertThat(box.messages()).isEqualTo(before);
        box.rename("cur/1.a,S=1:2,", "cur/1.a,S=1,W=3:2,FRS");
        box.rename("new/2.b", "cur/2.b:2,S");
        assertThat(box.messages()).isEqualTo(before);
        box.rename("cur/2.b:2,S", "new/2.b");
        assertThat(box.messages()).isEqualTo(before);
    }

    @Test
    @Spec("P3-093")
    void aMessageThatMovesDuringASessionIsStillSentAndRemoved() throws IOException {
        box.write("new/1.a", "a");
        box.write("new/2.b", "b");
        box.write("new/3.c", "c");
        try (Maildrop maildrop = box.open()) {
            box.rename("new/1.a", "cur/1.a:2,S");
            assertThat(Octets.text(maildrop.open(MaildirFixture.id("1.a")))).isEqualTo("a\r\n");
            box.rename("new/2.b", "cur/2.b:2,S");
            box.rename("cur/1.a:2,S", "cur/1.a:2,RS");
            assertThat(Octets.text(maildrop.open(MaildirFixture.id("1.a")))).isEqualTo("a\r\n");
            assertThat(Octets.text(maildrop.open(MaildirFixture.id("2.b")))).isEqualTo("b\r\n");
            assertThat(maildrop.remove(Set.of(MaildirFixture.id("1.a"), MaildirFixture.id("2.b"))))
                    .isEmpty();
        }
        assertThat(box.messages()).isEqualTo(Map.of("3.c", "c\r\n"));
        assertThat(box.file("cur")).isEmptyDirectory();
    }

    @Test
    void manyMessagesWithNewFlagsAreRemovedInOneGo() throws IOException {
        int count = 3000;
        for (int i = 0; i < count; i++) {
            box.write("new/" + i + ".a", "");
        }
        try (Maildrop maildrop = box.open()) {
            Set<UniqueId> ids = new HashSet<>();
            maildrop.listing().forEach(message -> ids.add(message.id()));
            for (int i = 0; i < count; i++) {
                box.rename("new/" + i + ".a", "cur/" + i + ".a:2,S");
            }
            assertThat(ids).hasSize(count);
            assertThat(maildrop.remove(ids)).isEmpty();
        }
        assertThat(box.file("cur")).isEmptyDirectory();
        assertThat(box.messages()).isEmpty();
    }

    @Test
    @Spec({"P3-072", "P3-081"})
    void aFilePutInAnothersPlaceIsNeitherSentNorRemovedForIt() throws IOException {
        box.write("new/1.a", "old");
        try (Maildrop maildrop = box.open()) {
            Files.move(
                    box.write("tmp/1.a", "new"),
                    box.file("new/1.a"),
                    StandardCopyOption.REPLACE_EXISTING);
            assertThatExceptionOfType(MessageGoneException.class)
                    .isThrownBy(() -> maildrop.open(MaildirFixture.id("1.a")));
            assertThat(maildrop.remove(Set.of(MaildirFixture.id("1.a"))))
                    .containsExactly(MaildirFixture.id("1.a"));
        }
        assertThat(box.messages()).isEqualTo(Map.of("1.a", "new\r\n"));
    }

    @Test
    @Spec({"P3-072", "P3-080", "P3-081"})
    void aFileRewrittenInPlaceIsNeitherSentNorRemoved() throws IOException {
        box.write("new/1.a", "old");
        try (Maildrop maildrop = box.open()) {
            box.write("new/1.a", "longer");
            assertThatExceptionOfType(MessageGoneException.class)
                    .isThrownBy(() -> maildrop.open(MaildirFixture.id("1.a")));
            assertThat(maildrop.remove(Set.of(MaildirFixture.id("1.a"))))
                    .containsExactly(MaildirFixture.id("1.a"));
        }
        assertThat(box.file("new/1.a")).exists();
    }

    @Test
    void aFileWithTwoNamesIsOneMessageAndRemovedWithBoth() throws IOException {
        Path file = box.write("new/1.a", "a");
        Files.createLink(box.file("cur/1.a:2,S"), file);
        assertThat(box.messages()).isEqualTo(Map.of("1.a", "a\r\n"));
        try (Maildrop maildrop = box.open()) {
            assertThat(maildrop.remove(Set.of(MaildirFixture.id("1.a")))).isEmpty();
        }
        assertThat(box.messages()).isEmpty();
    }

    @Test
    @Spec({"OC-002", "P3-089"})
    void whateverFilesThereAreEachIsListedAndSentAsTheModelSays() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            String stored = Octets.random(random);
            String where =
                    switch (random.nextInt(3)) {
                        case 0 -> "new/%d.x,S=%d".formatted(i, random.nextInt(100));
                        case 1 -> "cur/%d.x:2,S".formatted(i);
                        default -> "new/%d.x".formatted(i);
                    };
            box.write(where, stored);
            expected.put(i + ".x", Octets.canonical(stored));
        }
        assertThat(box.messages()).as("seed %d", seed).isEqualTo(expected);
        assertThat(box.messages()).as("by the manifest, seed %d", seed).isEqualTo(expected);
        Files.delete(box.maildir.manifest());
        assertThat(box.messages()).as("without manifest, seed %d", seed).isEqualTo(expected);
    }

    @Test
    void nothingButOurOwnFilesIsAddedToTheMaildir() throws IOException {
        box.write("new/1.a", "a");
        box.messages();
        try (Stream<Path> files = Files.list(box.maildir.path())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "new", "cur", "tmp", "restante-lock", "restante-manifest");
        }
    }
}
