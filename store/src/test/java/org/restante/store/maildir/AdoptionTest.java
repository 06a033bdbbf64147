package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.protocol.UniqueId;
import org.restante.spec.Spec;
import org.restante.store.Opening;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Messages get the ids that another server showed, and keep them. */
final class AdoptionTest {
    @TempDir private Path data;
    private MaildirFixture box;

    @BeforeEach
    void twoMessages() throws IOException {
        box = new MaildirFixture(data);
        box.write("new/1.a", "one");
        box.write("cur/2.b,S=3:2,S", "two");
    }

    private void adopt(String... oldAndNew) throws IOException {
        Map<UniqueId, UniqueId> ids = new LinkedHashMap<>();
        for (int i = 0; i < oldAndNew.length; i += 2) {
            ids.put(new UniqueId(oldAndNew[i]), new UniqueId(oldAndNew[i + 1]));
        }
        try (AdoptableMaildrop maildrop = (AdoptableMaildrop) box.open()) {
            maildrop.adopt(ids);
        }
    }

    @Test
    @Spec({"P3-090", "P3-092"})
    void anAdoptedIdStaysInItsPlaceWhateverBecomesOfTheFilesName() throws IOException {
        adopt("1.a", "UID1-5", "2.b", "UID2-5");
        Map<String, String> adopted = Map.of("UID1-5", "one\r\n", "UID2-5", "two\r\n");
        assertThat(box.messages().keySet()).containsExactly("UID1-5", "UID2-5");
        box.rename("new/1.a", "cur/1.a:2,S");
        box.write("new/3.c", "three");
        assertThat(box.messages()).containsAllEntriesOf(adopted).containsKey("3.c");
        Files.delete(box.maildir.manifest());
        assertThat(box.messages()).containsAllEntriesOf(adopted).containsKey("3.c");
    }

    @Test
    @Spec("P3-091")
    void anIdIsTakenFromWhoeverIsListedUnderIt() throws IOException {
        adopt("1.a", "2.b");
        Map<String, String> messages = box.messages();
        assertThat(messages).hasSize(2).containsEntry("2.b", "one\r\n");
        // Neither goes the other's by itself, nor is the name of the first free.
        adopt("2.b", "x");
        assertThat(box.messages()).containsEntry("x", "one\r\n").doesNotContainKey("2.b");
        String two =
                box.messages().entrySet().stream()
                        .filter(each -> each.getValue().equals("two\r\n"))
                        .findFirst()
                        .orElseThrow()
                        .getKey();
        adopt(two, "2.b", "x", "1.a");
        assertThat(box.messages()).isEqualTo(Map.of("2.b", "two\r\n", "1.a", "one\r\n"));
    }

    @Test
    @Spec("P3-091")
    void idsThatAreExchangedAreExchanged() throws IOException {
        adopt("1.a", "2.b", "2.b", "1.a");
        assertThat(box.messages()).isEqualTo(Map.of("2.b", "one\r\n", "1.a", "two\r\n"));
    }

    @Test
    @Spec("P3-091")
    void anIdOfAMessageThatIsNotHereMayComeBackAndIsNotGiven() throws IOException {
        adopt("1.a", "UID1-5");
        Path away = data.resolve("away");
        Files.move(box.file("new/1.a"), away);
        try (AdoptableMaildrop maildrop = (AdoptableMaildrop) box.open()) {
            assertThat(maildrop.unavailable()).containsExactly(new UniqueId("UID1-5"));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> adopt("2.b", "UID1-5"));
        Files.move(away, box.file("new/1.a"));
        assertThat(box.messages()).isEqualTo(Map.of("UID1-5", "one\r\n", "2.b", "two\r\n"));
    }

    @Test
    @Spec("P3-092")
    void anIdThatWasTakenAwayIsGivenToNobodyButByAdoption() throws IOException {
        adopt("1.a", "3.c");
        adopt("3.c", "UID1-5");
        box.write("new/3.c", "three");
        assertThat(box.messages()).doesNotContainKey("3.c").containsEntry("UID1-5", "one\r\n");
        adopt("UID1-5", "3.c");
        assertThat(box.messages()).containsEntry("3.c", "one\r\n");
    }

    @Test
    void whatIsNotListedOrGivenTwiceIsRefusedAndNothingChanges() throws IOException {
        assertThatIllegalArgumentException().isThrownBy(() -> adopt("9.x", "y"));
        assertThatIllegalArgumentException().isThrownBy(() -> adopt("1.a", "y", "2.b", "y"));
        assertThat(box.messages().keySet()).containsExactly("1.a", "2.b");
        assertThat(box.maildir.assignedIds()).doesNotExist();
    }

    @Test
    void whatCameMeanwhileIsListedUnderTheSameLock() throws IOException {
        try (AdoptableMaildrop maildrop = (AdoptableMaildrop) box.open()) {
            box.write("new/3.c", "three");
            try (AdoptableMaildrop relisted = maildrop.relisted()) {
                assertThatIllegalStateException().isThrownBy(maildrop::files);
                assertThat(box.store.open(MaildirFixture.NAME)).isInstanceOf(Opening.InUse.class);
                assertThat(relisted.files()).hasSize(3);
                relisted.adopt(Map.of(new UniqueId("3.c"), new UniqueId("UID3")));
            }
        }
        assertThat(box.messages()).containsEntry("UID3", "three\r\n");
    }

    @Test
    void filesAreListedWithTheirNames() throws IOException {
        try (AdoptableMaildrop maildrop = (AdoptableMaildrop) box.open()) {
            assertThat(maildrop.files())
                    .containsExactly(
                            new MessageFile(new UniqueId("1.a"), 5, "1.a"),
                            new MessageFile(new UniqueId("2.b"), 5, "2.b,S=3:2,S"));
            assertThat(maildrop.files().getLast().base()).isEqualTo("2.b");
        }
    }
}
