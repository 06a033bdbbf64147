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
import org.restante.store.Maildrop;
import org.restante.store.Octets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Which unique-id a file gets, and that it keeps it. */
final class UniqueIdsTest {
    @TempDir private Path data;
    private MaildirFixture box;

    @BeforeEach
    void aMaildir() throws IOException {
        box = new MaildirFixture(data);
    }

    @Test
    @Spec("P3-093")
    void theIdIsTheNameWithoutFlagsAndSizes() {
        assertThat(FileName.base("1.a,S=1,W=2:2,FS")).isEqualTo("1.a");
        assertThat(FileName.base("1.a,U=5,S=1:2,")).isEqualTo("1.a,U=5");
        assertThat(FileName.base("1.a,S=1x")).isEqualTo("1.a,S=1x");
        assertThat(FileName.base("1.a:1,S")).isEqualTo("1.a:1,S");
    }

    @Test
    @Spec("P3-089")
    void namesThatAreNoIdsAreHashed() throws IOException {
        box.write("new/" + "x".repeat(71), "long");
        box.write("new/a b", "space");
        box.write("new/,S=5", "empty");
        Map<String, String> messages = box.messages();
        assertThat(messages)
                .hasSize(3)
                .containsEntry("sha256.yGh6CKpdbtIEQyj6aml6uOltw0KR6MIDSujDjm_MbWU", "space\r\n");
        assertThat(messages.keySet())
                .allMatch(UniqueId::isValid)
                .allMatch(id -> id.startsWith("sha256."));
        assertThat(box.messages()).isEqualTo(messages);
    }

    @Test
    @Spec({"P3-090", "P3-091"})
    void filesThatWouldShareAnIdGetIdsOfTheirOwnForLife() throws IOException {
        Files.setLastModifiedTime(box.write("new/1.a", "younger"), time(2000));
        Files.setLastModifiedTime(box.write("cur/1.a:2,S", "older"), time(1000));
        Files.setLastModifiedTime(box.write("cur/1.a,S=5:2,S", "youngest"), time(3000));
        Map<String, String> messages = box.messages();
        assertThat(messages).hasSize(3).containsEntry("1.a", "older\r\n");
        assertThat(messages.values()).contains("younger\r\n", "youngest\r\n");

        Files.delete(box.maildir.manifest());
        assertThat(box.messages()).isEqualTo(messages);
        box.rename("new/1.a", "cur/1.a:2,F");
        assertThat(box.messages()).isEqualTo(messages);
        Files.delete(box.maildir.manifest());
        Files.delete(box.file("cur/1.a:2,S"));
        messages.remove("1.a");
        assertThat(box.messages()).isEqualTo(messages);
    }

    @Test
    @Spec("P3-090")
    void whoWasListedUnderAnIdKeepsItWhenAnOlderFileAppears() throws IOException {
        box.write("new/1.a", "first");
        assertThat(box.messages()).isEqualTo(Map.of("1.a", "first\r\n"));
        Files.setLastModifiedTime(box.write("cur/1.a:2,S", "second"), time(1000));
        Map<String, String> messages = box.messages();
        assertThat(messages).hasSize(2).containsEntry("1.a", "first\r\n");
        Files.delete(box.maildir.manifest());
        assertThat(box.messages()).isEqualTo(messages);
    }

    @Test
    @Spec({"P3-081", "P3-090"})
    void removingOneOfTwoThatShareANameLeavesTheOther() throws IOException {
        Files.setLastModifiedTime(box.write("new/1.a", "first"), time(1000));
        box.write("cur/1.a:2,S", "second");
        Map<String, String> messages = box.messages();
        try (Maildrop maildrop = box.open()) {
            Files.delete(box.file("new/1.a"));
            assertThat(maildrop.remove(Set.of(new UniqueId("1.a")))).isEmpty();
        }
        messages.remove("1.a");
        assertThat(box.messages()).isEqualTo(messages);
        assertThat(messages.values()).containsExactly("second\r\n");
    }

    @Test
    @Spec("P3-090")
    void anIdThatWasAssignedStandsAboveAll() throws IOException {
        Path file = box.write("new/1.a b", "text");
        assign(file, "adopted-17 1.a%20b");
        assertThat(box.messages()).isEqualTo(Map.of("adopted-17", "text\r\n"));
        box.rename("new/1.a b", "cur/1.a b:2,S");
        assertThat(box.messages()).isEqualTo(Map.of("adopted-17", "text\r\n"));
    }

    @Test
    @Spec({"P3-091", "P3-092"})
    void anAssignedIdIsNotGivenToAFileOfThatName() throws IOException {
        assign(box.write("new/1.a", "text"), "2.b 1.a");
        box.write("new/2.b", "other");
        Map<String, String> messages = box.messages();
        assertThat(messages).hasSize(2).containsEntry("2.b", "text\r\n");
        assertThat(messages.values()).contains("other\r\n");
    }

    @Test
    @Spec("P3-090")
    void assignedIdsThatTheManifestStillKnowsAreWrittenAgain() throws IOException {
        box.write("new/1.a", "first");
        box.write("cur/1.a:2,S", "second");
        Map<String, String> messages = box.messages();
        Files.delete(box.maildir.assignedIds());
        assertThat(box.messages()).isEqualTo(messages);
        Files.delete(box.maildir.manifest());
        assertThat(box.messages()).isEqualTo(messages);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "something else\n",
                "restante-unique-ids 1\nx id name\n",
                "restante-unique-ids 1\n1 id\n",
                "restante-unique-ids 1\n1 id na%4\n",
                "restante-unique-ids 1\n1 id a\n2 id b\n",
                "restante-unique-ids 1\n1 id a\n1 di a\n"
            })
    void idsThatCannotBeUnderstoodAreAnErrorAndTheLockIsFreed(String octets) throws IOException {
        box.write("new/1.a", "text");
        box.write("restante-unique-ids", octets);
        assertThatIOException()
                .isThrownBy(box::messages)
                .withMessageContaining("restante-unique-ids");
        Files.delete(box.maildir.assignedIds());
        assertThat(box.messages()).isEqualTo(Map.of("1.a", "text\r\n"));
    }

    @Test
    void idsThatCannotBeMadeDurableAreNotShown() throws IOException {
        box.write("new/1.a", "first");
        box.write("cur/1.a:2,S", "second");
        // A folder in the way of the file in the making: it cannot be written.
        Files.createDirectories(box.file("restante-unique-ids.tmp/in the way"));
        assertThatIOException().isThrownBy(box::messages);
        Files.delete(box.file("restante-unique-ids.tmp/in the way"));
        assertThat(box.messages()).hasSize(2);
    }

    private void assign(Path file, String idAndBase) throws IOException {
        Object inode = Files.getAttribute(file, "unix:ino");
        Files.write(
                box.maildir.assignedIds(),
                Octets.of("restante-unique-ids 1\n" + inode + " " + idAndBase + "\n"));
    }

    private static FileTime time(long second) {
        return FileTime.from(Instant.ofEpochSecond(second));
    }
}
