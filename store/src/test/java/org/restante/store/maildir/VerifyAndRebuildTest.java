package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.UniqueId;
import org.restante.spec.Spec;
import org.restante.store.Delivery;
import org.restante.store.Maildrop;
import org.restante.store.MaildropName;
import org.restante.store.Octets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is wrong in a maildrop is told without touching it, and a rebuild mends it. */
final class VerifyAndRebuildTest {
    @TempDir private Path data;
    private MaildirFixture box;
    private final List<Finding> findings = new ArrayList<>();

    @BeforeEach
    void aMaildir() throws IOException {
        box = new MaildirFixture(data, LineEnds.CRLF, Duration.ofDays(7), MaildirFixture.later());
    }

    /** Looks at it; in doing so changes nothing, to the octet and the time. */
    private Inspected verify() throws IOException {
        findings.clear();
        Map<String, String> before = everything();
        Inspected inspected =
                box.store.verify(MaildirFixture.NAME, findings::add, (_, _) -> {}).orElseThrow();
        assertThat(everything()).isEqualTo(before);
        return inspected;
    }

    private Map<String, String> everything() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(data)) {
            for (Path path : paths.toList()) {
                files.put(
                        path.toString(),
                        Files.readAttributes(path, "unix:ino,size,lastModifiedTime,ctime")
                                + (Files.isRegularFile(path) && Files.isReadable(path)
                                        ? Octets.text(Files.readAllBytes(path))
                                        : ""));
            }
        }
        return files;
    }

    private List<String> wrong() {
        return findings.stream()
                .filter(finding -> finding.weight() == Finding.Weight.WRONG)
                .map(finding -> finding.file() + " " + finding.what())
                .toList();
    }

    private List<String> notes() {
        return findings.stream()
                .filter(finding -> finding.weight() == Finding.Weight.NOTE)
                .map(finding -> finding.file() + " " + finding.what())
                .toList();
    }

    private Rebuilding.Rebuilt rebuild() throws IOException {
        return switch (box.store.rebuild(MaildirFixture.NAME, KnownIds.none())) {
            case Rebuilding.Rebuilt rebuilt -> rebuilt;
            case Rebuilding.InUse _, Rebuilding.NotThere _ -> throw new AssertionError();
        };
    }

    private String deliver(String text) throws IOException {
        try (Delivery delivery = box.store.deliver(MaildirFixture.NAME)) {
            delivery.write(Octets.of(text), 0, text.length());
            return delivery.commit().value();
        }
    }

    /** Two messages of one base name: one of them has an assigned id. */
    private Map<String, String> clash() throws IOException {
        Files.setLastModifiedTime(box.write("cur/1.a:2,S", "older"), FileTime.fromMillis(1000));
        Files.setLastModifiedTime(box.write("new/1.a", "younger"), FileTime.fromMillis(2000));
        return box.messages();
    }

    @Test
    void nothingIsWrongWithAMaildropThatIsAsItWasListed() throws IOException {
        deliver("a\r\n");
        box.write("cur/1.b:2,S", "text\n");
        box.messages();
        Inspected inspected = verify();
        assertThat(findings).isEmpty();
        assertThat(inspected).isEqualTo(new Inspected(2, 9, 0, 0, false));
    }

    @Test
    void aMaildropThatNeverWasIsNotMade() throws IOException {
        MaildropName other = MaildropName.of("other");
        assertThat(box.store.verify(other, findings::add, (_, _) -> {})).isEmpty();
        assertThat(box.store.rebuild(other, KnownIds.none())).isEqualTo(new Rebuilding.NotThere());
        assertThat(MaildirLayout.hashed(data).folder(other)).doesNotExist();
    }

    @Test
    void anOlderManifestAndMissingOnesAreNotes() throws IOException {
        verify();
        assertThat(wrong()).isEmpty();
        assertThat(notes()).containsExactly("restante-manifest is missing");
        box.write("new/1.a", "a");
        box.write("new/1.b", "b");
        box.write("new/1.c", "c");
        box.messages();
        box.rename("new/1.a", "cur/1.a:2,S");
        Files.delete(box.file("new/1.b"));
        box.write("new/1.d", "d");
        verify();
        assertThat(wrong()).isEmpty();
        assertThat(notes())
                .containsExactly(
                        "restante-manifest is older than the folders: 1 messages are new,"
                                + " 1 were moved, 1 are gone");
    }

    @Test
    @Spec({"OC-002", "P3-090"})
    void aManifestWhoseSizesAreNotTheFilesIsToldAndMended() throws IOException {
        box.write("new/1.a", "text\n");
        Map<String, String> messages = box.messages();
        Path file = box.file("new/1.a");
        FileTime time = Files.getLastModifiedTime(file);
        // The same size, inode and time, but one line end more.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(Octets.of("t\nxt\n")));
        }
        Files.setLastModifiedTime(file, time);
        verify();
        assertThat(wrong()).containsExactly("new/1.a has 7 octets, listed are 6");
        rebuild();
        verify();
        assertThat(findings).isEmpty();
        assertThat(box.messages()).containsOnlyKeys(messages.keySet()).containsValue("t\r\nxt\r\n");
    }

    @Test
    void aFilePutInAnothersPlaceIsTold() throws IOException {
        box.write("new/1.a", "text\n");
        box.messages();
        box.write("tmp/x", "other text\n");
        Files.delete(box.file("new/1.a"));
        box.rename("tmp/x", "new/1.a");
        verify();
        assertThat(wrong())
                .containsExactly(
                        "new/1.a was replaced or written to since it was listed: inode, size or"
                                + " time differ");
        rebuild();
        verify();
        assertThat(findings).isEmpty();
    }

    @Test
    void aNameOfOursThatLiesIsToldAndNotBelievedByARebuild() throws IOException {
        String name = "1700000000.M000001P1Q1R0123456789abcdefw.host,S=3,W=3";
        box.write("new/" + name, "a\nb");
        verify();
        assertThat(wrong())
                .containsExactly("new/" + name + " holds 6 octets, its name says 3 in wire form");
        rebuild();
        Inspected inspected = verify();
        assertThat(inspected.wrong()).isZero();
        assertThat(notes())
                .containsExactly(
                        "new/"
                                + name
                                + " holds 6 octets, its name says 3 in wire form; it is listed right");
        assertThat(box.messages()).containsValue("a\r\nb\r\n");
    }

    @Test
    void sizesThatOthersPutIntoNamesAreNotesWhenTheyAreWrong() throws IOException {
        box.write("cur/1.a,S=99:2,S", "text\n");
        box.messages();
        assertThat(verify().wrong()).isZero();
        assertThat(notes())
                .containsExactly("cur/1.a,S=99:2,S has 5 octets on disk, its name says S=99");
    }

    @Test
    void whatIsNoMessageIsNamed() throws IOException {
        Files.createDirectory(box.file("new/folder"));
        box.write("cur/.hidden", "x");
        box.write("tmp/1.dead", "half");
        box.write("new/1.a", "a");
        try (Maildrop maildrop = box.open()) {
            maildrop.remove(Set.of(new UniqueId("1.a")));
        }
        box.messages();
        verify();
        assertThat(wrong()).isEmpty();
        assertThat(notes())
                .containsExactlyInAnyOrder(
                        "new/folder is not a file and is not listed",
                        "cur/.hidden starts with a full stop and is not listed",
                        "tmp has 1 deliveries that are going on or died, 0 of them untouched for"
                                + " 36 hours",
                        "restante-removed has 1 removed messages, 1 octets");
    }

    @Test
    void aSessionAtWorkIsNotDisturbedAndARebuildFindsItInUse() throws IOException {
        deliver("a\r\n");
        try (Maildrop maildrop = box.open()) {
            assertThat(verify().wrong()).isZero();
            assertThat(box.store.rebuild(MaildirFixture.NAME, KnownIds.none()))
                    .isEqualTo(new Rebuilding.InUse());
            assertThat(maildrop.listing()).hasSize(1);
        }
    }

    @ParameterizedTest
    @Spec({"P3-090", "P3-091"})
    @ValueSource(strings = {"restante-unique-ids 1\n17 x", "", "\0\0\0\0\0\0\0\0"})
    void aDamagedFileOfAssignedIdsIsKeptAsideAndNoIdIsLost(String damaged) throws IOException {
        Map<String, String> messages = clash();
        Files.writeString(box.maildir.assignedIds(), damaged);
        assertThatIOException()
                .isThrownBy(box::messages)
                .withMessageContaining("restante maildrop rebuild");
        verify();
        assertThat(wrong()).anyMatch(line -> line.startsWith("restante-unique-ids cannot be"));
        Path aside = rebuild().aside().orElseThrow();
        assertThat(aside).hasContent(damaged);
        assertThat(verify().wrong()).isZero();
        assertThat(box.messages()).isEqualTo(messages);
        Files.delete(box.maildir.manifest());
        assertThat(box.messages()).isEqualTo(messages);
    }

    @Test
    @Spec({"P3-090", "P3-091"})
    void whatIsLeftOfTheAssignedIdsHoldsWithoutAManifest() throws IOException {
        Map<String, String> messages = clash();
        Files.writeString(box.maildir.assignedIds(), "half a li", StandardOpenOption.APPEND);
        Files.delete(box.maildir.manifest());
        assertThat(rebuild().aside()).isPresent();
        assertThat(box.messages()).isEqualTo(messages);
    }

    @Test
    @Spec({"P3-090", "P3-091"})
    void recordsWithoutAHeadStillTellIds() throws IOException {
        Map<String, String> messages = clash();
        Files.delete(box.maildir.assignedIds());
        try (FileChannel manifest =
                FileChannel.open(box.maildir.manifest(), StandardOpenOption.WRITE)) {
            manifest.write(ByteBuffer.allocate(1024));
        }
        verify();
        assertThat(wrong())
                .contains("restante-manifest is damaged, or of another version")
                .anyMatch(line -> line.contains("but restante-unique-ids does not say so"));
        rebuild();
        assertThat(box.messages()).isEqualTo(messages);
        assertThat(verify().wrong()).isZero();
    }

    @Test
    @Spec({"P3-090", "P3-091"})
    void assignedIdsFollowFilesThatWereCopied() throws IOException {
        UniqueId adopted = new UniqueId("adopted");
        box.write("new/1.a", "text");
        AssignedIds ids = AssignedIds.read(box.maildir.disk(), box.maildir.assignedIds());
        ids.put(FoundFile.look(box.maildir, Folder.NEW, "1.a").orElseThrow().key(), adopted);
        ids.write(box.maildir.disk(), box.maildir.assignedIds());
        assertThat(box.messages()).containsOnlyKeys("adopted");
        Files.copy(box.file("new/1.a"), box.file("tmp/copy"));
        Files.delete(box.file("new/1.a"));
        box.rename("tmp/copy", "new/1.a");
        Files.delete(box.maildir.manifest());
        rebuild();
        assertThat(box.messages()).containsOnlyKeys("adopted");
    }

    @Test
    @Spec({"P3-090", "P3-091"})
    void idsThatAreKnownFromElsewhereAreTaken() throws IOException {
        box.write("new/1.a", "a");
        box.write("new/1.b", "b");
        box.write("new/1.c", "c");
        KnownIds known =
                base ->
                        switch (base) {
                            case "1.a", "1.b" -> Optional.of(new UniqueId("known"));
                            default -> Optional.empty();
                        };
        assertThat(box.store.rebuild(MaildirFixture.NAME, known))
                .isEqualTo(new Rebuilding.Rebuilt(3, 9, Optional.empty()));
        Map<String, String> messages = box.messages();
        assertThat(messages).hasSize(3).containsKeys("known", "1.c");
        Files.delete(box.maildir.manifest());
        assertThat(box.messages()).isEqualTo(messages);
    }

    @Test
    @Spec({"P3-089", "P3-090"})
    void twoRecordsWithOneIdAreToldAndTakenApart() throws IOException {
        MessageTable table = new MessageTable();
        for (String name : List.of("1.a", "1.b")) {
            box.write("new/" + name, name);
            FoundFile file = FoundFile.look(box.maildir, Folder.NEW, name).orElseThrow();
            table.add(Row.withId(Row.measured(Row.of(file), 5, false), new UniqueId("1.a")));
        }
        Manifest.write(
                        box.maildir.disk(),
                        box.maildir.manifest(),
                        table,
                        Stamps.of(box.maildir),
                        Stamp.NONE)
                .close();
        verify();
        assertThat(wrong()).contains("new/1.b has the same unique-id as new/1.a: 1.a");
        rebuild();
        assertThat(box.messages()).containsOnlyKeys("1.a", "1.b");
        assertThat(verify().wrong()).isZero();
    }
}
