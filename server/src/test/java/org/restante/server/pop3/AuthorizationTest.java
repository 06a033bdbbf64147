package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.server.TestPostOffice;
import org.restante.server.event.Event;
import org.restante.server.login.ClearTextLogin;
import org.restante.server.login.Policy;
import org.restante.server.login.ThrottleSettings;
import org.restante.server.login.sasl.Mechanism;
import org.restante.server.login.sasl.MechanismChoice;
import org.restante.server.login.sasl.SaslSettings;
import org.restante.server.net.EndReason;
import org.restante.server.net.Network;
import org.restante.server.net.Refusal;
import org.restante.spec.Spec;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The AUTHORIZATION state: USER, PASS, and what a failed login tells (RFC 1939 §4, §7). */
final class AuthorizationTest {
    private static final String GREETING = "S: +OK mail.example.org POP3 ready\n";
    private static final String DENIED = "-ERR [AUTH] wrong name or password";

    /** The reply to PASS, or to AUTH PLAIN with an initial response. */
    private static String login(Client client, boolean plain, String name, String password)
            throws IOException {
        if (plain) {
            byte[] message = ("\0" + name + "\0" + password).getBytes(StandardCharsets.UTF_8);
            return client.command("AUTH PLAIN " + Base64.getEncoder().encodeToString(message));
        }
        client.command("USER " + name);
        return client.command("PASS " + password);
    }

    /** Opening takes a while the first time: the administrator may be faster. */
    @Test
    void anAccountThatIsClosedWhileItsMaildropIsOpenedDoesNotGetIn() throws Exception {
        TestPostOffice[] office = new TestPostOffice[1];
        FaultyStore.Fault close =
                call -> {
                    if (call == FaultyStore.Call.OPEN) {
                        assertThat(office[0].pop3Protocol().end("alice")).isEqualTo(1);
                    }
                };
        office[0] = Scene.octets(20).over(it -> new FaultyStore(it, close)).open();
        try (TestPostOffice here = office[0];
                Client client = new Client(here.pop3())) {
            client.line();
            client.command("USER alice");
            assertThat(client.send("PASS " + Scene.PASSWORD + "\r\n").rest()).isEmpty();
            assertThat(here.await(Event.PopEnded.class, _ -> true).reason())
                    .isEqualTo(EndReason.ACCOUNT_CLOSED);
        }
    }

    @Test
    @Spec({"P3-040", "P3-041", "P3-042", "RC-007", "RW-087"})
    void userTellsNothingOfWhoExists() throws IOException {
        Scene.maildrop()
                .playsFromTheStart(
                        GREETING
                                + """
                                C: USER
                                S: -ERR USER needs a name
                                C: USER\\x20
                                S: -ERR USER needs a name
                                C: USER nobody
                                S: +OK now the password
                                C: USER alice
                                S: +OK now the password
                                C: PASS wrong
                                S: -ERR [AUTH] wrong name or password
                                C: USER alice
                                S: +OK now the password
                                C: PASS s3cret pw
                                S: +OK 0 messages (0 octets)
                                """);
    }

    @Test
    @Spec("P3-043")
    void aSecondUserReplacesTheFirst() throws IOException, InterruptedException {
        try (TestPostOffice office = Scene.maildrop().open();
                Client client = Client.greeted(office)) {
            client.command("USER alice");
            client.command("USER bob");
            assertThat(client.command("PASS bob's pw")).startsWith("+OK");
            assertThat(office.await(Event.LoggedIn.class, _ -> true).account()).isEqualTo("bob");
        }
        try (TestPostOffice office = Scene.maildrop().open();
                Client client = Client.greeted(office)) {
            client.command("USER alice");
            client.command("USER bob");
            assertThat(client.command("PASS " + Scene.PASSWORD)).isEqualTo(DENIED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAPA", "XYZZY", "STAT", "AUTH X", "STLS", "USER", "PASS", "PASS\\x20"})
    @Spec({"P3-044", "P3-046"})
    void passCountsOnlyDirectlyBehindUser(String between) throws IOException {
        String reply =
                between.equals("CAPA")
                        ? """
                        S: +OK capabilities follow
                        S: TOP
                        S: UIDL
                        S: RESP-CODES
                        S: AUTH-RESP-CODE
                        S: PIPELINING
                        S: USER
                        S: SASL PLAIN
                        S: UTF8 USER
                        S: LANG
                        S: EXPIRE NEVER
                        S: IMPLEMENTATION Restante
                        S: .
                        """
                        : "S: -ERR ...\n";
        Scene.maildrop()
                .playsFromTheStart(
                        """
                        S: +OK mail.example.org POP3 ready
                        C: PASS s3cret pw
                        S: -ERR USER comes first
                        C: USER alice
                        S: +OK now the password
                        C: %s
                        %sC: PASS s3cret pw
                        S: -ERR USER comes first
                        """
                                .formatted(between, reply));
    }

    @Test
    @Spec({"P3-045", "P3-012"})
    void aPasswordsOwnSpacesCount() throws IOException {
        try (TestPostOffice office = Scene.maildrop().open();
                Client client = Client.greeted(office)) {
            office.accounts().put("carol", "two  words ");
            for (String wrong : new String[] {"two  words", "two words ", " two  words "}) {
                assertThat(login(client, false, "carol", wrong)).isEqualTo(DENIED);
            }
            assertThat(login(client, false, "carol", "two  words ")).startsWith("+OK");
        }
    }

    @Test
    @Spec("P3-047")
    void aFailedLoginForgetsTheName() throws IOException {
        Scene.maildrop()
                .playsFromTheStart(
                        GREETING
                                + """
                                C: USER alice
                                S: +OK now the password
                                C: PASS wrong
                                S: -ERR [AUTH] wrong name or password
                                C: PASS s3cret pw
                                S: -ERR USER comes first
                                """);
    }

    @Test
    @Spec({"P3-048", "P3-056"})
    void behindALoginThereIsNoOther() throws IOException {
        Scene.octets(120)
                .plays(
                        """
                        C: STAT
                        S: +OK 1 120
                        C: USER alice
                        S: -ERR not after login
                        C: PASS s3cret pw
                        S: -ERR not after login
                        C: APOP alice c4c9334bac560ecc979e58001b3e22fb
                        S: -ERR not after login
                        C: AUTH PLAIN
                        S: -ERR not after login
                        C: STLS
                        S: -ERR not after login
                        C: UTF8
                        S: -ERR not after login
                        C: STAT
                        S: +OK 1 120
                        """);
    }

    @Test
    @Spec({"P3-049", "LK-001", "LK-008", "LK-009", "RC-008", "RW-008", "RW-009", "SA-018"})
    void aSecondLoginIsToldThatTheMaildropIsInUseButOnlyWithThePassword() throws Exception {
        try (TestPostOffice office = Scene.octets(120).open();
                Client first = Client.loggedIn(office);
                Client second = Client.greeted(office)) {
            for (boolean plain : new boolean[] {false, true}) {
                assertThat(login(second, plain, "alice", Scene.PASSWORD))
                        .isEqualTo("-ERR [IN-USE] maildrop is locked by another session");
                assertThat(login(second, plain, "alice", "wrong")).isEqualTo(DENIED);
            }
            assertThat(office.await(Event.LoginRefused.class, _ -> true))
                    .extracting(Event.LoginRefused::name, Event.LoginRefused::cause)
                    .containsExactly("alice", Refusal.IN_USE);
            assertThat(first.command("STAT")).isEqualTo("+OK 1 120");
            assertThat(first.command("QUIT")).startsWith("+OK");
            assertThat(first.rest()).isEmpty();
            assertThat(second.login()).isEqualTo("+OK 1 message (120 octets)");
        }
    }

    @Test
    @Spec({"P3-050", "RC-009", "CA-033"})
    void aMaildropThatCannotBeOpenedIsTriedAnewAtTheNextLogin() throws IOException {
        for (IOException failure :
                List.of(new IOException("the disk failed"), new AccessDeniedException("cur"))) {
            String expected =
                    failure instanceof AccessDeniedException
                            ? "-ERR [SYS/PERM] the maildrop cannot be opened; tell the postmaster"
                            : "-ERR [SYS/TEMP] try again later";
            Scene scene =
                    Scene.octets(120)
                            .over(store ->
                                    new FaultyStore(
                                            store,
                                            FaultyStore.at(FaultyStore.Call.OPEN, 1, failure)));
            try (TestPostOffice office = scene.open();
                    Client client = Client.greeted(office)) {
                assertThat(client.login()).isEqualTo(expected);
                assertThat(client.login()).isEqualTo("+OK 1 message (120 octets)");
            }
        }
    }

    @Test
    @Spec("P3-051")
    void quitBeforeLoginIsOnlyAGoodbye() throws IOException {
        Scene.octets(120)
                .playsFromTheStart(
                        GREETING + "C: USER alice\nS: +OK ...\nC: QUIT\nS: +OK bye\nS: <closed>\n");
    }

    @Test
    @Spec({"P3-053", "CA-033", "RW-087"})
    void everyLoginThatFailsIsToldTheSame() throws IOException, InterruptedException {
        try (TestPostOffice office =
                        Scene.maildrop().with(o -> o.withPop3(Settings::withoutErrorLimit)).open();
                Client client = Client.greeted(office)) {
            office.accounts().put("dora", "right", false);
            List<String> reasons = new ArrayList<>();
            for (boolean plain : new boolean[] {false, true}) {
                for (String[] credentials :
                        new String[][] {
                            {"nobody", "right"},
                            {"alice", "wrong"},
                            {"dora", "right"},
                            {"dora", "wrong"}
                        }) {
                    assertThat(login(client, plain, credentials[0], credentials[1]))
                            .isEqualTo(DENIED);
                    reasons.add(office.await(Event.LoginFailed.class, _ -> true).reason());
                }
            }
            assertThat(reasons)
                    .startsWith(
                            "no such account",
                            "wrong password",
                            "the account is disabled",
                            "wrong password");
        }
    }

    @Test
    @Spec({"CA-033", "RC-009"})
    void anAccountSourceThatIsDownIsNoWrongPassword() throws IOException {
        try (TestPostOffice office = Scene.maildrop().open();
                Client client = Client.greeted(office)) {
            office.accounts().setDown(true);
            assertThat(client.login()).isEqualTo("-ERR [SYS/TEMP] try again later");
            office.accounts().setDown(false);
            assertThat(client.login()).startsWith("+OK");
        }
    }

    @Test
    @Spec({"P3-054", "P3-055", "SA-002", "SA-022", "CA-012", "CA-014"})
    void withoutTlsNoPasswordIsTakenWhereThatIsForbidden() throws IOException {
        Scene.maildrop()
                .with(o -> o.withPop3(s -> Settings.with(s, ClearTextLogin.NEVER)))
                .playsFromTheStart(
                        GREETING
                                + """
                                C: CAPA
                                S: +OK capabilities follow
                                S: TOP
                                S: UIDL
                                S: RESP-CODES
                                S: AUTH-RESP-CODE
                                S: PIPELINING
                                S: UTF8 USER
                                S: LANG
                                S: EXPIRE NEVER
                                S: IMPLEMENTATION Restante
                                S: .
                                C: USER alice
                                S: -ERR a password needs TLS here: use STLS first
                                C: PASS s3cret pw
                                S: -ERR a password needs TLS here: use STLS first
                                C: AUTH PLAIN
                                S: -ERR a password needs TLS here: use STLS first
                                C: AUTH PLAIN AGFsaWNlAHMzY3JldCBwdw==
                                S: -ERR a password needs TLS here: use STLS first
                                C: AUTH PLAIN AGFsaWNlAHdyb25n
                                S: -ERR a password needs TLS here: use STLS first
                                """);
    }

    @Test
    void aLoginThatNeedsTlsIsTold() throws Exception {
        try (TestPostOffice office =
                        Scene.maildrop()
                                .with(o -> o.withPop3(s -> Settings.with(s, ClearTextLogin.NEVER)))
                                .open();
                Client client = Client.greeted(office)) {
            assertThat(client.command("USER alice")).startsWith("-ERR");
            assertThat(office.await(Event.LoginRefused.class, _ -> true).cause())
                    .isEqualTo(Refusal.NEEDS_TLS);
        }
    }

    private static ThrottleSettings throttle(Duration first, Duration max, int failuresMax) {
        return new ThrottleSettings(
                first,
                max,
                failuresMax,
                failuresMax,
                Duration.ofHours(1),
                Duration.ofMinutes(10),
                Duration.ofDays(30),
                List.of(),
                64);
    }

    @Test
    @Spec({"P3-057", "RC-008", "CA-033"})
    void tooManyFailuresOfAnAddressAreRefusedUnseenAndAKnownDeviceIsNot()
            throws IOException, InterruptedException {
        try (TestPostOffice office =
                Scene.octets(120)
                        .with(o ->
                                o.withPop3(Settings::withoutErrorLimit)
                                        .withThrottle(throttle(Duration.ZERO, Duration.ZERO, 3)))
                        .open()) {
            Client.loggedIn(office).close();
            Scene.left(office.store());
            String refused = "-ERR [SYS/TEMP] too many failed logins: try again later";
            try (Client client = Client.greeted(office)) {
                for (int attempt = 1; attempt <= 3; attempt++) {
                    assertThat(login(client, attempt % 2 == 0, "bob", "wrong" + attempt))
                            .isEqualTo(DENIED);
                }
                for (boolean plain : new boolean[] {false, true}) {
                    assertThat(login(client, plain, "bob", "bob's pw")).isEqualTo(refused);
                    assertThat(login(client, plain, "bob", "wrong")).isEqualTo(refused);
                    assertThat(login(client, plain, "nobody", "x")).isEqualTo(refused);
                }
                assertThat(office.await(Event.LoginRefused.class, _ -> true).name())
                        .isEqualTo("bob");
            }
            // Alice logged in from here lately.
            Client.loggedIn(office).close();
            office.pass(Duration.ofMinutes(10));
            try (Client client = Client.greeted(office)) {
                assertThat(login(client, false, "bob", "bob's pw")).startsWith("+OK");
            }
        }
    }

    @Test
    @Spec({"P3-057", "RC-008"})
    void anExchangeIsRefusedUnseenTooAndDoesNotTellWhetherItWasRight() throws Exception {
        SaslSettings all =
                new SaslSettings(
                        new MechanismChoice.Named(
                                Set.of(
                                        Mechanism.PLAIN,
                                        Mechanism.CRAM_MD5,
                                        Mechanism.SCRAM_SHA_256)),
                        Optional.empty(),
                        Optional.empty(),
                        Set.of());
        try (TestPostOffice office =
                Scene.octets(120)
                        .with(o ->
                                o.withSasl(all)
                                        .withPop3(Settings::withoutErrorLimit)
                                        .withThrottle(throttle(Duration.ZERO, Duration.ZERO, 3)))
                        .open()) {
            office.accounts().putWithScram("bob", "bob's pw");
            String refused = "-ERR [SYS/TEMP] too many failed logins: try again later";
            try (Client client = Client.greeted(office);
                    Client right = Client.greeted(office);
                    Client wrong = Client.greeted(office)) {
                ScramPeer begun =
                        new ScramPeer(right, "SCRAM-SHA-256", "bob", "bob's pw", Optional.empty());
                String first = begun.begin(true);
                ScramPeer guessing =
                        new ScramPeer(wrong, "SCRAM-SHA-256", "bob", "wrong", Optional.empty());
                String second = guessing.begin(true);
                for (int attempt = 1; attempt <= 3; attempt++) {
                    assertThat(login(client, true, "bob", "wrong" + attempt)).isEqualTo(DENIED);
                }
                assertThat(begun.prove(first)).isEqualTo(refused);
                assertThat(guessing.prove(second)).isEqualTo(refused);
                office.accounts().setDown(true);
                for (String name : new String[] {"bob", "nobody"}) {
                    for (String password : new String[] {"bob's pw", "wrong"}) {
                        ScramPeer peer =
                                new ScramPeer(
                                        client, "SCRAM-SHA-256", name, password, Optional.empty());
                        assertThat(peer.begin(true)).isEqualTo(refused);
                        assertThat(login(client, true, name, password)).isEqualTo(refused);
                    }
                }
                assertThat(client.command("AUTH CRAM-MD5")).startsWith("+ ");
                assertThat(client.command("Ym9iIDAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVm"))
                        .isEqualTo(refused);
                assertThat(office.await(Event.LoginRefused.class, _ -> true).name())
                        .isEqualTo("bob");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Spec("P3-057")
    void aRightPasswordInTheWrongPlaceIsOneFailureHoweverOftenItComes(boolean plain)
            throws IOException {
        try (TestPostOffice office =
                        Scene.octets(120)
                                .with(o ->
                                        o.withPop3(Settings::withoutErrorLimit)
                                                .withThrottle(
                                                        throttle(Duration.ZERO, Duration.ZERO, 3)))
                                .open();
                Client client = Client.greeted(office)) {
            office.accounts()
                    .put(
                            "alice",
                            Scene.PASSWORD,
                            true,
                            new Policy(
                                    Optional.empty(),
                                    false,
                                    List.of(Network.parse("192.0.2.0/24")),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty()));
            for (int attempt = 1; attempt <= 10; attempt++) {
                assertThat(login(client, plain, "alice", Scene.PASSWORD)).isEqualTo(DENIED);
            }
            assertThat(login(client, plain, "bob", "bob's pw")).startsWith("+OK");
        }
    }

    @Test
    void anOldPasswordTriedAgainAndAgainIsOneFailure() throws IOException {
        try (TestPostOffice office =
                        Scene.octets(120)
                                .with(o ->
                                        o.withPop3(Settings::withoutErrorLimit)
                                                .withThrottle(
                                                        throttle(Duration.ZERO, Duration.ZERO, 3)))
                                .open();
                Client client = Client.greeted(office)) {
            for (int attempt = 1; attempt <= 10; attempt++) {
                assertThat(login(client, attempt % 2 == 0, "alice", "old")).isEqualTo(DENIED);
            }
            assertThat(client.login()).startsWith("+OK");
        }
    }

    /** That the delay is at least so long needs no patience; that it grows shows in its sum. */
    @Test
    void failedLoginsGetSlowerAndEndTheSession() throws IOException, InterruptedException {
        Duration first = Duration.ofMillis(8);
        try (TestPostOffice office =
                        Scene.maildrop()
                                .with(o ->
                                        o.withPop3(s -> Settings.withErrorLimits(s, 100, 5))
                                                .withThrottle(
                                                        throttle(
                                                                first, first.multipliedBy(8), 100)))
                                .open();
                Client client = Client.greeted(office)) {
            long before = System.nanoTime();
            for (int attempt = 1; attempt <= 5; attempt++) {
                assertThat(login(client, attempt % 2 == 0, "alice", "wrong" + attempt))
                        .isEqualTo(DENIED);
            }
            assertThat(client.rest()).isEmpty();
            assertThat(System.nanoTime() - before)
                    .isGreaterThanOrEqualTo(first.multipliedBy(1 + 2 + 4 + 8 + 8).toNanos());
            assertThat(office.await(Event.PopEnded.class, _ -> true).reason())
                    .isEqualTo(EndReason.TOO_MANY_ERRORS);
            Client.loggedIn(office).close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "ALICE", "alice@localhost", "Alice@localhost"})
    @Spec("RW-022")
    void aNameMeansTheSameByEveryWayToLogIn(String name) throws IOException {
        for (boolean plain : new boolean[] {false, true}) {
            try (TestPostOffice office = Scene.octets(120).open();
                    Client client = Client.greeted(office)) {
                assertThat(login(client, plain, name, Scene.PASSWORD))
                        .isEqualTo("+OK 1 message (120 octets)");
            }
        }
        for (boolean plain : new boolean[] {false, true}) {
            try (TestPostOffice office = Scene.octets(120).open();
                    Client client = Client.greeted(office)) {
                assertThat(login(client, plain, "x" + name, Scene.PASSWORD)).isEqualTo(DENIED);
            }
        }
    }

    @Test
    @Spec("P3-059")
    void noEventHoldsASecret() throws IOException, InterruptedException {
        String base64 =
                Base64.getEncoder()
                        .encodeToString("\0alice\0s3cret pw".getBytes(StandardCharsets.UTF_8));
        StringBuilder log = new StringBuilder();
        try (TestPostOffice office = Scene.octets(120).open()) {
            for (String login :
                    new String[] {
                        "USER alice|PASS s3cret pw|QUIT",
                        "USER nobody|PASS s3cret pw|QUIT",
                        "AUTH PLAIN " + base64 + "|QUIT",
                        "AUTH PLAIN|" + base64 + "|QUIT",
                        "AUTH PLAIN " + base64 + "=|QUIT",
                        "PASS s3cret pw|QUIT",
                        "s3cret pw|QUIT",
                        "AUTH " + base64 + "|QUIT"
                    }) {
                try (Client client = Client.greeted(office)) {
                    client.send(login.replace("|", "\r\n") + "\r\n").rest();
                }
                office.await(
                        Event.class,
                        event -> {
                            log.append(event).append('\n');
                            return event instanceof Event.PopEnded;
                        });
            }
        }
        assertThat(log)
                .contains("LoggedIn", "LoginFailed", "alice")
                .doesNotContain("s3cret", base64, "czNjcmV0", "MzY3JldC");
    }

    @Test
    void anAccountsSessionsEndWhenItIsClosed() throws IOException {
        MemoryStore store = Scene.octets(120).store();
        try (TestPostOffice office = Scene.maildrop().open(store);
                Client client = Client.loggedIn(office)) {
            client.command("DELE 1");
            office.pop3Protocol().end("bob");
            assertThat(client.command("NOOP")).startsWith("+OK");
            office.pop3Protocol().end("alice");
            assertThat(client.rest()).isEmpty();
            assertThat(Scene.left(store)).containsExactly("a1");
        }
    }
}
