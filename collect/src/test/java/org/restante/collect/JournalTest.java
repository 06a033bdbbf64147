package org.restante.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.collect.Entry.State;
import org.restante.collect.Entry.Trouble;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

final class JournalTest {
    private static final String IDENTITY = "alice@pop.example.org:995";

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("work.journal");
    }

    private Journal open() throws IOException {
        return Journal.open(folder, "work", IDENTITY);
    }

    private static Entry entry(State state) {
        return new Entry(state, 1_700_000_000, 0, new Fingerprint(1, -2), Optional.empty());
    }

    /** What a journal says after each of its lines. */
    private static Map<String, Entry> after(byte[] octets, int length) {
        Map<String, Entry> entries = new HashMap<>();
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (octets[i] == '\n') {
                byte[] line = Arrays.copyOfRange(octets, start, i);
                if (JournalLine.parse(line, line.length).orElseThrow()
                        instanceof JournalLine.Message(var key, var entry)) {
                    entries.put(key, entry);
                }
                start = i + 1;
            }
        }
        return entries;
    }

    private byte[] written() throws IOException {
        try (Journal journal = open()) {
            journal.put("u1", entry(State.SEEN));
            journal.put("u2", entry(State.SEEN));
            journal.note("123");
            journal.put("u1", entry(State.STAGED));
            journal.put("u2", entry(State.STAGED));
            journal.put("u1", entry(State.DELIVERED));
            journal.put(
                    "u2", entry(State.SEEN).with(new Trouble(2, 5, "no such user, it says\r\n")));
            journal.ended(new LastRun(Instant.ofEpochSecond(9), true, 1, 0, "cut off"));
            journal.force();
        }
        return Files.readAllBytes(file);
    }

    @Test
    @Spec("CL-025")
    void everyPrefixOfItsOctetsRecoversToWhatItsWholeLinesSay() throws IOException {
        byte[] octets = written();
        for (int length = 0; length <= octets.length; length++) {
            byte[] prefix = Arrays.copyOf(octets, length);
            Files.write(file, prefix);
            try (Journal journal = open()) {
                assertThat(EntryTableTest.map(journal.entries()))
                        .as("%d octets", length)
                        .isEqualTo(after(octets, length));
                journal.put("u3", entry(State.SEEN));
                journal.force();
            }
            try (Journal journal = open()) {
                assertThat(journal.damagedLines()).isZero();
                assertThat(EntryTableTest.map(journal.entries())).containsKey("u3");
            }
        }
    }

    @Test
    void whatIsTornInAnyWayIsCutOff() throws IOException {
        byte[] octets = written();
        int end = octets.length;
        byte[] torn = Arrays.copyOf(octets, end + 3 * 512);
        Arrays.fill(torn, end + 512, end + 1024, (byte) '\n');
        Files.write(file, torn);
        try (Journal journal = open()) {
            assertThat(EntryTableTest.map(journal.entries())).isEqualTo(after(octets, end));
            assertThat(journal.damagedLines()).isZero();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(octets);
    }

    /** Whatever octet is changed, one line is lost at most, and nothing false is read. */
    @Test
    void aDamagedLineTakesNothingElseWithIt() throws IOException {
        byte[] octets = written();
        int head = new String(octets, StandardCharsets.US_ASCII).indexOf('\n');
        for (int at = head + 1; at < octets.length - 1; at++) {
            byte[] damaged = octets.clone();
            damaged[at] ^= 0x04;
            Files.write(file, damaged);
            try (Journal journal = open()) {
                assertThat(EntryTableTest.map(journal.entries())).containsOnlyKeys("u1", "u2");
                assertThat(journal.find("u1").orElseThrow().state())
                        .isIn(State.STAGED, State.DELIVERED);
            }
        }
    }

    @Test
    void aJournalThatLostWhoseItIsIsNotUsed() throws IOException {
        byte[] octets = written();
        octets[3] ^= 1;
        Files.write(file, octets);
        assertThatExceptionOfType(WrongJournalException.class).isThrownBy(this::open);
    }

    @Test
    @Spec("CL-014")
    void theIdsOfAnotherServerAreNotMixedIn() throws IOException {
        written();
        assertThatExceptionOfType(WrongJournalException.class)
                .isThrownBy(() -> Journal.open(folder, "work", "alice@other.example.org:995"))
                .withMessageContaining(IDENTITY)
                .withMessageContaining("another name");
    }

    @Test
    void aJournalThatKnowsNothingIsAnybodys() throws IOException {
        Journal.open(folder, "work", "alice@mistyped.example.org:995").close();
        open().close();
        assertThat(JournalContents.read(file).identity).contains(IDENTITY);
    }

    @Test
    void aLaterVersionsJournalIsLeftAlone() throws IOException {
        String text = "restante-journal 2 " + IDENTITY;
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(file, String.format("%08x %s%n", crc.getValue(), text));
        assertThatIOException().isThrownBy(this::open).withMessageContaining("later version");
    }

    @Test
    @Spec("CL-038")
    void oneRunAtATimeHasItWhicheverProcessIsRefused() throws Exception {
        Path lock = file.resolveSibling(file.getFileName().toString().replace(".journal", ".lock"));
        try (Journal _ = open()) {
            assertThatExceptionOfType(JournalInUseException.class).isThrownBy(this::open);
            assertThat(LockAttempt.succeeds(lock)).isFalse();
        }
        assertThat(LockAttempt.succeeds(lock)).isTrue();
        open().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "with space", "%41", "\u00FF\u0080", "", "a\r\nb", "ä€😀"})
    @Spec("CL-016")
    void anyIdIsKeptAsItIs(String id) throws IOException {
        try (Journal journal = open()) {
            journal.put("u" + id, entry(State.DELIVERED));
            journal.force();
        }
        try (Journal journal = open()) {
            assertThat(EntryTableTest.map(journal.entries())).containsOnlyKeys("u" + id);
        }
    }

    @Test
    @Spec("CL-022")
    void compactingKeepsWhatIsListedAndWhatHasNotBeenGoneForLong() throws IOException {
        try (Journal journal = open()) {
            for (int run = 0; run < 1000; run++) {
                journal.put("uhere", entry(State.DELIVERED));
                journal.put("ulately", entry(State.DELIVERED).goneAt(100));
                journal.put("ulong", entry(State.REMOVED).goneAt(99));
            }
            journal.ended(new LastRun(Instant.ofEpochSecond(9), false, 1, 0, ""));
            journal.compact(100);
            journal.put("unew", entry(State.SEEN));
            journal.force();
        }
        assertThat(Files.size(file)).isLessThan(1000);
        JournalContents read = JournalContents.read(file);
        assertThat(EntryTableTest.map(read.entries)).containsOnlyKeys("uhere", "ulately", "unew");
        assertThat(read.lastRun).isPresent();
        assertThat(read.identity).contains(IDENTITY);
    }
}
