package org.restante.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.bench.LoadGenerator.Watcher;
import org.restante.client.Pop3Server;
import org.restante.client.Security;
import org.restante.client.Trust;
import org.restante.protocol.Secret;
import org.restante.testkit.Fault;
import org.restante.testkit.Gate;
import org.restante.testkit.Mail;
import org.restante.testkit.On;
import org.restante.testkit.PostOffice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Loads on a real server: what is counted, and that nothing wrong is counted as right. */
final class LoadGeneratorTest {
    private static final Duration LONG = Duration.ofHours(1);

    /** Full stops at the starts of lines, and one message of a full stop alone. */
    private static final List<Mail> MAIL =
            List.of(
                    Mail.of("Subject: one\r\n\r\n.dots\r\n..\r\n.\r\nend\r\n"),
                    Mail.ofSize(300_000),
                    Mail.of(".\r\n"));

    @TempDir Path folder;
    private PostOffice office;
    private Plan plan;

    /** A load in the making: small, without end, and strict. */
    private static final class Plan {
        private Pop3Server server;
        private Users users = new Users("u{}", 3);
        private Secret password = new Secret("secret");
        private boolean saslPlain;
        private int connections = 2;
        private OptionalDouble rate = OptionalDouble.empty();
        private Duration time = LONG;
        private Duration timeout = Duration.ofSeconds(20);
        private boolean resumes;
        private boolean checksSizes = true;

        Plan(Pop3Server server) {
            this.server = server;
        }

        Load of(Workload workload) {
            return new Load(
                    server,
                    users,
                    password,
                    saslPlain,
                    workload,
                    connections,
                    rate,
                    Duration.ZERO,
                    time,
                    timeout,
                    resumes,
                    checksSizes);
        }
    }

    @BeforeEach
    void start() {
        PostOffice.Builder builder = PostOffice.builder();
        for (int i = 0; i < 3; i++) {
            String user = "u" + i;
            builder.account(user, "secret");
            MAIL.forEach(each -> builder.message(user, each));
        }
        office = builder.start();
        plan =
                new Plan(
                        Pop3Server.of("127.0.0.1")
                                .withSecurity(Security.CLEAR_TEXT)
                                .withPort(office.pop3().getPort()));
    }

    @AfterEach
    void close() {
        office.close();
    }

    /** Until so many sessions went well, or failed. */
    private static Watcher until(long sessions) {
        return (_, _, well, failures) -> well + failures < sessions;
    }

    @ParameterizedTest
    @CsvSource({
        "POLL, STAT",
        "LIST, STAT UIDL LIST",
        "FETCH, STAT UIDL RETR 1 RETR 2 RETR 3",
        "PIPELINED_FETCH, STAT UIDL RETR 1 RETR 2 RETR 3"
    })
    void everySessionOfAServerThatIsRightIsCounted(Workload workload, String commands)
            throws Exception {
        Figures figures = LoadGenerator.run(plan.of(workload), until(5));
        assertThat(figures.failed()).isEmpty();
        assertThat(figures.sessions()).isGreaterThanOrEqualTo(5);
        assertThat(figures.messages())
                .isEqualTo(workload.fetches() ? figures.sessions() * MAIL.size() : 0);
        assertThat(figures.octets())
                .isGreaterThan(workload.fetches() ? figures.sessions() * 300_000 : 100);
        assertThat(figures.latencies().sessions()).isGreaterThanOrEqualTo(figures.sessions());
        assertThat(figures.latencies().micros(50))
                .isPositive()
                .isLessThanOrEqualTo(figures.latencies().micros(100));
        assertThat(figures.seconds()).isPositive().isLessThan((double) LONG.toSeconds());
        assertThat(figures.notBegun()).isZero();
        // The first was the one that is tried.
        assertThat(office.dialogues().getFirst().commands()).hasSize(3);
        assertThat(String.join(" ", office.dialogues().get(1).commands()))
                .matches("USER u[01] PASS \\S+ " + commands + " QUIT");
    }

    @Test
    void connectionsHaveUsersOfTheirOwn() throws Exception {
        plan.connections = 3;
        Figures figures = LoadGenerator.run(plan.of(Workload.POLL), until(30));
        assertThat(figures.failed()).isEmpty();
        assertThat(office.commands()).contains("USER u0", "USER u1", "USER u2");
    }

    @Test
    void itLogsInByPlainIfItIsToldTo() throws Exception {
        plan.saslPlain = true;
        plan.users = new Users("u1", 1);
        plan.connections = 1;
        Figures figures = LoadGenerator.run(plan.of(Workload.POLL), until(1));
        assertThat(figures.failed()).isEmpty();
        assertThat(office.commands()).noneMatch(it -> it.startsWith("USER"));
    }

    @Test
    void octetsThatComeOneByOneAreTheSame() throws Exception {
        office.faults().add(Fault.pieces(1));
        plan.users = new Users("u0", 1);
        plan.connections = 1;
        for (Workload each : List.of(Workload.FETCH, Workload.PIPELINED_FETCH)) {
            assertThat(LoadGenerator.run(plan.of(each), until(1)).failed()).isEmpty();
        }
    }

    @Test
    void drainRemovesTheMailOfEachUserOnceAndEnds() throws Exception {
        Figures figures = LoadGenerator.run(plan.of(Workload.DRAIN), until(1_000));
        assertThat(figures.failed()).isEmpty();
        assertThat(figures.sessions()).isEqualTo(3);
        assertThat(figures.messages()).isEqualTo(3L * MAIL.size());
        for (int i = 0; i < 3; i++) {
            assertThat(office.messages("u" + i)).isEmpty();
        }
    }

    record Wrong(Workload workload, Fault fault, Failure failure) {}

    static Stream<Wrong> wrongs() {
        Stream<Wrong> fetched =
                Stream.of(Workload.FETCH, Workload.PIPELINED_FETCH)
                        .flatMap(it ->
                                Stream.of(
                                        new Wrong(it, Fault.cutInMessage(2, 1000), Failure.CUT),
                                        new Wrong(it, Fault.cut("RETR 3", 0), Failure.CUT),
                                        new Wrong(
                                                it,
                                                Fault.unterminated("RETR 2"),
                                                Failure.TIMED_OUT),
                                        new Wrong(
                                                it,
                                                Fault.unterminated("RETR 3"),
                                                Failure.TIMED_OUT),
                                        new Wrong(
                                                it,
                                                Fault.stallInMessage(2, 1000),
                                                Failure.TIMED_OUT),
                                        new Wrong(it, Fault.unstuffed(), Failure.BROKEN),
                                        new Wrong(
                                                it,
                                                Fault.answer("RETR 2", "+OK\r\nshort\r\n.\r\n"),
                                                Failure.WRONG),
                                        new Wrong(it, Fault.sizesOffBy(1), Failure.WRONG),
                                        new Wrong(
                                                it,
                                                Fault.answer("RETR 2", "-ERR gone"),
                                                Failure.REFUSED)));
        return Stream.concat(
                fetched,
                Stream.of(
                        new Wrong(Workload.POLL, Fault.stall("STAT", 3), Failure.TIMED_OUT),
                        new Wrong(Workload.POLL, Fault.answer("STAT", "+OK many"), Failure.BROKEN),
                        new Wrong(Workload.POLL, Fault.answer("STAT", "hello"), Failure.BROKEN),
                        new Wrong(
                                Workload.POLL,
                                Fault.answer("STAT", "+OK 1 " + "1".repeat(2000)),
                                Failure.BROKEN),
                        new Wrong(Workload.POLL, Fault.endlessLine("STAT"), Failure.BROKEN),
                        new Wrong(Workload.LIST, Fault.without("UIDL"), Failure.REFUSED),
                        new Wrong(
                                Workload.LIST,
                                Fault.answer("LIST", "+OK\r\n1 1\r\n.\r\n"),
                                Failure.WRONG)));
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void aWrongAnswerIsAnErrorAndNoSession(Wrong wrong) throws Exception {
        office.faults().add(wrong.fault());
        plan.timeout = Duration.ofMillis(400);
        Figures figures = LoadGenerator.run(plan.of(wrong.workload()), until(2));
        assertThat(figures.failed()).containsOnlyKeys(wrong.failure());
        assertThat(figures.failures()).isGreaterThanOrEqualTo(2);
        assertThat(figures.sessions()).isZero();
        assertThat(figures.messages()).isZero();
        assertThat(figures.latencies().sessions()).isZero();
        assertThat(failed(figures.failed(), wrong.failure()).words()).doesNotContain("secret");
    }

    @Test
    void sizesMayDifferIfTheyAreNotLookedAt() throws Exception {
        office.faults().add(Fault.sizesOffBy(1));
        plan.checksSizes = false;
        Figures figures = LoadGenerator.run(plan.of(Workload.FETCH), until(2));
        assertThat(figures.failed()).isEmpty();
    }

    @Test
    void oneFailureDoesNotSpoilTheOthers() throws Exception {
        office.faults().add(Fault.cutInMessage(2, 1000).times(1));
        Figures figures = LoadGenerator.run(plan.of(Workload.FETCH), until(6));
        assertThat(figures.failed()).containsOnlyKeys(Failure.CUT);
        assertThat(figures.failures()).isEqualTo(1);
        assertThat(figures.sessions()).isGreaterThanOrEqualTo(5);
        assertThat(figures.messages()).isEqualTo(figures.sessions() * MAIL.size());
    }

    @Test
    void aServerThatStallsIsChargedForSessionsThatWereDueMeanwhile() throws Exception {
        office.faults().add(Fault.hold("STAT", new Gate()));
        plan.connections = 1;
        plan.rate = OptionalDouble.of(100);
        plan.time = Duration.ofMillis(300);
        plan.timeout = Duration.ofSeconds(1);
        Figures figures = LoadGenerator.run(plan.of(Workload.POLL), until(1_000));
        assertThat(figures.failed()).containsOnlyKeys(Failure.TIMED_OUT);
        assertThat(figures.sessions()).isZero();
        // Of 30 one was begun, and waits.
        assertThat(figures.notBegun()).isEqualTo(29);
        assertThat(figures.latencies().sessions()).isEqualTo(29);
        assertThat(figures.latencies().micros(100)).isBetween(280_000L, 300_000L);
        assertThat(figures.latencies().micros(50)).isBetween(130_000L, 160_000L);
    }

    @Test
    void sessionsAtARateBeginAsOftenAndNotMore() throws Exception {
        plan.rate = OptionalDouble.of(20);
        plan.time = Duration.ofMillis(500);
        Figures figures = LoadGenerator.run(plan.of(Workload.POLL), until(1_000));
        assertThat(figures.failed()).isEmpty();
        assertThat(figures.latencies().sessions()).isEqualTo(10);
        assertThat(figures.seconds()).isEqualTo(0.5);
    }

    @Test
    void aLoginThatIsRefusedEndsItBeforeItBeginsWithTheServersWords() {
        plan.password = new Secret("wrong");
        assertThatThrownBy(() -> LoadGenerator.run(plan.of(Workload.POLL), until(1)))
                .isInstanceOfSatisfying(
                        SessionFailedException.class,
                        it -> assertThat(it.failure()).isEqualTo(Failure.LOGIN_REFUSED))
                .hasMessageContaining("PASS: -ERR [AUTH]")
                .hasMessageNotContaining("wrong");
        assertThat(office.dialogues()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aPasswordThatTheServerRepeatsIsNotShown() {
        office.faults().add(Fault.answer(On.LOGIN, "-ERR no, secret is wrong"));
        assertThatThrownBy(() -> LoadGenerator.run(plan.of(Workload.POLL), until(1)))
                .hasMessageContaining("no, *** is wrong")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"greeting", "login"})
    void aServerThatSaysNothingIsNotWaitedForLong(String moment) {
        office.faults().add(Fault.stall(moment, 0));
        plan.timeout = Duration.ofMillis(300);
        assertFails(plan.of(Workload.POLL), Failure.TIMED_OUT);
    }

    @Test
    void aSessionWithoutAnAnswerToQuitIsNone() {
        office.faults().add(Fault.cut("QUIT", 0));
        assertFails(plan.of(Workload.POLL), Failure.CUT);
    }

    @Test
    void whereNobodyListensItSaysSo() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        plan.server = plan.server.withPort(port);
        assertFails(plan.of(Workload.POLL), Failure.NOT_CONNECTED);
    }

    private static Failed failed(Map<Failure, Failed> failed, Failure kind) {
        return Objects.requireNonNull(failed.get(kind));
    }

    private static void assertFails(Load load, Failure failure) {
        assertThatThrownBy(() -> LoadGenerator.run(load, until(1)))
                .isInstanceOfSatisfying(
                        SessionFailedException.class,
                        it -> assertThat(it.failure()).isEqualTo(failure));
    }

    private Pop3Server overTls(Security security) throws IOException {
        return Pop3Server.of("localhost")
                .withSecurity(security)
                .withPort((security == Security.TLS ? office.pop3s() : office.pop3()).getPort())
                .withTrust(Trust.authorities(office.trust().writePem(folder.resolve("ca.pem"))));
    }

    @ParameterizedTest
    @EnumSource(
            value = Security.class,
            names = {"TLS", "STLS"})
    void sessionsOfTlsAreResumedIfWantedAndElseNever(Security security) throws Exception {
        plan.server = overTls(security);
        Figures whole = LoadGenerator.run(plan.of(Workload.FETCH), until(8));
        assertThat(whole.failed()).isEmpty();
        assertThat(whole.resumed()).isZero();
        plan.resumes = true;
        Figures resumed = LoadGenerator.run(plan.of(Workload.FETCH), until(8));
        assertThat(resumed.failed()).isEmpty();
        assertThat(resumed.resumed()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void aCertificateThatIsNotTrustedEndsIt() throws Exception {
        plan.server = overTls(Security.TLS).withTrust(Trust.system());
        assertFails(plan.of(Workload.POLL), Failure.NO_TLS);
        assertThat(office.commands()).isEmpty();
    }

    @Test
    void octetsBehindTheAnswerToStlsAreNoAnswerWithinTls() throws Exception {
        plan.server = overTls(Security.STLS);
        office.faults().add(Fault.inject("STLS", "+OK\r\n"));
        assertFails(plan.of(Workload.POLL), Failure.BROKEN);
    }

    @Test
    void withoutStlsNoPasswordIsSent() throws Exception {
        plan.server = overTls(Security.STLS);
        office.faults().add(Fault.without("STLS"));
        assertFails(plan.of(Workload.POLL), Failure.NO_TLS);
        assertThat(office.commands()).containsExactly("STLS");
    }

    @Test
    void idleSessionsStandUntilTheEnd() throws Exception {
        plan.connections = 3;
        Held held = LoadGenerator.hold(plan.of(Workload.IDLE), (_, _, standing, _) -> standing < 3);
        assertThat(held.asked()).isEqualTo(3);
        assertThat(held.loggedIn()).isEqualTo(3);
        assertThat(held.standing()).isEqualTo(3);
        assertThat(held.failed()).isEmpty();
    }

    @Test
    void anIdleSessionThatIsLostOrRefusedIsCounted() throws Exception {
        plan.connections = 4;
        Watcher hangingUp =
                (_, _, standing, failures) -> {
                    if (standing == 3 && failures == 1) {
                        office.close();
                    }
                    return failures < 4;
                };
        Held held = LoadGenerator.hold(plan.of(Workload.IDLE), hangingUp);
        assertThat(held.loggedIn()).isEqualTo(3);
        assertThat(held.standing()).isZero();
        // Two sessions of one user: the second is refused.
        assertThat(failed(held.failed(), Failure.LOGIN_REFUSED).words()).contains("[IN-USE]");
        assertThat(failed(held.failed(), Failure.CUT).count()).isEqualTo(3);
    }

    @Test
    void limitsAreToldWithWhatIsAllowed() {
        plan.connections = Load.CONNECTIONS_MAX + 1;
        assertThatThrownBy(() -> plan.of(Workload.POLL)).hasMessageContaining("1 to 60000");
        plan.connections = 1;
        plan.rate = OptionalDouble.of(Double.NaN);
        assertThatThrownBy(() -> plan.of(Workload.POLL)).hasMessageContaining("0.001 to 100000");
        plan.rate = OptionalDouble.empty();
        plan.time = Duration.ofDays(2);
        assertThatThrownBy(() -> plan.of(Workload.POLL)).hasMessageContaining("the time");
        plan.time = LONG;
        plan.password = new Secret("x".repeat(300));
        assertThatThrownBy(() -> plan.of(Workload.POLL)).hasMessageContaining("do not fit");
        assertThatThrownBy(() -> new Users("u", 2)).hasMessageContaining("{}");
        assertThatThrownBy(() -> new Users("u{}", 0)).hasMessageContaining("1 to");
    }
}
