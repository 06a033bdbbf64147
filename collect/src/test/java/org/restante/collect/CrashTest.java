package org.restante.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.tuple;
import static org.restante.collect.Fixture.KEEP;
import static org.restante.collect.Fixture.REMOVE;
import static org.restante.collect.Fixture.text;
import static org.restante.collect.Fixture.texts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.restante.spec.Spec;
import org.restante.store.DeliveryId;
import org.restante.store.Handover;
import org.restante.store.MaildropName;
import org.restante.store.Opening;
import org.restante.store.maildir.MaildirOptions;
import org.restante.store.maildir.MaildirStore;
import org.restante.testkit.Fault;
import org.restante.testkit.PostOffice;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Everything dies at the n-th step of a run, for each n, and nothing is tidied up: the next run
 * makes it good. In each kind of destination, with groups of two messages.
 */
final class CrashTest {
    @TempDir Path folder;

    /** The process is killed here. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    /** A destination whose n-th step, and every later one, does not happen, or is the last. */
    private static final class Mortal implements Destination {
        private final Destination real;
        private final boolean before;
        private int left;

        Mortal(Destination real, int steps, boolean before) {
            this.real = real;
            this.left = steps;
            this.before = before;
        }

        private interface Step<T> {
            T run() throws IOException;
        }

        private <T> T step(Step<T> step) throws IOException {
            left--;
            if (left < 0 || (left == 0 && before)) {
                throw new Death();
            }
            T done = step.run();
            if (left == 0) {
                throw new Death();
            }
            return done;
        }

        @Override
        public String where() {
            return real.where();
        }

        @Override
        public int groupMessagesMax() {
            return Math.min(2, real.groupMessagesMax());
        }

        @Override
        public Set<String> recover(List<Incoming> group, String note) throws IOException {
            return step(() -> real.recover(group, note));
        }

        @Override
        public void stage(Incoming message, InputStream octets) throws IOException {
            step(() -> {
                real.stage(message, octets);
                return "";
            });
        }

        @Override
        public String prepare() throws IOException {
            return step(real::prepare);
        }

        @Override
        public Map<String, Refusal> publish() throws IOException {
            return step(real::publish);
        }

        @Override
        public void close() throws IOException {
            if (left > 0) {
                real.close();
            } else if (real instanceof MboxDestination) {
                // The system takes the lock of a process that died away; its lock file stays,
                // which the test removes as its age would.
                real.close();
            }
        }
    }

    /** A kind of destination, and how to see what is in it. */
    enum Kind {
        MAILDIR {
            @Override
            Destination open(Fixture desk) throws IOException {
                return new MaildirDestination(desk.maildir, desk.now::get);
            }

            @Override
            List<String> contents(Fixture desk) {
                return desk.delivered();
            }
        },
        MBOX {
            @Override
            Destination open(Fixture desk) {
                return new MboxDestination(
                        desk.folder.resolve("mbox"),
                        desk.folder.resolve("group"),
                        desk.now::get,
                        () -> () -> false);
            }

            @Override
            List<String> contents(Fixture desk) throws IOException {
                String all = Files.readString(desk.folder.resolve("mbox"));
                List<String> messages = new ArrayList<>();
                for (String each : all.split("(?m)^From MAILER-DAEMON .*\n", -1)) {
                    if (!each.isEmpty()) {
                        assertThat(each).endsWith("\n\n");
                        messages.add(
                                each.substring(0, each.length() - 1)
                                        .replaceAll("(?m)^>(>*From )", "$1"));
                    }
                }
                return messages.stream().sorted().toList();
            }
        },
        STORE {
            private MaildirStore store(Fixture desk) {
                return new MaildirStore(MaildirOptions.in(desk.folder.resolve("data")));
            }

            @Override
            Destination open(Fixture desk) {
                return new StoreDestination(
                        store(desk),
                        MaildropName.of("bob"),
                        "work",
                        desk.folder.resolve("group"),
                        _ -> Optional.empty(),
                        desk.now::get);
            }

            @Override
            List<String> contents(Fixture desk) throws IOException {
                List<String> messages = new ArrayList<>();
                try (var opened =
                        ((Opening.Opened) store(desk).open(MaildropName.of("bob"))).maildrop()) {
                    Path place = store(desk).place(MaildropName.of("bob"));
                    try (var files = Files.list(place.resolve("new"))) {
                        for (Path file : files.toList()) {
                            messages.add(Files.readString(file).replace("\r\n", "\n"));
                        }
                    }
                    assertThat(opened.listing().count()).isEqualTo(messages.size());
                }
                return messages.stream().sorted().toList();
            }
        };

        abstract Destination open(Fixture desk) throws IOException;

        abstract List<String> contents(Fixture desk) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    @Spec("CL-025")
    void atEveryStepNothingIsLostAndNothingDoubled(Kind kind) throws IOException {
        int deaths = 0;
        for (boolean before : List.of(true, false)) {
            boolean died = true;
            for (int steps = 1; died; steps++) {
                Path place = Files.createDirectory(folder.resolve(steps + "-" + before));
                try (PostOffice office = Fixture.office(5)) {
                    Fixture desk = new Fixture(place, office);
                    died = dies(kind, desk, steps, before);
                    deaths += died ? 1 : 0;
                    // What is not delivered is still on the server.
                    assertThat(office.messages("alice")).hasSize(died ? 5 : 0);
                    Files.deleteIfExists(place.resolve("mbox.lock"));
                    Report next = desk.run(REMOVE, () -> kind.open(desk));
                    assertThat(next.failure()).isEmpty();
                    assertThat(office.messages("alice")).isEmpty();
                    assertThat(kind.contents(desk))
                            .as("died %s step %d", before ? "before" : "after", steps)
                            .isEqualTo(texts(5));
                }
            }
        }
        // Once recovering, five messages, three groups in two steps each; before and after.
        assertThat(deaths).isEqualTo(2 * (1 + 5 + 6));
    }

    private static boolean dies(Kind kind, Fixture desk, int steps, boolean before)
            throws IOException {
        try {
            Report report = desk.run(REMOVE, () -> new Mortal(kind.open(desk), steps, before));
            assertThat(report.failure()).isEmpty();
            return false;
        } catch (Death _) {
            return true;
        }
    }

    /** The owner has moved what arrived before the collector could say that it had. */
    @Test
    void whatItsOwnerMovedMeanwhileIsNotFetchedAgainUnlessSomebodyMayHaveTidied()
            throws IOException {
        for (boolean late : List.of(false, true)) {
            Path place = Files.createDirectory(folder.resolve("late-" + late));
            try (PostOffice office = Fixture.office(2)) {
                Fixture desk = new Fixture(place, office);
                // recover, two messages, prepare, publish: and not told to the journal.
                assertThat(dies(Kind.MAILDIR, desk, 5, false)).isTrue();
                assertThat(desk.delivered()).hasSize(2);
                try (var files = Files.list(desk.maildir.resolve("new"))) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                desk.pass(Duration.ofHours(late ? 25 : 23));
                assertThat(desk.run(KEEP).failure()).isEmpty();
                assertThat(desk.delivered()).hasSize(late ? 2 : 0);
            }
        }
    }

    @Test
    void whatWasReadMeanwhileIsFoundHoweverLate() throws IOException {
        try (PostOffice office = Fixture.office(2)) {
            Fixture desk = new Fixture(folder, office);
            assertThat(dies(Kind.MAILDIR, desk, 5, false)).isTrue();
            try (var files = Files.list(desk.maildir.resolve("new"))) {
                Path read = files.findFirst().orElseThrow();
                Files.move(read, desk.maildir.resolve("cur").resolve(read.getFileName() + ":2,S"));
            }
            desk.pass(Duration.ofHours(25));
            assertThat(desk.run(REMOVE).failure()).isEmpty();
            assertThat(desk.delivered()).isEqualTo(texts(2));
            assertThat(desk.retrievals()).isEqualTo(2);
        }
    }

    /** A disk that is not mounted now has none of what it has. */
    @Test
    void whereThereIsNoMaildirAnyMoreNobodyHasMovedMailFromIt() throws IOException {
        try (PostOffice office = Fixture.office(2)) {
            Fixture desk = new Fixture(folder, office);
            assertThat(dies(Kind.MAILDIR, desk, 5, false)).isTrue();
            Path elsewhere = Files.move(desk.maildir, folder.resolve("elsewhere"));
            assertThat(desk.run(REMOVE).failure()).isEmpty();
            assertThat(desk.delivered()).isEqualTo(texts(2));
            assertThat(elsewhere).isDirectory();
        }
    }

    @Test
    void twoThatShareAMailboxKeepItsLocksFromEachOtherAndFromOthers() throws Exception {
        Path mbox = Files.writeString(folder.resolve("mbox"), "From a\n\nb\n");
        try (Destination one = mailbox(mbox, "one");
                Destination two = mailbox(mbox, "two")) {
            for (Destination each : List.of(one, two)) {
                each.stage(
                        new Incoming("0".repeat(64), Instant.EPOCH, Optional.empty()),
                        new ByteArrayInputStream(new byte[] {'x', '\r', '\n'}));
            }
            one.prepare();
            assertThatIOException().isThrownBy(two::prepare).withMessageContaining("locked");
            assertThat(LockAttempt.succeeds(mbox)).isFalse();
            assertThat(one.publish()).isEmpty();
            two.prepare();
            assertThat(two.publish()).isEmpty();
        }
        assertThat(mbox)
                .content()
                .containsPattern("b\n\nFrom MAILER.*\nx\n\nFrom MAILER.*\nx\n\n$");
        assertThat(LockAttempt.succeeds(mbox)).isTrue();
    }

    private Destination mailbox(Path mbox, String group) {
        return new MboxDestination(
                mbox, folder.resolve(group), InstantSource.system(), () -> () -> false);
    }

    /** Whoever has its lock may put another file in its place, as those do who remove mail. */
    @Test
    void aMailboxThatIsReplacedWhileItIsWaitedForIsTheOneThatGetsTheMail() throws Exception {
        Path mbox = Files.writeString(folder.resolve("mbox"), "From a\n\na\n\nFrom b\n\nb\n\n");
        Path old = folder.resolve("old");
        Path lock = Files.createFile(folder.resolve("mbox.lock"));
        BooleanSupplier again =
                () -> {
                    try {
                        Files.move(mbox, old);
                        Files.writeString(mbox, "From b\n\nb\n\n");
                        Files.delete(lock);
                        return true;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                };
        try (Destination box =
                new MboxDestination(
                        mbox, folder.resolve("group"), InstantSource.system(), () -> again)) {
            box.stage(
                    new Incoming("0".repeat(64), Instant.EPOCH, Optional.empty()),
                    new ByteArrayInputStream(new byte[] {'x', '\r', '\n'}));
            box.prepare();
            box.publish();
        }
        assertThat(mbox).content().containsPattern("^From b\n\nb\n\nFrom MAILER.*\nx\n\n$");
        assertThat(old).content().doesNotContain("MAILER");
        assertThat(lock).doesNotExist();
    }

    @Test
    void whatOthersAppendedBehindAPartOfAMailboxIsNotCutOff() throws IOException {
        try (PostOffice office = Fixture.office(2)) {
            Fixture desk = new Fixture(folder, office);
            Path mbox = folder.resolve("mbox");
            Files.writeString(mbox, "From a\n\nno empty line at the end");
            assertThat(dies(Kind.MBOX, desk, 5, true)).isTrue();
            Files.deleteIfExists(folder.resolve("mbox.lock"));
            // Half of the group, and another program's message behind it.
            byte[] group = Files.readAllBytes(folder.resolve("group"));
            Files.write(mbox, Arrays.copyOf(group, group.length / 2), StandardOpenOption.APPEND);
            Files.writeString(mbox, "\nFrom other\n\nother\n\n", StandardOpenOption.APPEND);
            assertThat(desk.run(KEEP, () -> Kind.MBOX.open(desk)).failure()).isEmpty();
            assertThat(mbox)
                    .content()
                    .startsWith("From a\n\nno empty line at the end\n\nFrom MAILER")
                    .contains("\nFrom other\n\nother\n\n")
                    .contains("\n>From here\n.dots\nxx\n\n");
        }
    }

    @Test
    void aPartOfAGroupAtTheEndOfAMailboxIsCutOff() throws IOException {
        for (int part : List.of(0, 1, 30)) {
            Path place = Files.createDirectory(folder.resolve("part-" + part));
            try (PostOffice office = Fixture.office(2)) {
                Fixture desk = new Fixture(place, office);
                assertThat(dies(Kind.MBOX, desk, 5, true)).isTrue();
                Files.deleteIfExists(place.resolve("mbox.lock"));
                byte[] group = Files.readAllBytes(place.resolve("group"));
                Files.write(place.resolve("mbox"), Arrays.copyOf(group, part));
                assertThat(desk.run(KEEP, () -> Kind.MBOX.open(desk)).failure()).isEmpty();
                assertThat(Kind.MBOX.contents(desk)).isEqualTo(texts(2));
            }
        }
    }

    @Test
    void aMailboxThatSomebodyHasLockedIsLeftAlone() throws IOException {
        try (PostOffice office = Fixture.office(1)) {
            Fixture desk = new Fixture(folder, office);
            Files.writeString(folder.resolve("mbox.lock"), "");
            Report report = desk.run(REMOVE, () -> Kind.MBOX.open(desk));
            // Nobody has to mend anything.
            assertThat(report.failure())
                    .contains(
                            new Report.Failure(
                                    Report.Failure.Kind.TEMPORARY,
                                    "cannot be stored: the mailbox is locked by another program: "
                                            + folder.resolve("mbox.lock")));
            assertThat(office.messages("alice")).hasSize(1);
        }
    }

    @Test
    void aMailboxBehindALinkThatLeadsNowhereIsLockedByNobody() throws IOException {
        try (PostOffice office = Fixture.office(1)) {
            Fixture desk = new Fixture(folder, office);
            Files.createSymbolicLink(folder.resolve("mbox"), folder.resolve("unmounted/mbox"));
            assertThat(desk.run(REMOVE, () -> Kind.MBOX.open(desk)).failure())
                    .map(Report.Failure::kind)
                    .contains(Report.Failure.Kind.DISK);
            assertThat(office.messages("alice")).hasSize(1);
        }
    }

    /** The store itself knows what it was given, when the journal is lost. */
    @Test
    void aLostJournalDoublesNothingInTheStore() throws IOException {
        try (PostOffice office = Fixture.office(3)) {
            Fixture desk = new Fixture(folder, office);
            assertThat(desk.run(KEEP, () -> Kind.STORE.open(desk)).delivered()).isEqualTo(3);
            Files.delete(folder.resolve("collect/work.journal"));
            office.deliver("alice", text(4));
            assertThat(desk.run(KEEP, () -> Kind.STORE.open(desk)).failure()).isEmpty();
            assertThat(Kind.STORE.contents(desk)).isEqualTo(texts(4));
        }
    }

    /** RFC 1939 §7 lets it; the journal has forgotten the first one then, and the store has not. */
    @Test
    @Spec("CL-017")
    void aUniqueIdThatIsUsedAgainLaterIsAnotherMessagesInTheStore() throws IOException {
        try (PostOffice office = Fixture.office(1)) {
            Fixture desk = new Fixture(folder, office);
            office.faults().add(Fault.uniqueId(1, "1"));
            assertThat(desk.run(REMOVE, () -> Kind.STORE.open(desk)).delivered()).isEqualTo(1);
            assertThat(desk.run(REMOVE, () -> Kind.STORE.open(desk)).failure()).isEmpty();
            try (Journal journal =
                    Journal.open(folder.resolve("collect"), "work", desk.remote.identity())) {
                // So many lines that it is written anew, without what is forgotten.
                for (int line = 0; line < 1000; line++) {
                    journal.note("note " + line);
                }
                journal.force();
            }
            desk.pass(Collector.MEMORY.plusDays(1));
            assertThat(desk.run(REMOVE, () -> Kind.STORE.open(desk)).failure()).isEmpty();
            office.deliver("alice", text(2));
            assertThat(desk.run(REMOVE, () -> Kind.STORE.open(desk)).failure()).isEmpty();
            assertThat(office.messages("alice")).isEmpty();
            assertThat(Kind.STORE.contents(desk)).isEqualTo(texts(2));
        }
    }

    @Test
    void whatArrivedInTheStoreIsNotFetchedAgain() throws IOException {
        try (PostOffice office = Fixture.office(2)) {
            Fixture desk = new Fixture(folder, office);
            assertThat(dies(Kind.STORE, desk, 5, false)).isTrue();
            assertThat(desk.run(REMOVE, () -> Kind.STORE.open(desk)).failure()).isEmpty();
            assertThat(office.messages("alice")).isEmpty();
            assertThat(Kind.STORE.contents(desk)).isEqualTo(texts(2));
            assertThat(desk.retrievals()).isEqualTo(2);
        }
    }

    /** Its id was the message's alone, and its note said nothing. */
    @Test
    void whatAnEarlierVersionHadOnItsWayIntoTheStoreIsFoundThere() throws IOException {
        try (PostOffice office = Fixture.office(0)) {
            Fixture desk = new Fixture(folder, office);
            Incoming there = new Incoming("0".repeat(64), Instant.EPOCH, Optional.of("a"));
            Incoming missing = new Incoming("1".repeat(64), Instant.EPOCH, Optional.of("b"));
            MaildirStore store = new MaildirStore(MaildirOptions.in(folder.resolve("data")));
            DeliveryId id = new DeliveryId("collect\n" + there.id());
            if (store.deliver(MaildropName.of("bob"), id) instanceof Handover.Begun(var delivery)) {
                delivery.write(new byte[] {'x', '\r', '\n'}, 0, 3);
                delivery.commit();
                delivery.close();
            }
            try (Destination now = Kind.STORE.open(desk)) {
                assertThat(now.recover(List.of(there, missing), "")).containsExactly(there.id());
            }
        }
    }

    /** A disk that is full, or a folder that went away, removes nothing. */
    @Test
    void whatCannotBeStoredStaysOnTheServer() throws IOException {
        try (PostOffice office = Fixture.office(3)) {
            Fixture desk = new Fixture(folder, office);
            Report report =
                    desk.run(
                            REMOVE,
                            () -> {
                                Destination real = Kind.MAILDIR.open(desk);
                                Files.delete(desk.maildir.resolve("new"));
                                return real;
                            });
            assertThat(report.failure().orElseThrow().kind()).isEqualTo(Report.Failure.Kind.DISK);
            assertThat(report.failure().orElseThrow().words())
                    .startsWith("cannot be stored in the Maildir " + desk.maildir + ": ")
                    .endsWith(": no such file or folder");
            assertThat(report.delivered()).isZero();
            assertThat(office.messages("alice")).hasSize(3);
            Files.createDirectory(desk.maildir.resolve("new"));
            assertThat(desk.run(REMOVE).failure()).isEmpty();
            assertThat(desk.delivered()).isEqualTo(texts(3));
            assertThat(desk.retrievals()).isEqualTo(3);
        }
    }

    @Test
    void aCommandEndsAsSysexitsSay() throws IOException {
        try (PostOffice office = Fixture.office(4)) {
            Fixture desk = new Fixture(folder, office);
            Path got = folder.resolve("got");
            // The second is to come again, the third never; what the fourth says is too much.
            String script =
                    "m=$(cat); case $m in *': 2'*) echo later; exit 75;; *': 3'*) echo no; exit 67;;"
                            + " *': 4'*) head -c 300000 /dev/zero;; esac;"
                            + " printf '%s|%s\\n' \"${#RESTANTE_MESSAGE}\" \"$m\" >> "
                            + got;
            Collector.Opening command =
                    () ->
                            new CommandDestination(
                                    List.of("sh", "-c", script),
                                    Duration.ofMinutes(1),
                                    folder.resolve("spool"));
            Report report = desk.run(REMOVE, command);
            assertThat(report.failure()).isEmpty();
            assertThat(report.delivered()).isEqualTo(2);
            assertThat(report.refused())
                    .extracting(it -> it.refusal().passing(), it -> it.refusal().reason())
                    .containsExactly(
                            tuple(true, "sh ended with 75: later"),
                            tuple(false, "sh ended with 67: no"));
            assertThat(office.messages("alice")).hasSize(2);
            String first = text(1).stripTrailing();
            assertThat(got).content(StandardCharsets.UTF_8).startsWith("64|" + first + "\n64|");
            Report next = desk.run(REMOVE, command);
            assertThat(next.refused()).hasSize(1);
            assertThat(next.waiting()).isEqualTo(1);
            assertThat(folder.resolve("spool")).doesNotExist();
        }
    }

    /** Groups in which a message is cut leave no half of it. */
    @ParameterizedTest
    @EnumSource
    void aMessageThatIsCutIsNowhere(Kind kind) throws IOException {
        try (PostOffice office = Fixture.office(3)) {
            Fixture desk = new Fixture(folder, office);
            office.faults().add(Fault.cutInMessage(2, 25).once());
            Report cut = desk.run(REMOVE, () -> kind.open(desk));
            assertThat(cut.delivered()).isEqualTo(1);
            assertThat(kind.contents(desk)).containsExactly(text(1));
            assertThat(desk.run(REMOVE, () -> kind.open(desk)).failure()).isEmpty();
            assertThat(kind.contents(desk)).isEqualTo(texts(3));
        }
    }
}
