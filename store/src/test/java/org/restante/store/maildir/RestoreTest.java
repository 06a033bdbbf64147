package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.protocol.UniqueId;
import org.restante.spec.Spec;
import org.restante.store.Delivery;
import org.restante.store.Expiry;
import org.restante.store.Maildrop;
import org.restante.store.Octets;
import org.restante.store.Opening;
import org.restante.store.Sweeping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Removed messages are brought back as what they were. */
final class RestoreTest {
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir private Path data;
    private MaildirFixture box;

    @BeforeEach
    void openBox() throws IOException {
        box = new MaildirFixture(data, LineEnds.CRLF, WEEK, InstantSource.system());
    }

    private List<RemovedMessage> removed() throws IOException {
        return box.store.removed(MaildirFixture.NAME).orElseThrow();
    }

    private Restoring restore(List<RemovedMessage> messages) throws IOException {
        return box.store.restore(MaildirFixture.NAME, messages);
    }

    private void remove(String... ids) throws IOException {
        try (Maildrop maildrop = box.open()) {
            Set<UniqueId> marked =
                    List.of(ids).stream().map(UniqueId::new).collect(Collectors.toSet());
            assertThat(maildrop.remove(marked)).isEmpty();
        }
    }

    @Test
    @Spec({"P3-090", "P3-092"})
    void aMessageComesBackUnderItsIdWithItsFlagsAndInItsPlace() throws IOException {
        box.write("new/1700000001.a", "a");
        box.write("cur/1700000002.b:2,RS", "b\n");
        box.write("new/1700000003.c", "c");
        Map<String, String> before = box.messages();
        Object modified = Files.getLastModifiedTime(box.file("cur/1700000002.b:2,RS"));
        remove("1700000002.b", "1700000001.a");

        List<RemovedMessage> kept = removed();
        assertThat(kept)
                .extracting(message -> message.id().value())
                .containsExactlyInAnyOrder("1700000001.a", "1700000002.b");
        assertThat(restore(kept)).isEqualTo(new Restoring.Restored(kept));

        assertThat(List.copyOf(box.messages().entrySet()))
                .isEqualTo(List.copyOf(before.entrySet()));
        assertThat(box.file("cur/1700000002.b:2,RS")).exists();
        assertThat(box.file("new/1700000001.a")).exists();
        assertThat(Files.getLastModifiedTime(box.file("cur/1700000002.b:2,RS")))
                .isEqualTo(modified);
        assertThat(removed()).isEmpty();
    }

    @Test
    void whatIsKeptIsToldWithItsTimes() throws IOException {
        box.write("new/1700000001.a", "text");
        Instant before = Instant.now().minusSeconds(1);
        remove("1700000001.a");
        RemovedMessage kept = removed().getFirst();
        assertThat(kept.size()).isEqualTo(4);
        assertThat(kept.delivered()).isEqualTo(Instant.ofEpochSecond(1_700_000_001));
        assertThat(kept.removed()).isBetween(before, Instant.now().plusSeconds(1));
        assertThat(kept.until()).isEqualTo(kept.removed().plus(WEEK));
    }

    @Test
    @Spec({"P3-089", "P3-092"})
    void anAssignedIdComesBackAsWell() throws IOException {
        box.write("new/1.a", "first");
        box.write("cur/1.a:2,S", "second");
        Map<String, String> before = box.messages();
        assertThat(before).hasSize(2);
        remove(before.keySet().toArray(String[]::new));
        restore(removed());
        assertThat(box.messages()).isEqualTo(before);
    }

    @Test
    @Spec("P3-089")
    void severalOfOneNameComeBackAndNoneIsLost() throws IOException {
        for (String text : List.of("first", "second", "third")) {
            box.write("new/1.a", text);
            remove("1.a");
        }
        box.write("new/1.a", "fourth");
        assertThat(box.messages()).isEqualTo(Map.of("1.a", "fourth\r\n"));
        assertThat(removed()).hasSize(3);
        restore(removed());
        Map<String, String> after = box.messages();
        assertThat(after)
                .hasSize(4)
                .containsEntry("1.a", "fourth\r\n")
                .containsValues("first\r\n", "second\r\n", "third\r\n");
    }

    @Test
    void whatHasGoneForGoodMeanwhileIsNotToldToBeRestored() throws IOException {
        box.write("new/1.a", "a");
        box.write("new/2.b", "b");
        remove("1.a", "2.b");
        List<RemovedMessage> kept = removed();
        Files.delete(box.removed("1.a"));
        assertThat(restore(kept))
                .isEqualTo(
                        new Restoring.Restored(
                                kept.stream()
                                        .filter(each -> each.id().value().equals("2.b"))
                                        .toList()));
        assertThat(box.messages()).isEqualTo(Map.of("2.b", "b\r\n"));
    }

    @Test
    void whatIsBackDoesNotExpireAgainThoughNothingMoreCouldBeDone() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        MaildirStore store = MaildirFixture.storeOn(disk, WEEK);
        UniqueId id;
        try (Delivery delivery = store.deliver(MaildirFixture.NAME)) {
            delivery.write(Octets.of("a\r\n"), 0, 3);
            id = delivery.commit();
        }
        try (Maildrop maildrop = ((Opening.Opened) store.open(MaildirFixture.NAME)).maildrop()) {
            maildrop.retrieved(Set.of(id), Instant.EPOCH);
        }
        Optional<Expiry> retrieved =
                Optional.of(new Expiry.Retrieved(Instant.EPOCH.plusSeconds(1)));
        assertThat(store.sweep(MaildirFixture.NAME, retrieved)).isEqualTo(new Sweeping.Swept(1, 0));
        boolean[] renamed = {false};
        disk.hook(operation -> {
            if (renamed[0]) {
                throw new IOException("Input/output error");
            }
            renamed[0] = operation == SimulatedDisk.Operation.RENAME;
        });
        List<RemovedMessage> kept = store.removed(MaildirFixture.NAME).orElseThrow();
        assertThatIOException().isThrownBy(() -> store.restore(MaildirFixture.NAME, kept));
        disk.hook(_ -> {});
        assertThat(store.sweep(MaildirFixture.NAME, retrieved)).isEqualTo(new Sweeping.Swept(0, 0));
        assertThat(store.usage(MaildirFixture.NAME).messages()).isEqualTo(1);
    }

    @Test
    void aMaildropInUseIsLeftAsItIs() throws IOException {
        box.write("new/1.a", "a");
        remove("1.a");
        try (Maildrop maildrop = box.open()) {
            assertThat(restore(removed())).isEqualTo(new Restoring.InUse());
            assertThat(maildrop.listing()).isEmpty();
        }
        assertThat(removed()).hasSize(1);
    }

    @Test
    void foldersHaveTheirOwnAndOneThatIsNotThereHasNone() throws IOException {
        var none = MaildirFixture.NAME.folder("none").orElseThrow();
        assertThat(box.store.removed(none)).isEmpty();
        assertThat(box.store.restore(none, List.of())).isEqualTo(new Restoring.NoSuchFolder());
        assertThat(removed()).isEmpty();
        assertThat(restore(List.of())).isEqualTo(new Restoring.Restored(List.of()));
    }
}
