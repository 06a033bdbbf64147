package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.protocol.UniqueId;
import org.restante.spec.Spec;
import org.restante.store.Delivery;
import org.restante.store.Maildrop;
import org.restante.store.MaildropName;
import org.restante.store.Octets;
import org.restante.store.Opening;
import org.restante.store.Sweeping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Hidden messages stay in the Maildir, and cost a login nothing while nothing changes. */
final class HiddenMailTest {
    private static final MaildropName RECENT = MaildirFixture.NAME.view("recent").orElseThrow();

    @TempDir private Path data;
    private MaildirFixture box;

    @BeforeEach
    void openBox() throws IOException {
        box = new MaildirFixture(data, LineEnds.CRLF, Duration.ofDays(7), MaildirFixture.later());
    }

    private void hide(String... ids) throws IOException {
        try (Maildrop maildrop = box.open()) {
            Set<UniqueId> chosen = new HashSet<>();
            List.of(ids).forEach(id -> chosen.add(new UniqueId(id)));
            maildrop.hide(chosen);
        }
    }

    private Maildrop open(Opening opening) {
        return switch (opening) {
            case Opening.Opened(var maildrop) -> maildrop;
            case Opening.InUse(), Opening.NoSuchFolder() -> throw new AssertionError(opening);
        };
    }

    @Test
    @Spec({"P3-079", "P3-090", "P3-092"})
    void whatIsHiddenStaysInItsPlaceAndStaysHiddenWhateverBecomesOfTheFile() throws IOException {
        box.write("cur/1.a:2,", "a");
        box.write("new/2.b", "b");
        hide("1.a");
        assertThat(box.file("cur/1.a:2,")).exists();
        assertThat(box.messages()).isEqualTo(Map.of("2.b", "b\r\n"));
        box.rename("cur/1.a:2,", "cur/1.a:2,S");
        assertThat(box.messages()).isEqualTo(Map.of("2.b", "b\r\n"));
        box.write("new/3.c", "c");
        assertThat(box.messages()).isEqualTo(Map.of("2.b", "b\r\n", "3.c", "c\r\n"));
        Files.delete(box.file("restante-manifest-hidden"));
        box.write("new/4.d", "d");
        assertThat(box.messages()).containsOnlyKeys("2.b", "3.c", "4.d");
        Files.delete(box.file("restante-manifest"));
        assertThat(box.messages()).containsOnlyKeys("2.b", "3.c", "4.d");
    }

    @Test
    void whatIsHiddenIsShownAndListedAgainInItsPlace() throws IOException {
        box.write("new/1700000001.a", "a");
        box.write("new/1700000002.b", "b");
        box.write("new/1700000003.c", "c");
        List<String> before = List.copyOf(box.messages().keySet());
        hide("1700000002.b", "1700000001.a");
        Map<UniqueId, Instant> hidden;
        try (Maildrop whole = open(box.store.openWhole(MaildirFixture.NAME))) {
            hidden = box.store.hidden(MaildirFixture.NAME, whole);
            assertThat(whole.listing()).hasSize(3);
            assertThat(box.store.unhide(MaildirFixture.NAME, hidden.keySet())).isFalse();
        }
        assertThat(hidden.keySet())
                .extracting(UniqueId::value)
                .containsExactlyInAnyOrder("1700000001.a", "1700000002.b");
        assertThat(box.store.unhide(MaildirFixture.NAME, hidden.keySet())).isTrue();
        assertThat(List.copyOf(box.messages().keySet())).isEqualTo(before);
        assertThat(box.file("restante-manifest-hidden")).doesNotExist();
    }

    @Test
    void aFileOfHiddenMessagesThatCannotBeUnderstoodIsAnError() throws IOException {
        box.write("new/1.a", "a");
        hide("1.a");
        Files.writeString(box.file("restante-hidden"), "restante-hidden 1\nnonsense\n");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(box::open)
                .withMessageContaining("restante-hidden:2");
        Files.writeString(box.file("restante-hidden"), "");
        assertThatExceptionOfType(IOException.class).isThrownBy(box::open);
    }

    @Test
    void aLoginToAnUnchangedMaildropReadsNothingOfWhatIsHidden() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        MaildirStore store = MaildirFixture.storeOn(disk);
        for (int i = 0; i < 20; i++) {
            try (Delivery delivery = store.deliver(MaildirFixture.NAME)) {
                delivery.write(Octets.of("a\r\n"), 0, 3);
                delivery.commit();
            }
        }
        int without = loginCost(disk, store);
        try (Maildrop maildrop = open(store.open(MaildirFixture.NAME))) {
            Set<UniqueId> most = new HashSet<>();
            maildrop.listing().stream().limit(19).forEach(message -> most.add(message.id()));
            maildrop.hide(most);
        }
        assertThat(loginCost(disk, store))
                .as("one look more, at the list of what is hidden")
                .isEqualTo(without + 1);
        try (Maildrop maildrop = open(store.open(MaildirFixture.NAME))) {
            assertThat(maildrop.listing()).hasSize(1);
        }
    }

    /** Operations of a login once those before have found everything out. */
    private int loginCost(SimulatedDisk disk, MaildirStore store) throws IOException {
        for (int i = 0; i < 3; i++) {
            disk.later();
            open(store.open(MaildirFixture.NAME)).close();
        }
        int before = disk.operations();
        open(store.open(MaildirFixture.NAME)).close();
        return disk.operations() - before;
    }

    @Test
    void theViewOfRecentMailWorksBesideASessionAndGivesNoIdThatIsNotOnDisk() throws IOException {
        box.write("new/1.a", "a");
        box.messages();
        try (Maildrop main = box.open()) {
            // Two files that would share an id: one of them has to have it assigned.
            box.write("cur/1.a:2,S", "other");
            box.write("new/2.b", "b");
            try (Maildrop view = open(box.store.open(RECENT))) {
                assertThat(view.listing().stream().map(it -> it.id().value()))
                        .containsExactlyInAnyOrder("1.a", "2.b");
                assertThat(Octets.text(view.open(new UniqueId("1.a")))).isEqualTo("a\r\n");
                view.remove(Set.of(new UniqueId("2.b")));
            }
            assertThat(main.listing()).hasSize(1);
            assertThat(box.file("restante-unique-ids")).doesNotExist();
        }
        try (Maildrop view = open(box.store.open(RECENT))) {
            assertThat(view.listing()).hasSize(2);
        }
        assertThat(box.messages()).hasSize(3);
        try (Maildrop whole = open(box.store.openWhole(RECENT))) {
            assertThat(box.store.hidden(RECENT, whole)).containsOnlyKeys(new UniqueId("2.b"));
        }
        assertThat(box.store.unhide(RECENT, Set.of(new UniqueId("2.b")))).isTrue();
        try (Maildrop view = open(box.store.open(RECENT))) {
            assertThat(view.listing()).hasSize(3);
        }
    }

    @Test
    void aSweepEmptiesWhatWasRemovedBeforeTheUndoWindow() throws IOException {
        box.write("new/1.a", "a");
        try (Maildrop maildrop = box.open()) {
            maildrop.remove(Set.of(new UniqueId("1.a")));
        }
        for (String part : List.of("new", "cur", "tmp", "restante-removed")) {
            Files.createDirectories(box.file(".Old").resolve(part));
        }
        box.write(".Old/restante-removed/2.b", "b");
        assertThat(box.store.sweep(MaildirFixture.NAME, Optional.empty()))
                .isEqualTo(new Sweeping.Swept(0, 0));
        MaildirFixture after =
                new MaildirFixture(
                        data,
                        LineEnds.CRLF,
                        Duration.ofDays(7),
                        () -> Instant.now().plus(Duration.ofDays(8)));
        assertThat(after.store.sweep(MaildirFixture.NAME, Optional.empty()))
                .isEqualTo(new Sweeping.Swept(0, 2));
        assertThat(box.maildir.removed()).isEmptyDirectory();
    }

    @Test
    @Spec("CA-027")
    void whatWasBroughtBackIsKeptAsIfItWereNew() throws IOException {
        box.write("new/1.a", "a");
        Files.setLastModifiedTime(
                box.file("new/1.a"), java.nio.file.attribute.FileTime.fromMillis(0));
        Instant monthAgo = Instant.now().minus(Duration.ofDays(30));
        try (Maildrop maildrop = box.open()) {
            maildrop.retrieved(Set.of(new UniqueId("1.a")), Instant.EPOCH);
            assertThat(maildrop.arrivedBefore(monthAgo)).hasSize(1);
            assertThat(maildrop.retrievedBefore(monthAgo)).hasSize(1);
            maildrop.remove(Set.of(new UniqueId("1.a")));
        }
        box.store.restore(
                MaildirFixture.NAME, box.store.removed(MaildirFixture.NAME).orElseThrow());
        try (Maildrop maildrop = box.open()) {
            assertThat(maildrop.arrivedBefore(monthAgo)).isEmpty();
            assertThat(maildrop.retrievedBefore(monthAgo)).isEmpty();
            assertThat(maildrop.arrivedBefore(Instant.now().plusSeconds(20))).hasSize(1);
        }
    }

    @Test
    void timesThatCannotBeReadMakeAMessageStayLonger() throws IOException {
        box.write("new/1.a", "a");
        box.write("new/2.b", "b");
        try (Maildrop maildrop = box.open()) {
            maildrop.retrieved(Set.of(new UniqueId("1.a")), Instant.EPOCH);
        }
        Path file = box.file("restante-retrieved");
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 4));
        try (Maildrop maildrop = box.open()) {
            maildrop.retrieved(Set.of(new UniqueId("2.b")), Instant.EPOCH);
            assertThat(maildrop.retrievedBefore(Instant.now()))
                    .containsExactly(new UniqueId("2.b"));
        }
    }
}
