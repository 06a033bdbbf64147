package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.protocol.UniqueId;
import org.restante.store.JournalEntry;
import org.restante.store.MaildropName;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;

final class MaildirJournalTest {
    private static final MaildropName NAME = MaildropName.of("mrose");
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("restante-journal");
    }

    private MaildirJournal journal(long octetsMax) {
        return new MaildirJournal(new RealDisk(), _ -> new MaildirFolder(folder), octetsMax);
    }

    private static JournalEntry entry(int number) {
        return new JournalEntry(
                NOON.plusSeconds(number),
                JournalEntry.Kind.REMOVED,
                "s" + number,
                "[2001:db8::1]:1024",
                "mrose",
                "",
                Optional.of(new UniqueId("id" + number)),
                OptionalLong.of(number),
                "");
    }

    private List<String> sessions() throws IOException {
        List<String> sessions = new ArrayList<>();
        journal(1000).read(NAME, entry -> sessions.add(entry.session()));
        return sessions;
    }

    @Test
    void whatWasWrittenIsThereForTheNextProcessAndForItsOwnerAlone() throws Exception {
        journal(1000).write(NAME, List.of(entry(1), entry(2)));
        assertThat(sessions()).containsExactly("s1", "s2");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatWasAddedIsWrittenSoonByItself() throws Exception {
        journal(1000).add(NAME, entry(1));
        while (!Files.exists(file) || Files.size(file) == 0) {
            Thread.onSpinWait();
        }
        assertThat(sessions()).containsExactly("s1");
    }

    @Test
    void theOldestGoWhenItIsLongerThanItMayBe() throws Exception {
        MaildirJournal journal = journal(1000);
        for (int number = 1; number <= 100; number++) {
            journal.write(NAME, List.of(entry(number)));
        }
        List<String> kept = sessions();
        assertThat(kept).hasSizeBetween(10, 30).endsWith("s99", "s100");
        long octets = Files.size(folder.resolve("restante-journal.1"));
        assertThat(octets).isBetween(1000L, 1200L);
        assertThat(Files.exists(file) ? Files.size(file) : 0).isLessThan(1000);
    }

    @Test
    void manyEntriesAtOnceTakeNoMoreThanTheyMay() throws Exception {
        journal(1000).write(NAME, IntStream.rangeClosed(1, 1000).mapToObj(i -> entry(i)).toList());
        assertThat(sessions()).hasSizeBetween(10, 30).endsWith("s1000");
    }

    @Test
    void aLineThatAPowerCutHasCutSpoilsTheNextOneAtMost() throws Exception {
        journal(1000).write(NAME, List.of(entry(1)));
        String line = Files.readString(file);
        Files.writeString(
                file,
                "\n\0\0\n" + "x".repeat(100_000) + "\n" + line.substring(0, line.length() - 3),
                StandardOpenOption.APPEND);
        journal(1_000_000).write(NAME, List.of(entry(2), entry(3)));
        assertThat(sessions()).containsExactly("s1", "s3");
    }

    @Test
    void whatCannotBeReadAsAnEntryIsNone() {
        String line = JournalLine.of(entry(1));
        assertThat(JournalLine.parse(line)).contains(entry(1));
        assertThat(JournalLine.parse(line.replace("removed", "painted"))).isEmpty();
        assertThat(JournalLine.parse(line.replace("2026-", "year-"))).isEmpty();
        assertThat(JournalLine.parse(line.replace("id1", "id 1"))).isEmpty();
        assertThat(JournalLine.parse(line + "\t.")).isEmpty();
        assertThat(JournalLine.parse("")).isEmpty();
    }

    @Test
    void nothingIsWrittenWhenNoneIsKept() throws Exception {
        MaildirJournal journal = journal(0);
        journal.write(NAME, List.of(entry(1)));
        journal.add(NAME, entry(2));
        journal.flush();
        assertThat(file).doesNotExist();
    }

    @Test
    void aMaildropThatIsNotThereAndADiskThatIsFullFailNobody() throws Exception {
        Files.createDirectory(file);
        journal(1000).write(NAME, List.of(entry(1)));
        Path nowhere = folder.resolve("nowhere");
        MaildirJournal other =
                new MaildirJournal(new RealDisk(), _ -> new MaildirFolder(nowhere), 1000);
        other.add(NAME, entry(1));
        other.flush();
        assertThat(nowhere).doesNotExist();
        List<JournalEntry> read = new ArrayList<>();
        other.read(NAME, read::add);
        assertThat(read).isEmpty();
    }

    private MaildirJournal journal(Function<MaildropName, MaildirFolder> places, Executor threads) {
        return new MaildirJournal(new RealDisk(), places, 1000, threads);
    }

    @Test
    void aThreadThatDiedIsFollowedByAnother() throws Exception {
        List<Runnable> started = new ArrayList<>();
        AtomicBoolean wrong = new AtomicBoolean(true);
        MaildirJournal journal =
                journal(
                        _ -> {
                            if (wrong.getAndSet(false)) {
                                throw new IllegalStateException("wrong once");
                            }
                            return new MaildirFolder(folder);
                        },
                        started::add);
        journal.add(NAME, entry(1));
        assertThatIllegalStateException().isThrownBy(() -> started.getFirst().run());
        journal.add(NAME, entry(2));
        started.getLast().run();
        assertThat(sessions()).containsExactly("s2");
    }

    @Test
    void aThreadThatCannotBeStartedFailsNobodyAndTheNextWritesAll() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        MaildirJournal journal =
                journal(
                        _ -> new MaildirFolder(folder),
                        work -> {
                            if (full.getAndSet(false)) {
                                throw new OutOfMemoryError("unable to create native thread");
                            }
                            work.run();
                        });
        journal.add(NAME, entry(1));
        assertThat(file).doesNotExist();
        journal.add(NAME, entry(2));
        assertThat(sessions()).containsExactly("s1", "s2");
    }

    @Test
    void aSessionThatAddsFasterThanTheDiskWritesLosesNothing() throws Exception {
        MaildirJournal journal = journal(100_000_000);
        IntStream.rangeClosed(1, 40_000).forEach(number -> journal.add(NAME, entry(number)));
        journal.flush();
        try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
            assertThat(lines.count()).isEqualTo(40_000);
        }
    }
}
