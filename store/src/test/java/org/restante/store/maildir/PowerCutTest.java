package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.protocol.UniqueId;
import org.restante.spec.Spec;
import org.restante.store.Delivery;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.Octets;
import org.restante.store.Opening;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The power is cut before each operation, and the disk then has what was forced to it and any part
 * of the rest. {@code -Drestante.power-cuts=N} tries N choices of that rest at each operation, not
 * a few; {@code -Drestante.seed=N} makes other choices.
 */
final class PowerCutTest {
    private static final int CHOICES = Integer.getInteger("restante.power-cuts", 2);
    private static final long SEED = Long.getLong("restante.seed", 1);

    /** Ends whatever runs; whatever it still tries ends in the same way. */
    private static final class PowerCut extends Error {
        private static final long serialVersionUID = 1;
    }

    @ParameterizedTest
    @CsvSource({"PT0S, false", "P7D, false", "P7D, true"})
    @Spec({"P3-079", "P3-081", "P3-084", "P3-090", "P3-091", "P3-092", "LK-005"})
    void whateverWasForcedInTimeIsKeptAndNothingElseIsTold(Duration undoWindow, boolean oneStore)
            throws IOException {
        int operations = run(new SimulatedDisk(), new Course(undoWindow, oneStore));
        long states = 0;
        for (int at = 1; at <= operations; at++) {
            for (int choice = 0; choice < CHOICES + 2; choice++) {
                states += cut(undoWindow, oneStore, at, choice);
            }
        }
        assertThat(states).isGreaterThan(operations);
        System.out.printf("power cuts: %d operations, %d states%n", operations, states);
    }

    /** The system lives on: it has in memory what is not on disk. Then that is lost, too. */
    @Test
    void whatIsToldToWhoeverRepeatsAfterAKillSurvivesAPowerCut() throws IOException {
        SimulatedDisk whole = new SimulatedDisk();
        new Course(Duration.ZERO, false).repeat(whole);
        for (int at = 1; at <= whole.operations(); at++) {
            for (int choice = 0; choice < CHOICES + 2; choice++) {
                Course course = new Course(Duration.ZERO, false);
                SimulatedDisk disk = new SimulatedDisk();
                cutBefore(disk, at);
                try {
                    course.repeat(disk);
                    throw new AssertionError("it ended before operation " + at);
                } catch (PowerCut _) {
                    // It was killed.
                }
                disk.hook(_ -> {});
                course.repeat(disk);
                SimulatedDisk after =
                        disk.afterPowerCut(left(choice), new Random(SEED * 31 + at + choice));
                try {
                    course.check(after);
                    course.repeat(after);
                    course.check(after);
                } catch (IOException | RuntimeException | AssertionError e) {
                    throw new AssertionError("killed before operation " + at, e);
                }
            }
        }
    }

    @Test
    @Spec("P3-079")
    void whatAnotherProgramRemovedDoesNotComeBackOnceItIsToldToBeRemoved() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        MaildirStore store = MaildirFixture.storeOn(disk);
        UniqueId id;
        try (Delivery delivery = store.deliver(MaildirFixture.NAME)) {
            delivery.write(Octets.of("a\r\n"), 0, 3);
            id = delivery.commit();
        }
        try (Maildrop maildrop = open(store)) {
            Path folder = store.folder(MaildirFixture.NAME).folder(Folder.NEW);
            List<String> names = new ArrayList<>();
            disk.list(folder, names::add);
            disk.remove(folder.resolve(names.getFirst()));
            assertThat(maildrop.remove(Set.of(id))).isEmpty();
        }
        SimulatedDisk after = disk.afterPowerCut(SimulatedDisk.Left.NOTHING, new Random(SEED));
        try (Maildrop maildrop = open(MaildirFixture.storeOn(after))) {
            assertThat(maildrop.listing()).isEmpty();
        }
    }

    @Test
    @Spec("P3-090")
    void anAssignedIdThatIsShownIsOnTheDiskWhoeverWroteIt() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        MaildirStore store = MaildirFixture.storeOn(disk);
        MaildirFolder maildir = store.folder(MaildirFixture.NAME);
        maildir.create();
        for (Folder folder : Folder.values()) {
            try (FileChannel file = disk.create(maildir.file(folder, "1.a"))) {
                Disk.write(file, ByteBuffer.wrap(Octets.of(folder + "\r\n")));
                file.force(true);
            }
            disk.sync(maildir.folder(folder));
        }
        disk.later();
        boolean[] renamed = {false};
        disk.hook(operation -> {
            renamed[0] |= operation == SimulatedDisk.Operation.RENAME;
            if (renamed[0] && operation == SimulatedDisk.Operation.SYNC) {
                throw new IOException("Input/output error");
            }
        });
        assertThatIOException().isThrownBy(() -> open(store));
        disk.hook(_ -> {});
        List<UniqueId> shown = ids(store);
        SimulatedDisk after = disk.afterPowerCut(SimulatedDisk.Left.NOTHING, new Random(SEED));
        assertThat(ids(MaildirFixture.storeOn(after))).containsExactlyInAnyOrderElementsOf(shown);
        // From then on it costs nothing.
        disk.hook(operation -> assertThat(operation).isNotEqualTo(SimulatedDisk.Operation.SYNC));
        assertThat(ids(store)).isEqualTo(shown);
    }

    private static Maildrop open(MaildirStore store) throws IOException {
        return ((Opening.Opened) store.open(MaildirFixture.NAME)).maildrop();
    }

    private static List<UniqueId> ids(MaildirStore store) throws IOException {
        try (Maildrop maildrop = open(store)) {
            return maildrop.listing().stream().map(ListedMessage::id).toList();
        }
    }

    /** Cuts the power once, and half of the time again while what is left is looked at. */
    private static int cut(Duration undoWindow, boolean oneStore, int at, int choice)
            throws IOException {
        Random random = new Random(SEED * 1_000_003 + at * 1009L + choice);
        String state = "cut before operation " + at + ", choice " + choice + ", seed " + SEED;
        Course course = new Course(undoWindow, oneStore);
        SimulatedDisk disk = new SimulatedDisk();
        cutBefore(disk, at);
        try {
            run(disk, course);
            throw new AssertionError("the course ended before " + state);
        } catch (PowerCut _) {
            // As planned.
        }
        SimulatedDisk after = disk.afterPowerCut(left(choice), random);
        try {
            if (random.nextBoolean()) {
                cutBefore(after, 1 + random.nextInt(80));
                try {
                    run(after, course);
                } catch (PowerCut _) {
                    after = after.afterPowerCut(left(random.nextInt(4)), random);
                }
                after.hook(_ -> {});
            }
            course.check(after);
            run(after, course);
            course.check(after);
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(state, e);
        }
        return 1;
    }

    private static SimulatedDisk.Left left(int choice) {
        return switch (choice) {
            case 0 -> SimulatedDisk.Left.NOTHING;
            case 1 -> SimulatedDisk.Left.EVERYTHING;
            default -> SimulatedDisk.Left.SOME;
        };
    }

    private static void cutBefore(SimulatedDisk disk, int at) {
        int end = disk.operations() + at;
        disk.hook(_ -> {
            if (disk.operations() >= end) {
                throw new PowerCut();
            }
        });
    }

    /** Returns how many operations it took. */
    private static int run(SimulatedDisk disk, Course course) throws IOException {
        List<Course.Step> steps = course.steps();
        for (Course.Step step : steps) {
            step.take(disk, course.store(disk));
        }
        return disk.operations();
    }
}
