package org.restante.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.restante.collect.Fixture.KEEP;
import static org.restante.collect.Fixture.REMOVE;
import static org.restante.collect.Fixture.text;
import static org.restante.collect.Fixture.texts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.client.Listed;
import org.restante.client.Pop3Client;
import org.restante.client.Pop3Server;
import org.restante.client.RemoteMaildrop;
import org.restante.collect.Report.Failure;
import org.restante.spec.Spec;
import org.restante.testkit.Fault;
import org.restante.testkit.Mail;
import org.restante.testkit.PostOffice;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Real servers with one thing wrong: nothing is lost, nothing comes twice. */
final class CollectorTest {
    @TempDir Path folder;
    private PostOffice office;
    private Fixture desk;

    @BeforeEach
    void start() throws IOException {
        office = Fixture.office(5);
        desk = new Fixture(folder, office);
    }

    @AfterEach
    void stop() {
        office.close();
    }

    private static void assertWell(Report report) {
        assertThat(report.failure()).isEmpty();
        assertThat(report.refused()).isEmpty();
    }

    @Test
    @Spec({"CL-031", "CL-012", "CL-037", "RW-045", "RW-046"})
    void everyMessageIsDeliveredThenRemoved() throws IOException {
        Report report = desk.run(REMOVE);
        assertWell(report);
        assertThat(desk.delivered()).isEqualTo(texts(5));
        assertThat(report.delivered()).isEqualTo(5);
        assertThat(report.removed()).isEqualTo(5);
        assertThat(office.messages("alice")).isEmpty();
        assertThat(desk.tmp()).isEmpty();
        // All are stored before the first is marked, and nothing is asked for behind that.
        List<String> commands = office.commands();
        assertThat(commands.indexOf("DELE 1")).isGreaterThan(commands.indexOf("RETR 5"));
        assertThat(commands).endsWith("DELE 5", "QUIT");
        // Some servers count TOP as a retrieval, and cut what it gives.
        assertThat(commands).noneMatch(it -> it.startsWith("TOP"));
    }

    @ParameterizedTest
    @CsvSource({"5, 14, true", "5, 5, true", "5, 4, false", "0, 1, true", "0, 0, false"})
    @Spec("CA-028")
    void whoKeepsMailForLongerThanTheServerIsTold(int expire, int keep, boolean told)
            throws IOException {
        office.faults().add(Fault.answer("CAPA", "+OK\r\nUSER\r\nEXPIRE " + expire + "\r\n."));
        Policy policy =
                new Policy(new Policy.Removal.After(Duration.ofDays(keep)), OptionalLong.empty());
        try (Pop3Client client = Pop3Client.connect(desk.remote.server())) {
            Report ahead =
                    desk.collector.preview(
                            "work", desk.remote, policy, client.login(desk.remote.credentials()));
            assertThat(ahead.remarks().stream().anyMatch(it -> it.contains("(EXPIRE)")))
                    .isEqualTo(told);
        }
        // What the server may do by itself is nothing to wait for.
        assertThat(desk.run(policy).removed()).isEqualTo(keep == 0 ? 5 : 0);
    }

    @Test
    @Spec("RW-061")
    void aServerThatHangsUpAtACommandLosesNothing() {
        office.faults().add(Fault.cut("UIDL", 0).once());
        assertThat(desk.run(REMOVE).failure()).isPresent();
        assertThat(office.messages("alice")).hasSize(5);
        assertWell(desk.run(REMOVE));
        assertThat(desk.delivered()).isEqualTo(texts(5));
    }

    @Test
    @Spec("RW-049")
    void whoMayLogInAndNotListHasNoWrongPassword() {
        for (String command : List.of("STAT", "UIDL", "LIST")) {
            office.faults().add(Fault.answer(command, "-ERR you log in too often"));
        }
        assertThat(desk.run(REMOVE).failure())
                .map(Failure::kind)
                .get()
                .isIn(Failure.Kind.SERVER, Failure.Kind.TEMPORARY);
        office.faults().clear();
        assertWell(desk.run(REMOVE));
    }

    /** The disk is to blame, or who wrote the configuration: coming back later does not help. */
    @Test
    void aPlaceThatCannotBeOpenedIsNoPassingFailure() throws IOException {
        Files.createDirectory(folder.resolve("Maildir"));
        Files.writeString(folder.resolve("Maildir/tmp"), "no folder");
        Failure destination = desk.run(REMOVE).failure().orElseThrow();
        assertThat(destination.kind()).isEqualTo(Failure.Kind.DISK);
        assertThat(destination.words())
                .startsWith("the destination cannot be opened: " + folder.resolve("Maildir/tmp"))
                .endsWith(": is there already");
        Collector nowhere = new Collector(folder.resolve("Maildir/tmp"), desk.now::get);
        Failure journal =
                nowhere.run(
                                "work",
                                desk.remote,
                                REMOVE,
                                () -> new MaildirDestination(desk.maildir, desk.now::get))
                        .failure()
                        .orElseThrow();
        assertThat(journal.kind()).isEqualTo(Failure.Kind.DISK);
        assertThat(journal.words()).isEqualTo(folder.resolve("Maildir/tmp") + ": is there already");
        assertThat(office.messages("alice")).hasSize(5);
    }

    /** A channel is closed when its thread is interrupted: so the journal fails where it is to. */
    @Test
    @Spec("CL-012")
    void aJournalThatFailsBehindADeliveryIsTheDisksFailure() throws IOException {
        Path mbox = folder.resolve("mbox");
        Collector.Opening opening =
                () ->
                        new MboxDestination(
                                mbox, folder.resolve("group"), desk.now::get, () -> () -> false);
        Report report =
                desk.collector.run(
                        "work",
                        desk.remote,
                        REMOVE,
                        opening,
                        event -> {
                            if (event instanceof RunEvent.Delivered) {
                                Thread.currentThread().interrupt();
                            }
                        });
        assertThat(Thread.interrupted()).isTrue();
        Failure failure = report.failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Failure.Kind.DISK);
        assertThat(failure.words()).startsWith(folder.resolve("collect/work.journal") + ": ");
        assertThat(office.messages("alice")).hasSize(5);
        Report after = desk.run(REMOVE, opening);
        assertWell(after);
        assertThat(after.delivered()).isZero();
        assertThat(after.removed()).isEqualTo(5);
        assertThat(Files.readAllLines(mbox)).filteredOn(it -> it.startsWith("Subject")).hasSize(5);
    }

    /** It takes the message's own full stop, which it should have doubled, for the end. */
    @Test
    @Spec({"CL-013", "CL-025"})
    void whatAHangUpMayHaveCutIsReadAgainBeforeItIsRemoved() {
        String cut = "A: b\n\nbefore\n";
        office.deliver("alice", cut + ".\nafter\n");
        office.faults().add(Fault.unstuffed(), Fault.cutInMessage(6, 19).once());
        assertThat(desk.run(REMOVE).failure()).isPresent();
        office.faults().clear();
        assertWell(desk.run(REMOVE));
        assertThat(desk.delivered()).contains(cut, cut + ".\nafter\n").hasSize(7);
        assertThat(office.messages("alice")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Spec({"CL-013", "RW-063"})
    void aMessageBehindWhichTheServerHangsUpIsThereOnce(boolean kept) {
        office.faults().add(Fault.cut("NOOP", 0).once());
        assertThat(desk.run(kept ? KEEP : REMOVE).failure()).isPresent();
        assertThat(desk.delivered()).isEqualTo(texts(5));
        for (int run = 0; run < 2; run++) {
            assertWell(desk.run(kept ? KEEP : REMOVE));
            assertThat(desk.retrievals()).isEqualTo(6);
        }
        assertThat(desk.delivered()).isEqualTo(texts(5));
        assertThat(office.messages("alice")).hasSize(kept ? 5 : 0);
    }

    /** So that a line which breaks often brings something each time. */
    @Test
    void whatComesSlowlyIsStoredInTheMeantime() {
        AtomicInteger fetched = new AtomicInteger();
        List<Integer> stored = new ArrayList<>();
        Report report =
                desk.run(
                        KEEP,
                        event -> {
                            switch (event) {
                                case RunEvent.Fetched _ -> {
                                    fetched.incrementAndGet();
                                    desk.pass(Duration.ofSeconds(4));
                                }
                                case RunEvent.Delivered _ -> stored.add(fetched.get());
                                default -> {}
                            }
                        });
        assertWell(report);
        assertThat(stored)
                .as("messages that had come when each was stored")
                .containsExactly(3, 3, 3, 5, 5);
    }

    @Test
    @Spec("CL-014")
    void whatStaysOnTheServerIsNotFetchedAgain() {
        assertWell(desk.run(KEEP));
        office.deliver("alice", text(6));
        Report second = desk.run(KEEP);
        assertWell(second);
        assertThat(second.delivered()).isEqualTo(1);
        assertThat(second.known()).isEqualTo(5);
        assertThat(desk.delivered()).isEqualTo(texts(6));
        assertThat(desk.retrievals()).isEqualTo(6);
        assertThat(office.messages("alice")).hasSize(6);
        // Who now wants them removed need not fetch them again.
        Report third = desk.run(REMOVE);
        assertThat(third.removed()).isEqualTo(6);
        assertThat(desk.retrievals()).isEqualTo(6);
        assertThat(office.messages("alice")).isEmpty();
    }

    @Test
    void whatAnotherProgramFetchedCountsAsDelivered() throws IOException {
        Map<String, Optional<Instant>> ids = new HashMap<>();
        for (String id : office.uniqueIds("alice").subList(0, 4)) {
            ids.put(id, Optional.empty());
        }
        IntStream.range(0, 10).forEach(n -> ids.put("gone-" + n, Optional.empty()));
        ids.put(
                office.uniqueIds("alice").getFirst(),
                Optional.of(desk.now.get().minusSeconds(9 * 86400)));
        Pop3Server server = desk.remote.server();
        assertThat(desk.collector.adopt("work", server, "alice", ids)).isEqualTo(14);
        assertThat(desk.collector.adopt("work", server, "alice", ids)).isZero();
        assertThatExceptionOfType(WrongJournalException.class)
                .isThrownBy(() -> desk.collector.adopt("work", server, "bob", ids));
        Policy week =
                new Policy(new Policy.Removal.After(Duration.ofDays(7)), OptionalLong.empty());
        Report report = desk.run(week);
        assertWell(report);
        assertThat(report.remarks()).isEmpty();
        assertThat(report.known()).isEqualTo(4);
        assertThat(desk.delivered()).containsExactly(texts(5).getLast());
        // The one that was seen long ago is due.
        assertThat(report.removed()).isEqualTo(1);
        assertThat(office.messages("alice")).hasSize(4);
    }

    @Test
    void whatAnotherProgramFetchedLongAgoIsNotTakenForRenamed() throws IOException {
        Map<String, Optional<Instant>> ids = new HashMap<>();
        IntStream.range(0, 3).forEach(n -> ids.put("gone-" + n, Optional.empty()));
        desk.collector.adopt("work", desk.remote.server(), "alice", ids);
        Report report = desk.run(KEEP);
        assertWell(report);
        assertThat(report.remarks()).isEmpty();
        assertThat(desk.delivered()).isEqualTo(texts(5));
    }

    @Test
    @Spec({"CL-006", "CL-043"})
    void octetsAreDeliveredAsTheyAre() {
        byte[] hostile =
                "Subject: 6\r\n\r\n..\r\nbare \r and\r\r\n>From me\r\nFrom me\r\n\u00FF"
                        .getBytes(StandardCharsets.ISO_8859_1);
        office.deliver("alice", Mail.of(hostile));
        assertWell(desk.run(KEEP));
        // What the server makes of bare line ends is its affair.
        String wire =
                new String(office.messages("alice").get(5).octets(), StandardCharsets.ISO_8859_1);
        assertThat(desk.delivered()).contains(wire.replaceAll("(?<!\r)\r\n", "\n"));
        Path mbox = folder.resolve("mbox");
        Report report =
                desk.collector.run(
                        "mbox",
                        desk.remote,
                        KEEP,
                        () ->
                                new MboxDestination(
                                        mbox,
                                        folder.resolve("g"),
                                        desk.now::get,
                                        () -> () -> false));
        assertWell(report);
        assertThat(mbox).content(StandardCharsets.ISO_8859_1).contains("\n>>From me\n>From me\n");
    }

    private static Policy policy(int keepNewest, long octetsMax, Policy.TooLarge tooLarge) {
        return new Policy(
                new Policy.Removal.After(Duration.ZERO),
                keepNewest,
                OptionalLong.of(octetsMax),
                tooLarge,
                Optional.empty());
    }

    private static Policy since(String date) {
        return new Policy(
                new Policy.Removal.Never(),
                0,
                OptionalLong.empty(),
                Policy.TooLarge.LEAVE,
                Optional.of(Instant.parse(date)));
    }

    private long asked(String keyword) {
        return office.commands().stream().filter(it -> it.startsWith(keyword)).count();
    }

    @Test
    void theNewestStayOnTheServerUntilThereAreNewerOnes() {
        Policy keep = policy(2, Long.MAX_VALUE, Policy.TooLarge.LEAVE);
        Report first = desk.run(keep);
        assertWell(first);
        assertThat(first.delivered()).isEqualTo(5);
        assertThat(first.removed()).isEqualTo(3);
        office.deliver("alice", text(6));
        Report second = desk.run(keep);
        assertThat(second.delivered()).isEqualTo(1);
        assertThat(second.removed()).isEqualTo(1);
        assertThat(office.messages("alice")).hasSize(2);
        assertThat(desk.delivered()).isEqualTo(texts(6));
    }

    @Test
    void ofALargeMessageTheHeaderComesOnceAndTheMessageStays() {
        office.deliver("alice", "Subject: large\n\n" + "x\n".repeat(1000));
        Policy headers = policy(0, 1000, Policy.TooLarge.HEADER);
        Report first = desk.run(headers);
        assertWell(first);
        assertThat(first.delivered()).isEqualTo(6);
        assertThat(first.removed()).isEqualTo(5);
        String header = "X-Restante-Left-On-Server: 3018 octets\nSubject: large\n\n";
        assertThat(desk.delivered()).contains(header);
        assertThat(office.messages("alice")).hasSize(1);
        Report second = desk.run(headers);
        assertThat(second.delivered()).isZero();
        assertThat(second.tooLarge()).isEqualTo(1);
        assertThat(asked("TOP")).isEqualTo(1);
        // Once it is wanted, it comes whole.
        Report whole = desk.run(REMOVE);
        assertThat(whole.delivered()).isEqualTo(1);
        assertThat(office.messages("alice")).isEmpty();
        assertThat(desk.delivered()).hasSize(7);
    }

    @Test
    @Spec("RW-047")
    void aMessageThatIsLikeADeliveredHeaderIsAnother() {
        office.deliver("alice", "Subject: large\n\n" + "x\n".repeat(1000));
        Policy headers = policy(0, 1000, Policy.TooLarge.HEADER);
        desk.run(headers);
        office.deliver("alice", "X-Restante-Left-On-Server: 3018 octets\nSubject: large\n\n");
        assertThat(desk.run(headers).delivered()).isEqualTo(1);
    }

    @Test
    void aHeaderThatCannotBeHadIsTriedAgainLater() {
        office.faults().add(Fault.without("TOP"));
        Policy headers = policy(0, 1, Policy.TooLarge.HEADER);
        Report first = desk.run(headers);
        assertThat(first.refused()).hasSize(5);
        assertThat(desk.run(headers).waiting()).isEqualTo(5);
        office.faults().clear();
        desk.pass(Duration.ofHours(2));
        assertThat(desk.run(headers).delivered()).isEqualTo(5);
        assertThat(office.messages("alice")).hasSize(5);
    }

    @Test
    void whatIsTooLargeCanBeRemovedUnread() {
        office.deliver("alice", "Subject: large\n\n" + "x\n".repeat(1000));
        Report report = desk.run(policy(0, 1000, Policy.TooLarge.REMOVE));
        assertWell(report);
        assertThat(report.delivered()).isEqualTo(5);
        assertThat(report.removed()).isEqualTo(6);
        assertThat(asked("RETR")).isEqualTo(5);
        assertThat(office.messages("alice")).isEmpty();
        assertThat(desk.delivered()).isEqualTo(texts(5));
    }

    @Test
    void theNewestStayEvenIfTheyAreTooLarge() {
        office.deliver("alice", "Subject: large\n\n" + "x\n".repeat(1000));
        Report report = desk.run(policy(1, 1000, Policy.TooLarge.REMOVE));
        assertWell(report);
        assertThat(report.removed()).isEqualTo(5);
        assertThat(report.tooLarge()).isEqualTo(1);
        assertThat(office.messages("alice")).hasSize(1);
    }

    @Test
    void whatArrivedBeforeADayIsLeftAndAskedForItsDateOnce() {
        office.deliver("alice", "Date: Thu, 31 Dec 2020 23:59:59 +0000\n\nold\n");
        office.deliver("alice", "Date: Fri, 1 Jan 2021 00:00:00 +0000\n\nnew\n");
        Policy wanted = since("2021-01-01T00:00:00Z");
        Report first = desk.run(wanted);
        assertWell(first);
        assertThat(first.delivered()).isEqualTo(6);
        assertThat(first.old()).isEqualTo(1);
        long asked = asked("TOP");
        Report second = desk.run(wanted);
        assertThat(second.old()).isEqualTo(1);
        assertThat(second.known()).isEqualTo(6);
        assertThat(asked("TOP")).isEqualTo(asked);
        Report earlier = desk.run(since("2020-01-01T00:00:00Z"));
        assertThat(earlier.old()).isZero();
        assertThat(earlier.delivered()).isEqualTo(1);
        assertThat(office.messages("alice")).hasSize(7);
    }

    @Test
    @Spec("CL-013")
    void whatAnotherDayMakesWantedIsNotForgottenByACut() {
        office.deliver("alice", "Date: Thu, 31 Dec 2020 23:59:59 +0000\n\nold\n");
        assertThat(desk.run(since("2021-01-01T00:00:00Z")).old()).isEqualTo(1);
        office.faults().add(Fault.cutInMessage(6, 10).once());
        Policy earlier = since("2020-01-01T00:00:00Z");
        assertThat(desk.run(earlier).failure()).isPresent();
        Report next = desk.run(earlier);
        assertWell(next);
        assertThat(next.delivered()).isEqualTo(1);
        assertThat(next.old()).isZero();
    }

    @Test
    void aServerWithoutTopHasNoOldMail() {
        office.faults().add(Fault.without("TOP"));
        office.deliver("alice", "Date: Thu, 31 Dec 2020 23:59:59 +0000\n\nold\n");
        Report report = desk.run(since("2021-01-01T00:00:00Z"));
        assertWell(report);
        assertThat(report.delivered()).isEqualTo(6);
    }

    @Test
    void whoLooksOnSeesEveryStep() {
        office.faults().add(Fault.answer("RETR 2", "-ERR damaged"));
        List<RunEvent> events = new ArrayList<>();
        desk.run(REMOVE, events::add);
        long octets = crlf(1) + crlf(2) + crlf(3) + crlf(4) + crlf(5);
        assertThat(events.getFirst()).isEqualTo(new RunEvent.Listed(5, 5, octets));
        assertThat(events.stream().map(it -> it.getClass().getSimpleName()))
                .containsExactly(
                        "Listed",
                        "Fetched",
                        "Fetched",
                        "Fetched",
                        "Fetched",
                        "Delivered",
                        "Delivered",
                        "Delivered",
                        "Delivered",
                        "Refused",
                        "Removed",
                        "Removed",
                        "Removed",
                        "Removed");
        assertThat(events)
                .filteredOn(RunEvent.Refused.class::isInstance)
                .singleElement()
                .extracting(it -> ((RunEvent.Refused) it).refusal().reason())
                .asString()
                .contains("RETR", "damaged");
    }

    private static long crlf(int number) {
        return text(number).replace("\n", "\r\n").length();
    }

    @Test
    @Spec("CL-032")
    void whoEndsARunKeepsWhatCameWhole() throws IOException {
        AtomicInteger fetched = new AtomicInteger();
        Watcher impatient =
                new Watcher() {
                    @Override
                    public void happened(RunEvent event) {
                        if (event instanceof RunEvent.Fetched) {
                            fetched.incrementAndGet();
                        }
                    }

                    @Override
                    public boolean stops() {
                        return fetched.get() == 2;
                    }
                };
        Report stopped = desk.run(REMOVE, impatient);
        assertThat(stopped.failure()).map(Failure::kind).contains(Failure.Kind.TEMPORARY);
        assertThat(stopped.delivered()).isEqualTo(2);
        assertThat(desk.tmp()).isEmpty();
        assertThat(office.messages("alice")).hasSize(5);
        assertWell(desk.run(REMOVE));
        assertThat(desk.delivered()).isEqualTo(texts(5));
        assertThat(office.messages("alice")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    @Spec({"CL-013", "CL-032"})
    void aCutCostsNothingThatCameWholeBefore(int at) throws IOException {
        office.faults().add(Fault.cutInMessage(at, 10).once());
        Report cut = desk.run(REMOVE);
        assertThat(cut.failure()).map(Failure::kind).contains(Failure.Kind.TEMPORARY);
        assertThat(cut.delivered()).isEqualTo(at - 1);
        assertThat(desk.delivered()).hasSize(at - 1);
        assertThat(desk.tmp()).isEmpty();
        assertThat(office.messages("alice")).hasSize(5);
        Report next = desk.run(REMOVE);
        assertWell(next);
        assertThat(next.delivered()).isEqualTo(5 - at + 1);
        assertThat(desk.delivered()).isEqualTo(texts(5));
        assertThat(office.messages("alice")).isEmpty();
    }

    @Test
    @Spec({"CL-026", "CL-027"})
    void whetherQuitWasLostOrItsAnswerNothingIsFetchedAgain() {
        office.faults().add(Fault.lose("QUIT").once());
        assertThat(desk.run(REMOVE).failure()).isPresent();
        assertThat(office.messages("alice")).hasSize(5);
        office.faults().add(Fault.answer("QUIT", "-ERR some are still there").once());
        Report refused = desk.run(REMOVE);
        assertThat(refused.failure()).map(Failure::kind).contains(Failure.Kind.TEMPORARY);
        assertThat(refused.removed()).isZero();
        office.faults().add(Fault.cut("QUIT", 0).once());
        assertThat(desk.run(REMOVE).failure()).isPresent();
        assertThat(office.messages("alice")).isEmpty();
        assertWell(desk.run(REMOVE));
        assertThat(desk.retrievals()).isEqualTo(5);
        assertThat(desk.delivered()).isEqualTo(texts(5));
    }

    @Test
    @Spec("CL-033")
    void oneThatIsRefusedWaitsAndTheOthersGoOn() throws IOException {
        Fault poison = Fault.answer("RETR 2", "-ERR [SYS/PERM] damaged");
        office.faults().add(poison);
        Report first = desk.run(KEEP);
        assertThat(first.failure()).isEmpty();
        assertThat(first.delivered()).isEqualTo(4);
        assertThat(first.refused()).hasSize(1);
        Report soon = desk.run(KEEP);
        assertThat(soon.refused()).isEmpty();
        assertThat(soon.waiting()).isEqualTo(1);
        desk.pass(Duration.ofHours(1));
        assertThat(desk.run(KEEP).refused()).hasSize(1);
        desk.pass(Duration.ofHours(1));
        assertThat(desk.run(KEEP).waiting()).isEqualTo(1);
        Collector.Status status = desk.collector.status("work").orElseThrow();
        assertThat(status.delivered()).isEqualTo(4);
        assertThat(status.troubles()).hasSize(1);
        assertThat(status.troubles().values().iterator().next().attempts()).isEqualTo(2);
        office.faults().clear();
        desk.pass(Duration.ofHours(1));
        assertWell(desk.run(REMOVE));
        assertThat(desk.delivered()).isEqualTo(texts(5));
        assertThat(office.messages("alice")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Spec({"CL-017", "RW-037", "RW-035"})
    void messagesThatShareAnIdAreToldByTheirContent(boolean kept) {
        office.faults().add(Fault.uniqueId(1, "x"), Fault.uniqueId(3, "x"));
        assertWell(desk.run(kept ? KEEP : REMOVE));
        assertThat(desk.delivered()).isEqualTo(texts(5));
        assertThat(office.messages("alice")).hasSize(kept ? 5 : 0);
        office.deliver("alice", text(6));
        assertWell(desk.run(kept ? KEEP : REMOVE));
        assertThat(desk.delivered()).isEqualTo(texts(6));
    }

    /** It had one that was known: the journal's entry is not taken for the other message. */
    @Test
    @Spec("CL-017")
    void anIdThatASecondMessageTakesHidesNeither() {
        office.faults().add(Fault.uniqueId(1, "x"));
        assertWell(desk.run(KEEP));
        office.deliver("alice", text(6));
        office.faults().add(Fault.uniqueId(6, "x"));
        assertWell(desk.run(KEEP));
        assertThat(desk.delivered()).isEqualTo(texts(6));
        office.faults().clear();
        office.faults().add(Fault.uniqueId(1, "x"));
        assertWell(desk.run(KEEP));
        assertWell(desk.run(REMOVE));
        assertThat(desk.delivered()).isEqualTo(texts(6));
        assertThat(office.messages("alice")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Spec({"CL-018", "CL-019"})
    void withoutUniqueIdsContentTells(boolean kept) {
        office.deliver("alice", text(1));
        office.faults().add(Fault.without("UIDL"));
        for (int run = 0; run < 3; run++) {
            Report report = desk.run(kept ? KEEP : REMOVE);
            assertWell(report);
            assertThat(report.delivered()).isEqualTo(run == 0 ? 6 : 0);
        }
        assertThat(desk.delivered())
                .isEqualTo(Stream.concat(texts(5).stream(), Stream.of(text(1))).sorted().toList());
        assertThat(office.messages("alice")).hasSize(kept ? 6 : 0);
        // The same octets once more are another message when the first are gone from there.
        office.deliver("alice", text(1));
        assertWell(desk.run(kept ? KEEP : REMOVE));
        assertThat(desk.delivered()).hasSize(7);
    }

    @Test
    @Spec({"CL-023", "RW-036"})
    void newIdsForAllMessagesFetchNothingTwiceAlsoWhenThatIsCut() {
        assertWell(desk.run(KEEP));
        office.deliver("alice", text(6));
        for (int number = 1; number <= 6; number++) {
            office.faults().add(Fault.uniqueId(number, "moved-" + number));
        }
        Fault cut = Fault.cutInMessage(4, 10).once();
        office.faults().add(cut);
        assertThat(desk.run(KEEP).failure()).isPresent();
        Report after = desk.run(KEEP);
        assertWell(after);
        assertThat(after.remarks()).anyMatch(it -> it.contains("unique-ids have changed"));
        assertThat(desk.delivered()).isEqualTo(texts(6));
        long before = desk.retrievals();
        Report quiet = desk.run(KEEP);
        assertWell(quiet);
        assertThat(quiet.remarks()).isEmpty();
        assertThat(desk.retrievals()).isEqualTo(before);
    }

    /** Somebody else removes messages from the server, all but the first ones. */
    private void removeFrom(int left) throws IOException {
        try (Pop3Client client = Pop3Client.connect(desk.remote.server())) {
            RemoteMaildrop maildrop = client.login(desk.remote.credentials());
            List<Listed> listed = maildrop.listing().messages();
            assertThat(maildrop.removeAll(listed.subList(left, listed.size()))).isEmpty();
        }
        assertThat(office.messages("alice")).hasSize(left);
    }

    /** Somebody removed one meanwhile: fewer are listed than were left. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    @Spec({"CL-023", "RW-036"})
    void newIdsFetchNothingTwiceHoweverFewAreLeft(int left) throws IOException {
        assertWell(desk.run(KEEP));
        removeFrom(left);
        for (int number = 1; number <= left; number++) {
            office.faults().add(Fault.uniqueId(number, "moved-" + number));
        }
        try (Pop3Client client = Pop3Client.connect(desk.remote.server())) {
            assertThat(
                            desk.collector
                                    .preview(
                                            "work",
                                            desk.remote,
                                            KEEP,
                                            client.login(desk.remote.credentials()))
                                    .remarks())
                    .anyMatch(it -> it.contains("no unique-id is known"));
        }
        Report report = desk.run(KEEP);
        assertWell(report);
        assertThat(report.delivered()).isZero();
        assertThat(report.known()).isEqualTo(left);
        assertThat(report.remarks()).anyMatch(it -> it.contains("unique-ids have changed"));
        assertThat(desk.delivered()).isEqualTo(texts(5));
    }

    @Test
    @Spec("CL-023")
    void whereAllWasRemovedAndOthersCameNoIdHasChanged() throws IOException {
        assertWell(desk.run(KEEP));
        removeFrom(0);
        office.deliver("alice", text(6));
        Report report = desk.run(KEEP);
        assertWell(report);
        assertThat(report.remarks()).isEmpty();
        assertThat(desk.delivered()).isEqualTo(texts(6));
    }

    /** As of a server whose ids are the messages' numbers. */
    @Test
    @Spec({"CL-022", "RW-036"})
    void anIdThatAnotherMessageHasAtOnceIsNotRemovedUnread() {
        for (int number = 1; number <= 5; number++) {
            office.faults().add(Fault.uniqueId(number, "" + number));
        }
        assertWell(desk.run(REMOVE));
        assertThat(office.messages("alice")).isEmpty();
        office.deliver("alice", text(6));
        assertWell(desk.run(REMOVE));
        assertThat(desk.delivered()).isEqualTo(texts(6));
        office.deliver("alice", text(7));
        assertWell(desk.run(REMOVE));
        assertThat(desk.delivered()).isEqualTo(texts(7));
        assertThat(office.messages("alice")).isEmpty();
    }

    @Test
    @Spec({"CL-026", "CL-027"})
    void whatIsThereAfterARemovalThatWasConfirmedIsReadAndRemovedAgain() {
        office.faults().add(Fault.answer("QUIT", "+OK bye").once());
        assertWell(desk.run(REMOVE));
        assertThat(office.messages("alice")).hasSize(5);
        Report again = desk.run(REMOVE);
        assertWell(again);
        assertThat(again.delivered()).isZero();
        assertThat(desk.delivered()).isEqualTo(texts(5));
        assertThat(office.messages("alice")).isEmpty();
    }

    @Test
    void withoutUniqueIdsALongWayHasOneSessionAndAnEnd() throws IOException {
        int many = Session.MESSAGES_MAX + 1;
        Policy later =
                new Policy(new Policy.Removal.After(Duration.ofDays(14)), OptionalLong.empty());
        try (PostOffice large = Fixture.office(0)) {
            Fixture far = new Fixture(Files.createDirectory(folder.resolve("far")), large);
            for (int n = 0; n < many; n++) {
                large.deliver("alice", "Subject: " + n + "\n\n");
            }
            large.faults().add(Fault.without("UIDL"));
            Report report = far.run(later);
            assertThat(report.failure()).isEmpty();
            assertThat(report.delivered()).isEqualTo(many);
            assertThat(far.retrievals()).isEqualTo(many);
        }
    }

    @Test
    @Spec("CL-018")
    void idsThatTheServerCannotGiveNowAreNoReasonToGoWithout() {
        assertWell(desk.run(KEEP));
        office.faults().add(Fault.answer("UIDL", "-ERR [SYS/TEMP] later").once());
        Report report = desk.run(KEEP);
        assertThat(report.failure()).map(Failure::kind).contains(Failure.Kind.TEMPORARY);
        assertThat(desk.retrievals()).isEqualTo(5);
        assertWell(desk.run(KEEP));
        assertThat(desk.retrievals()).isEqualTo(5);
    }

    @Test
    @Spec({"CL-022", "RW-057"})
    void anIdThatIsMissingForARunIsNotFetchedAgain() {
        assertWell(desk.run(KEEP));
        office.faults().add(Fault.uniqueId(2, "other").once());
        assertWell(desk.run(KEEP));
        assertThat(desk.delivered()).hasSize(6);
        desk.pass(Duration.ofDays(29));
        assertWell(desk.run(KEEP));
        assertThat(desk.delivered()).hasSize(6);
    }

    @Test
    @Spec("CL-030")
    void theTimeToKeepCountsFromTheFirstSight() {
        Policy week =
                new Policy(new Policy.Removal.After(Duration.ofDays(7)), OptionalLong.empty());
        desk.run(week);
        desk.pass(Duration.ofDays(3));
        office.deliver("alice", text(6));
        desk.run(week);
        desk.pass(Duration.ofDays(4).minusSeconds(1));
        assertThat(desk.run(week).removed()).isZero();
        desk.pass(Duration.ofSeconds(1));
        assertThat(desk.run(week).removed()).isEqualTo(5);
        assertThat(office.messages("alice")).hasSize(1);
    }

    @Test
    void whatIsTooLargeStays() {
        long limit = office.messages("alice").get(3).size();
        Report report =
                desk.run(
                        new Policy(
                                new Policy.Removal.After(Duration.ZERO), OptionalLong.of(limit)));
        assertWell(report);
        assertThat(report.tooLarge()).isEqualTo(1);
        assertThat(desk.delivered()).isEqualTo(texts(4));
        assertThat(office.messages("alice")).hasSize(1);
    }

    @Test
    void whatPassesIsTemporaryAndAWrongPasswordIsNot() throws IOException {
        for (String code : List.of("IN-USE", "LOGIN-DELAY", "SYS/TEMP")) {
            office.faults().clear();
            office.faults().add(Fault.answer("login", "-ERR [" + code + "] later"));
            assertThat(desk.run(REMOVE).failure())
                    .map(Failure::kind)
                    .contains(Failure.Kind.TEMPORARY);
        }
        office.faults().clear();
        office.faults().add(Fault.answer("login", "-ERR [AUTH] no"));
        Report wrong = desk.run(REMOVE);
        assertThat(wrong.failure()).map(Failure::kind).contains(Failure.Kind.CREDENTIALS);
        LastRun last = desk.collector.status("work").orElseThrow().lastRun().orElseThrow();
        assertThat(last.failed()).isTrue();
        assertThat(last.words()).contains("[AUTH]").doesNotContain("secret");
    }

    @Test
    void aPreviewChangesNothing() throws IOException {
        desk.run(KEEP);
        office.deliver("alice", text(6));
        byte[] journal = Files.readAllBytes(folder.resolve("collect/work.journal"));
        try (Pop3Client client = Pop3Client.connect(desk.remote.server())) {
            Report ahead =
                    desk.collector.preview(
                            "work", desk.remote, REMOVE, client.login(desk.remote.credentials()));
            assertThat(ahead.delivered()).isEqualTo(1);
            assertThat(ahead.octets()).isEqualTo(Mail.of(text(6)).size());
            assertThat(ahead.removed()).isEqualTo(5);
        }
        assertThat(folder.resolve("collect/work.journal")).hasBinaryContent(journal);
        assertThat(office.messages("alice")).hasSize(6);
        assertThat(desk.delivered()).hasSize(5);
    }

    /** A failure late on a long way undoes few removals. */
    @Test
    @Spec("CL-029")
    void aLongWayHasSeveralSessions() throws IOException {
        int many = 2 * Session.MESSAGES_MAX + 10;
        try (PostOffice large = Fixture.office(0)) {
            Fixture far = new Fixture(Files.createDirectory(folder.resolve("far")), large);
            for (int n = 0; n < many; n++) {
                large.deliver("alice", "Subject: " + n + "\n\n");
            }
            Policy recent =
                    new Policy(
                            REMOVE.removal(),
                            0,
                            OptionalLong.empty(),
                            Policy.TooLarge.LEAVE,
                            Optional.of(Instant.EPOCH));
            Report report = far.run(recent);
            assertThat(report.failure()).isEmpty();
            assertThat(report.delivered()).isEqualTo(many);
            assertThat(report.removed()).isEqualTo(many);
            List<String> commands = large.commands();
            assertThat(commands.stream().filter("UIDL"::equals).count()).isEqualTo(3);
            int second =
                    commands.indexOf("UIDL")
                            + 1
                            + commands.subList(commands.indexOf("UIDL") + 1, commands.size())
                                    .indexOf("UIDL");
            assertThat(commands.subList(0, second)).anyMatch(it -> it.startsWith("TOP"));
            assertThat(commands.subList(second, commands.size()))
                    .as("each header is asked for once")
                    .noneMatch(it -> it.startsWith("TOP"));
            for (int n = 0; n <= Session.MESSAGES_MAX; n++) {
                large.deliver("alice", "Subject: again " + n + "\n\n");
            }
            large.faults().add(Fault.answer("RETR", "-ERR [SYS/TEMP] later"));
            Report refused = far.run(REMOVE);
            assertThat(refused.failure()).isEmpty();
            assertThat(refused.refused()).hasSize(Session.MESSAGES_MAX);
        }
    }

    @Test
    void anotherServerUnderTheSameNameIsAnError() throws IOException {
        desk.run(KEEP);
        try (PostOffice other = Fixture.office(1)) {
            Fixture moved = new Fixture(folder, other);
            assertThat(moved.run(REMOVE).failure())
                    .map(Failure::kind)
                    .contains(Failure.Kind.CONFIGURATION);
            assertThat(other.messages("alice")).hasSize(1);
        }
    }
}
