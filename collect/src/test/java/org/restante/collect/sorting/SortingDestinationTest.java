package org.restante.collect.sorting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.restante.collect.Fixture.REMOVE;
import static org.restante.collect.Fixture.text;
import static org.restante.collect.Fixture.texts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.collect.Collector;
import org.restante.collect.CommandDestination;
import org.restante.collect.Destination;
import org.restante.collect.Fixture;
import org.restante.collect.Incoming;
import org.restante.collect.MaildirDestination;
import org.restante.collect.Refusal;
import org.restante.collect.Report;
import org.restante.collect.sorting.Sorting.Condition;
import org.restante.collect.sorting.Sorting.Rule;
import org.restante.spec.Spec;
import org.restante.testkit.PostOffice;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Several places, each of which gets what is for it once, whatever dies or refuses. */
final class SortingDestinationTest {
    @TempDir Path folder;

    /** The process is killed here. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    /** How many steps of all parts together are still done. */
    private static final class Life {
        private int left;
        private final boolean before;

        Life(int steps, boolean before) {
            this.left = steps;
            this.before = before;
        }

        interface Step<T> {
            T run() throws IOException;
        }

        <T> T step(Step<T> step) throws IOException {
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
    }

    /** A part whose steps are counted, in groups of two messages. */
    private record Mortal(Destination real, Life life) implements Destination {
        @Override
        public String where() {
            return real.where();
        }

        @Override
        public int groupMessagesMax() {
            return 2;
        }

        @Override
        public Set<String> recover(List<Incoming> group, String note) throws IOException {
            return life.step(() -> real.recover(group, note));
        }

        @Override
        public void stage(Incoming message, InputStream octets) throws IOException {
            life.step(() -> {
                real.stage(message, octets);
                return "";
            });
        }

        @Override
        public String prepare() throws IOException {
            return life.step(real::prepare);
        }

        @Override
        public Map<String, Refusal> publish() throws IOException {
            return life.step(real::publish);
        }

        @Override
        public void close() throws IOException {
            if (life.left > 0) {
                real.close();
            }
        }
    }

    private static Path place(Fixture desk, String name) {
        return desk.folder.resolve("mail-" + name);
    }

    private static List<String> contents(Fixture desk, String name) throws IOException {
        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(place(desk, name).resolve("new"))) {
            for (Path file : files.toList()) {
                all.add(Files.readString(file));
            }
        }
        return all.stream().sorted().toList();
    }

    private static SortingDestination sorting(
            Fixture desk, Map<String, Destination> parts, Sorting sorting) throws IOException {
        return new SortingDestination(
                parts,
                sorting,
                desk.folder.resolve("spool"),
                desk.folder.resolve("partly"),
                desk.now::get);
    }

    /** All go to a; those larger than that of number 2 to a and b; that of number 5 to b alone. */
    private static final Sorting SORTING =
            new Sorting(
                    List.of(
                            new Rule(new Condition.Header("Subject", new Glob("5")), List.of("b")),
                            new Rule(new Condition.LargerThan(36), List.of("a", "b"))),
                    List.of("a"));

    private static Destination open(Fixture desk, Life life) throws IOException {
        Map<String, Destination> parts = new LinkedHashMap<>();
        for (String name : List.of("a", "b")) {
            parts.put(
                    name,
                    new Mortal(new MaildirDestination(place(desk, name), desk.now::get), life));
        }
        return sorting(desk, parts, SORTING);
    }

    @Test
    @Spec("CL-025")
    void atEveryStepOfEveryPartNothingIsLostAndNothingDoubled() throws IOException {
        int deaths = 0;
        for (boolean before : List.of(true, false)) {
            boolean died = true;
            for (int steps = 1; died; steps++) {
                Path place = Files.createDirectory(folder.resolve(steps + "-" + before));
                try (PostOffice office = Fixture.office(5)) {
                    Fixture desk = new Fixture(place, office);
                    Life life = new Life(steps, before);
                    try {
                        assertThat(desk.run(REMOVE, () -> open(desk, life)).failure()).isEmpty();
                        died = false;
                    } catch (Death _) {
                        deaths++;
                        assertThat(office.messages("alice")).hasSize(5);
                    }
                    Life immortal = new Life(1000, true);
                    assertThat(desk.run(REMOVE, () -> open(desk, immortal)).failure()).isEmpty();
                    assertThat(office.messages("alice")).isEmpty();
                    String when = (before ? "before" : "after") + " step " + steps;
                    assertThat(contents(desk, "a")).as(when).isEqualTo(texts(4));
                    assertThat(contents(desk, "b"))
                            .as(when)
                            .isEqualTo(Stream.of(text(3), text(4), text(5)).sorted().toList());
                }
            }
        }
        // Each recovers; 1 and 2 are in a, 3 and 4 in both, 5 in b.
        assertThat(deaths).isEqualTo(2 * (2 + (2 + 2) + (4 + 4) + (1 + 2)));
    }

    /** One part refuses a message that the other has. */
    @Test
    void whatOneRefusesComesToThatOneAloneTheNextTime() throws IOException {
        try (PostOffice office = Fixture.office(2)) {
            Fixture desk = new Fixture(folder, office);
            Path open = folder.resolve("open");
            Path got = folder.resolve("got");
            String script =
                    "m=$(cat); case $m in *': 2'*) test -e %s || { echo shut; exit 67; };; esac; echo got >> %s"
                            .formatted(open, got);
            Sorting both = new Sorting(List.of(), List.of("a", "b"));
            Collector.Opening opening =
                    () -> {
                        Map<String, Destination> parts = new LinkedHashMap<>();
                        parts.put("a", new MaildirDestination(place(desk, "a"), desk.now::get));
                        parts.put(
                                "b",
                                new CommandDestination(
                                        List.of("sh", "-c", script),
                                        Duration.ofMinutes(1),
                                        folder.resolve("b.group")));
                        return sorting(desk, parts, both);
                    };
            Report report = desk.run(REMOVE, opening);
            assertThat(report.delivered()).isEqualTo(1);
            assertThat(report.refused())
                    .singleElement()
                    .satisfies(it ->
                            assertThat(it.refusal())
                                    .isEqualTo(new Refusal(false, "b: sh ended with 67: shut")));
            assertThat(office.messages("alice")).hasSize(1);
            assertThat(contents(desk, "a")).isEqualTo(texts(2));
            desk.pass(Duration.ofHours(1));
            Files.createFile(open);
            assertThat(desk.run(REMOVE, opening).delivered()).isEqualTo(1);
            assertThat(office.messages("alice")).isEmpty();
            assertThat(contents(desk, "a")).isEqualTo(texts(2));
            assertThat(got).content(StandardCharsets.UTF_8).isEqualTo("got\ngot\n");
            assertThat(folder.resolve("spool")).doesNotExist();
        }
    }

    /**
     * The journal never learns what became of the group: neither of what arrived nor of a refusal.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCrashBehindARefusalDoesNotMakeItDelivered(boolean refused) throws IOException {
        try (PostOffice office = Fixture.office(1)) {
            Fixture desk = new Fixture(folder, office);
            Sorting both = new Sorting(List.of(), List.of("a", "b"));
            boolean[] dies = {true};
            Collector.Opening opening =
                    () -> {
                        Map<String, Destination> parts = new LinkedHashMap<>();
                        for (String name : List.of("a", "b")) {
                            Destination real =
                                    new MaildirDestination(place(desk, name), desk.now::get);
                            boolean no = refused && dies[0] && name.equals("b");
                            parts.put(name, no ? new Refusing(real) : real);
                        }
                        SortingDestination whole = sorting(desk, parts, both);
                        return dies[0] ? new DiesBehindPublish(whole) : whole;
                    };
            try {
                desk.run(REMOVE, opening);
            } catch (Death _) {
                dies[0] = false;
            }
            assertThat(dies[0]).isFalse();
            Report report = desk.run(REMOVE, opening);
            assertThat(report.failure()).isEmpty();
            assertThat(report.delivered()).isEqualTo(refused ? 1 : 0);
            assertThat(office.messages("alice")).isEmpty();
            for (String name : List.of("a", "b")) {
                assertThat(contents(desk, name)).isEqualTo(texts(1));
            }
        }
    }

    /** All that the others have is not all, though the refusal was never told. */
    @Test
    void whatTheFirstRefusesIsNotDeliveredWhereTheNextDiesBehindItsPublish() throws IOException {
        try (PostOffice office = Fixture.office(1)) {
            Fixture desk = new Fixture(folder, office);
            Sorting both = new Sorting(List.of(), List.of("a", "b"));
            boolean[] dies = {true};
            Collector.Opening opening =
                    () -> {
                        Destination a = new MaildirDestination(place(desk, "a"), desk.now::get);
                        Destination b = new MaildirDestination(place(desk, "b"), desk.now::get);
                        Map<String, Destination> parts = new LinkedHashMap<>();
                        parts.put("a", dies[0] ? new Refusing(a) : a);
                        parts.put("b", dies[0] ? new DiesBehindPublish(b) : b);
                        return sorting(desk, parts, both);
                    };
            try {
                desk.run(REMOVE, opening);
            } catch (Death _) {
                dies[0] = false;
            }
            assertThat(dies[0]).isFalse();
            assertThat(desk.run(REMOVE, opening).failure()).isEmpty();
            assertThat(office.messages("alice")).isEmpty();
            for (String name : List.of("a", "b")) {
                assertThat(contents(desk, name)).isEqualTo(texts(1));
            }
        }
    }

    /** Such as a Maildir's, which is its path. */
    @Test
    void aNoteOfAnotherKindOfDestinationTellsNothing() throws IOException {
        try (PostOffice office = Fixture.office(1)) {
            Fixture desk = new Fixture(folder, office);
            Destination all = new MaildirDestination(place(desk, "a"), desk.now::get);
            try (Destination one =
                    sorting(desk, Map.of("a", all), new Sorting(List.of(), List.of("a")))) {
                Incoming message = new Incoming("0".repeat(64), desk.now.get(), Optional.empty());
                assertThat(one.recover(List.of(message), "/home/of=100%/Mail")).isEmpty();
            }
        }
    }

    @Test
    void aFailureTellsWhichOfThemItWas() throws IOException {
        try (PostOffice office = Fixture.office(1)) {
            Fixture desk = new Fixture(folder, office);
            Collector.Opening opening =
                    () -> {
                        Map<String, Destination> parts = new LinkedHashMap<>();
                        for (String name : List.of("a", "b")) {
                            parts.put(
                                    name, new MaildirDestination(place(desk, name), desk.now::get));
                        }
                        Files.delete(place(desk, "b").resolve("new"));
                        return sorting(desk, parts, new Sorting(List.of(), List.of("a", "b")));
                    };
            assertThat(desk.run(REMOVE, opening).failure().orElseThrow().words())
                    .startsWith(
                            "cannot be stored in the destinations a, b: the Maildir "
                                    + place(desk, "b")
                                    + ": ")
                    .endsWith(": no such file or folder");
            assertThat(office.messages("alice")).hasSize(1);
        }
    }

    /** Takes nothing for good. */
    private static final class Refusing implements Destination {
        private final Destination real;
        private final Map<String, Refusal> refused = new LinkedHashMap<>();

        Refusing(Destination real) {
            this.real = real;
        }

        @Override
        public String where() {
            return real.where();
        }

        @Override
        public int groupMessagesMax() {
            return real.groupMessagesMax();
        }

        @Override
        public Set<String> recover(List<Incoming> group, String note) throws IOException {
            return real.recover(group, note);
        }

        @Override
        public void stage(Incoming message, InputStream octets) {
            refused.put(message.id(), new Refusal(false, "no"));
        }

        @Override
        public String prepare() {
            return "";
        }

        @Override
        public Map<String, Refusal> publish() {
            return refused;
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }

    /** Everything is there, and the journal does not know. */
    private record DiesBehindPublish(Destination real) implements Destination {
        @Override
        public String where() {
            return real.where();
        }

        @Override
        public int groupMessagesMax() {
            return real.groupMessagesMax();
        }

        @Override
        public Set<String> recover(List<Incoming> group, String note) throws IOException {
            return real.recover(group, note);
        }

        @Override
        public void stage(Incoming message, InputStream octets) throws IOException {
            real.stage(message, octets);
        }

        @Override
        public String prepare() throws IOException {
            return real.prepare();
        }

        @Override
        public Map<String, Refusal> publish() throws IOException {
            real.publish();
            throw new Death();
        }

        @Override
        public void close() {}
    }
}
