package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.UniqueId;
import org.restante.spec.Spec;
import org.restante.store.Delivery;
import org.restante.store.Octets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** What a delivery leaves on disk. */
final class MaildirDeliveryTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.000042Z");

    @TempDir private Path data;

    @Test
    void theNameTellsWhenAndBySizesWhatTheFileHolds() throws IOException {
        MaildirFixture box =
                new MaildirFixture(data, LineEnds.CRLF, Duration.ZERO, InstantSource.fixed(NOON));
        UniqueId id = deliver(box, "a\r\n");
        assertThat(id.value())
                .matches("1795435200\\.M000042P\\d+Q1R[0-9a-f]{16}w\\.mail\\.example\\.org")
                .hasSizeLessThanOrEqualTo(70);
        Path file = box.file("new/" + id + ",S=3,W=3");
        assertThat(file).hasContent("a\r\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(box.maildir.path())))
                .isEqualTo("rwx------");
        assertThat(box.maildir.tmp()).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "tr-TR"})
    @Spec({"P3-089", "RW-082"})
    void theNameIsTheSameInEachLocale(String locale) throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag(locale));
            assertThat(deliver(new MaildirFixture(data), "a\r\n").value())
                    .matches("[0-9]+\\.M[0-9]{6}P[0-9]+Q1R[0-9a-f]{16}w\\.mail\\.example\\.org");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aMessageThatNeedsStuffingIsMarkedSo() throws IOException {
        assertThat(deliver(new MaildirFixture(data), "a\r\n.\r\n").value())
                .containsPattern("R[0-9a-f]{16}s\\.");
    }

    @Test
    @Spec({"OC-001", "OC-002"})
    void withLfTheFileIsShorterAndTheMessageTheSame() throws IOException {
        MaildirFixture box = lfBox();
        UniqueId id = deliver(box, "a\r\nb\r\r\nc\rd\r\n\r\n");
        assertThat(Files.readAllBytes(box.file("new/" + id + ",S=11,W=14")))
                .isEqualTo(Octets.of("a\nb\r\r\nc\rd\n\n"));
        assertThat(box.messages()).isEqualTo(Map.of(id.value(), "a\r\nb\r\r\nc\rd\r\n\r\n"));
    }

    @ParameterizedTest
    @EnumSource
    @Spec({"OC-002", "P3-027"})
    void whateverIsDeliveredIsListedAsItIsSentWithAndWithoutManifest(LineEnds lineEnds)
            throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        MaildirFixture box =
                new MaildirFixture(data, lineEnds, Duration.ZERO, InstantSource.system());
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            String message = Octets.random(random);
            expected.put(deliver(box, message).value(), Octets.canonical(message));
        }
        assertThat(box.messages()).as("seed %d", seed).isEqualTo(expected);
        Files.delete(box.maildir.manifest());
        assertThat(box.messages()).as("seed %d", seed).isEqualTo(expected);
        try (Stream<Path> files = Files.list(box.file("new"))) {
            for (Path file : files.toList()) {
                String octets = Octets.text(Files.readAllBytes(file));
                DeliveredName name = DeliveredName.parse(FileName.of(file)).orElseThrow();
                assertThat(name.size()).as("seed %d", seed).isEqualTo(octets.length());
                assertThat(name.octets())
                        .as("seed %d", seed)
                        .isEqualTo(Octets.canonical(octets).length());
                assertThat(name.wireForm())
                        .as("seed %d", seed)
                        .isEqualTo(
                                octets.equals(Octets.canonical(octets))
                                        && !octets.startsWith(".")
                                        && !octets.contains("\n."));
            }
        }
    }

    @Test
    void aHostThatDoesNotFitIntoANameIsShortened() throws IOException {
        MaildirStore store =
                new MaildirStore(
                        new MaildirOptions(
                                MaildirLayout.hashed(data),
                                LineEnds.CRLF,
                                Duration.ZERO,
                                "h/o:s,t é" + "x".repeat(200),
                                MaildirOptions.JOURNAL_OCTETS,
                                InstantSource.fixed(NOON),
                                new Random(1)));
        try (Delivery delivery = store.deliver(MaildirFixture.NAME)) {
            assertThat(delivery.commit().value()).hasSize(70).contains("w.hostx");
        }
    }

    @Test
    void whatIsNotCommittedGoesFromTmp() throws IOException {
        MaildirFixture box = new MaildirFixture(data);
        try (Delivery delivery = box.store.deliver(MaildirFixture.NAME)) {
            delivery.write(new byte[100_000], 0, 100_000);
            assertThat(box.maildir.tmp()).isNotEmptyDirectory();
        }
        assertThat(box.maildir.tmp()).isEmptyDirectory();
    }

    @Test
    void aDeliveryThatFailedToWriteCannotBeCommitted() throws IOException {
        MaildirFixture box = new MaildirFixture(data);
        try (Delivery delivery = box.store.deliver(MaildirFixture.NAME)) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> delivery.write(new byte[1], 0, 2));
            assertThatIllegalStateException().isThrownBy(delivery::commit);
        }
        assertThat(box.messages()).isEmpty();
    }

    @Test
    void aCommitThatCannotRenameLeavesNothing() throws IOException {
        MaildirFixture box = new MaildirFixture(data);
        try (Delivery delivery = box.store.deliver(MaildirFixture.NAME)) {
            box.rename("new", "elsewhere");
            assertThatIOException().isThrownBy(delivery::commit);
        }
        assertThat(box.maildir.tmp()).isEmptyDirectory();
        assertThat(box.file("elsewhere")).isEmptyDirectory();
    }

    @Test
    void leftoversInTmpGoAfterADayAndAHalfWhenTheFoldersAreListedOrSwept() throws IOException {
        MaildirFixture box =
                new MaildirFixture(data, LineEnds.CRLF, Duration.ZERO, MaildirFixture.later());
        box.write("tmp/1.dead", "half a mess");
        box.messages();
        assertThat(box.maildir.tmp()).isNotEmptyDirectory();
        InstantSource later = () -> Instant.now().plus(Duration.ofHours(37));
        MaildirFixture then = new MaildirFixture(data, LineEnds.CRLF, Duration.ZERO, later);
        then.messages();
        assertThat(box.maildir.tmp()).isNotEmptyDirectory();
        box.write("new/1.came", "a message");
        then.messages();
        assertThat(box.maildir.tmp()).isEmptyDirectory();
        box.write("tmp/2.dead", "half a mess");
        then.store.sweep(MaildirFixture.NAME, Optional.empty());
        assertThat(box.maildir.tmp()).isEmptyDirectory();
    }

    @Test
    void whatLiesBehindASymbolicLinkIsNoLeftover() throws IOException {
        InstantSource later = () -> Instant.now().plus(Duration.ofHours(37));
        MaildirFixture box = new MaildirFixture(data, LineEnds.CRLF, Duration.ZERO, later);
        Path others = Files.createDirectories(data.resolve("another/cur"));
        Path mail = Files.writeString(others.resolve("1.a:2,S"), "a");
        Files.delete(box.maildir.tmp());
        Files.createSymbolicLink(box.maildir.tmp(), others);
        box.store.sweep(MaildirFixture.NAME, Optional.empty());
        assertThat(box.messages()).isEmpty();
        assertThat(mail).exists();
    }

    @Test
    void aFolderThatAnotherProgramTookAwayIsMadeByTheNextLogin() throws IOException {
        MaildirFixture box =
                new MaildirFixture(data, LineEnds.CRLF, Duration.ZERO, MaildirFixture.later());
        box.messages();
        box.messages();
        for (String folder : new String[] {"new", "cur", "tmp"}) {
            Files.delete(box.file(folder));
            assertThat(box.messages()).isEmpty();
            assertThat(box.file(folder)).isDirectory();
        }
    }

    private MaildirFixture lfBox() throws IOException {
        return new MaildirFixture(data, LineEnds.LF, Duration.ZERO, InstantSource.system());
    }

    private static UniqueId deliver(MaildirFixture box, String message) throws IOException {
        try (Delivery delivery = box.store.deliver(MaildirFixture.NAME)) {
            byte[] octets = Octets.of(message);
            delivery.write(octets, 0, octets.length);
            return delivery.commit();
        }
    }
}
