package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.protocol.UniqueId;
import org.restante.server.TestPostOffice;
import org.restante.server.TestTls;
import org.restante.server.event.Event;
import org.restante.server.login.OnDelete;
import org.restante.server.login.Policy;
import org.restante.server.login.Retention;
import org.restante.server.login.Survey;
import org.restante.server.net.Network;
import org.restante.server.net.Refusal;
import org.restante.server.net.Tls;
import org.restante.spec.Spec;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an account may do besides knowing its password, and what CAPA says of that. */
final class PolicyTest {
    private static final String DENIED = "-ERR [AUTH] wrong name or password";
    private static final Policy NONE = Policy.NONE;

    private static Policy loginDelay(Duration delay) {
        return new Policy(
                NONE.listeners(),
                false,
                List.of(),
                NONE.methods(),
                Optional.of(delay),
                NONE.retention());
    }

    private static Policy retention(Retention retention) {
        return new Policy(
                NONE.listeners(),
                false,
                List.of(),
                NONE.methods(),
                NONE.loginDelay(),
                Optional.of(retention));
    }

    private static void assertDenied(Client client, TestPostOffice office, String reason)
            throws IOException, InterruptedException {
        assertThat(client.login()).isEqualTo(DENIED);
        assertThat(office.await(Event.LoginFailed.class, _ -> true).reason()).isEqualTo(reason);
    }

    @Test
    @Spec({"P3-054", "P3-055", "CA-033"})
    void anAccountCanBeKeptFromListenersMethodsNetworksAndTheClear(@TempDir Path folder)
            throws Exception {
        Tls tls = new Tls(TestTls.identity(folder, "EC"));
        try (TestPostOffice office =
                        Scene.octets(120)
                                .with(o -> o.withTls(tls).withPop3(Settings::withoutErrorLimit))
                                .open();
                Client plain = Client.greeted(office);
                Client secure = new Client(TestTls.client(office.pop3s(), "TLSv1.3"))) {
            secure.line();
            put(
                    office,
                    new Policy(
                            Optional.of(Set.of("pop3s")),
                            false,
                            List.of(),
                            NONE.methods(),
                            NONE.loginDelay(),
                            NONE.retention()));
            assertDenied(plain, office, "the account may not log in at pop3");
            put(
                    office,
                    new Policy(
                            Optional.of(Set.of()),
                            false,
                            List.of(),
                            NONE.methods(),
                            NONE.loginDelay(),
                            NONE.retention()));
            assertDenied(secure, office, "the account may not log in at pop3s");
            put(
                    office,
                    new Policy(
                            NONE.listeners(),
                            true,
                            List.of(),
                            NONE.methods(),
                            NONE.loginDelay(),
                            NONE.retention()));
            assertDenied(plain, office, "the account may not log in without TLS");
            // Whether the password was right does not show.
            plain.command("USER alice");
            assertThat(plain.command("PASS wrong")).isEqualTo(DENIED);
            office.await(Event.LoginFailed.class, _ -> true);
            put(
                    office,
                    new Policy(
                            NONE.listeners(),
                            false,
                            List.of(Network.parse("192.0.2.0/24")),
                            NONE.methods(),
                            NONE.loginDelay(),
                            NONE.retention()));
            assertDenied(secure, office, "the account may not log in from this address");
            put(
                    office,
                    new Policy(
                            NONE.listeners(),
                            false,
                            List.of(),
                            Optional.of(Set.of("SCRAM-SHA-256")),
                            NONE.loginDelay(),
                            NONE.retention()));
            assertDenied(secure, office, "the account may not log in by USER");
            put(
                    office,
                    new Policy(
                            Optional.of(Set.of("pop3s")),
                            true,
                            List.of(Network.parse("192.0.2.0/24"), Network.parse("127.0.0.0/8")),
                            Optional.of(Set.of("USER")),
                            NONE.loginDelay(),
                            NONE.retention()));
            assertThat(secure.login()).isEqualTo("+OK 1 message (120 octets)");
        }
    }

    private static void put(TestPostOffice office, Policy policy) {
        office.accounts().put("alice", Scene.PASSWORD, true, policy);
    }

    @Test
    @Spec({"CA-018", "RW-007", "RC-007", "CA-033"})
    void twoLoginsAreAtLeastTheDelayApart() throws Exception {
        try (TestPostOffice office =
                Scene.octets(120)
                        .with(o ->
                                o.withPop3(s -> Settings.withLoginDelay(s, Duration.ofMinutes(10))))
                        .open()) {
            try (Client client = Client.greeted(office)) {
                client.command("USER alice");
                assertThat(client.command("PASS wrong")).isEqualTo(DENIED);
                assertThat(client.login()).startsWith("+OK");
                client.command("QUIT");
                client.rest();
            }
            try (Client client = Client.greeted(office)) {
                assertThat(client.command("USER alice")).startsWith("+OK");
                assertThat(client.command("PASS " + Scene.PASSWORD))
                        .isEqualTo(
                                "-ERR [LOGIN-DELAY] the last login is too short a time ago: wait 10"
                                        + " minutes");
                assertThat(office.await(Event.LoginRefused.class, _ -> true))
                        .extracting(Event.LoginRefused::name, Event.LoginRefused::cause)
                        .containsExactly("alice", Refusal.TOO_SOON);
                office.pass(Duration.ofMinutes(9));
            }
            try (Client client = Client.greeted(office)) {
                assertThat(client.login()).startsWith("-ERR [LOGIN-DELAY] ");
                client.command("USER alice");
                assertThat(client.command("PASS wrong")).isEqualTo(DENIED);
                office.pass(Duration.ofMinutes(1));
            }
            Client.loggedIn(office).close();
        }
    }

    @Test
    @Spec({"CA-017", "CA-024", "CA-025", "CA-027", "CA-007"})
    void whatIsAnnouncedBeforeLoginHoldsForEverybody() throws IOException {
        try (TestPostOffice office =
                        Scene.octets(120)
                                .with(o ->
                                        o.withPop3(s ->
                                                Settings.withLoginDelay(
                                                        Settings.withRetention(
                                                                s, new Retention.Days(60)),
                                                        Duration.ofMinutes(1))))
                                .open();
                Client client = Client.greeted(office)) {
            assertThat(client.multiLine("CAPA").lines()).contains("LOGIN-DELAY 60", "EXPIRE 60");
            office.accounts()
                    .setSurvey(
                            new Survey(
                                    Optional.empty(),
                                    Optional.of(Duration.ofMinutes(15)),
                                    Optional.of(new Retention.Days(15))));
            office.pass(Duration.ofMinutes(1));
            assertThat(client.multiLine("CAPA").lines())
                    .contains("LOGIN-DELAY 900 USER", "EXPIRE 15 USER");
            office.accounts().put("alice", Scene.PASSWORD, true, loginDelay(Duration.ofSeconds(5)));
            client.login();
            assertThat(client.multiLine("CAPA").lines()).contains("LOGIN-DELAY 5", "EXPIRE 60");
        }
    }

    @Test
    @Spec({"CA-027", "CA-024"})
    void whatIsOlderThanItsRetentionIsGoneAtTheNextLogin()
            throws IOException, InterruptedException {
        MemoryStore store = new MemoryStore();
        Instant now = Instant.now();
        place(store, "old", now.minus(Duration.ofDays(31)));
        place(store, "young", now.minus(Duration.ofDays(29)));
        place(store, "new", now);
        try (TestPostOffice office = Scene.maildrop().open(store)) {
            try (Client client = Client.loggedIn(office)) {
                assertThat(client.command("STAT")).startsWith("+OK 3 ");
            }
            Scene.left(store);
            put(office, retention(new Retention.Days(30)));
            try (Client client = Client.greeted(office)) {
                assertThat(client.login()).startsWith("+OK 2 messages ");
                assertThat(client.multiLine("UIDL")).isEqualTo("1 young\r\n2 new\r\n");
                assertThat(client.multiLine("CAPA").lines()).contains("EXPIRE 30");
            }
            assertThat(office.await(Event.Expired.class, _ -> true))
                    .satisfies(event -> {
                        assertThat(event.account()).isEqualTo("alice");
                        assertThat(event.messages()).isEqualTo(1);
                    });
        }
        assertThat(Scene.left(store)).containsExactly("young", "new");
    }

    private static void place(MemoryStore store, String id, Instant arrived) {
        store.place(
                Scene.ALICE,
                new UniqueId(id),
                "A: b\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                arrived);
    }

    @Test
    @Spec({"P3-085", "P3-103", "CA-026"})
    void whereNothingIsKeptQuitRemovesWhatRetrSentWhole() throws IOException {
        MemoryStore store = Scene.octets(120, 50, 60).store();
        Scene scene =
                Scene.maildrop()
                        .with(o ->
                                o.withPop3(s -> Settings.withRetention(s, new Retention.Days(0))));
        try (TestPostOffice office = scene.open(store)) {
            try (Client client = Client.loggedIn(office)) {
                assertThat(client.multiLine("CAPA").lines()).contains("EXPIRE 0");
                client.multiLine("RETR 1");
            }
            assertThat(Scene.left(store)).containsExactly("a1", "b2", "c3");
            try (Client client = Client.loggedIn(office)) {
                client.multiLine("RETR 1");
                client.multiLine("TOP 2 9999");
                client.multiLine("RETR 3");
                client.command("RSET");
                client.multiLine("RETR 1");
                assertThat(client.command("STAT")).isEqualTo("+OK 3 230");
                assertThat(client.command("QUIT")).isEqualTo("+OK bye, 2 messages left");
                client.rest();
            }
            assertThat(Scene.left(store)).containsExactly("b2", "c3");
        }
    }

    @Test
    @Spec({"CA-024", "CA-027", "P3-103"})
    void whatIsKeptAfterRetrievalGoesSoManyDaysAfterTheFirstTime() throws Exception {
        MemoryStore store = Scene.octets(120, 50, 60).store();
        Scene scene =
                Scene.maildrop()
                        .with(o ->
                                o.withPop3(s ->
                                        Settings.withRetention(
                                                s, new Retention.AfterRetrieval(30))));
        try (TestPostOffice office = scene.open(store)) {
            try (Client client = Client.loggedIn(office)) {
                assertThat(client.multiLine("CAPA").lines()).contains("EXPIRE 30");
                client.multiLine("RETR 1");
                client.multiLine("TOP 2 9999");
                // Whatever becomes of the session: the client has got the message.
                client.command("RSET");
            }
            assertThat(Scene.left(store)).containsExactly("a1", "b2", "c3");
            office.pass(Duration.ofDays(20));
            try (Client client = Client.loggedIn(office)) {
                client.multiLine("RETR 1");
                client.multiLine("RETR 3");
                client.command("QUIT");
                client.rest();
            }
            office.pass(Duration.ofDays(11));
            Client.loggedIn(office).close();
            assertThat(Scene.left(store)).containsExactly("b2", "c3");
            assertThat(office.await(Event.Expired.class, _ -> true).kept())
                    .isEqualTo("30d after retrieval");
            office.pass(Duration.ofDays(365));
            Client.loggedIn(office).close();
        }
        assertThat(Scene.left(store)).containsExactly("b2");
    }

    /** RETR wrote two of them into the buffer, and the session broke off before that was sent. */
    @Test
    @Spec({"CA-024", "CA-027", "P3-103"})
    void whatNeverLeftTheServerIsNotRetrieved() throws Exception {
        MemoryStore store = Scene.octets(120, 50, 60).store();
        int[] opened = {0};
        FaultyStore.Fault third =
                call -> {
                    opened[0] += call == FaultyStore.Call.CONTENT ? 1 : 0;
                    if (call == FaultyStore.Call.OCTET && opened[0] == 3) {
                        throw new IOException("a bad sector");
                    }
                };
        Scene scene =
                Scene.maildrop()
                        .over(it -> new FaultyStore(it, third))
                        .with(o ->
                                o.withPop3(s ->
                                        Settings.withRetention(
                                                s, new Retention.AfterRetrieval(30))));
        try (TestPostOffice office = scene.open(store)) {
            try (Client client = new Client(office.pop3())) {
                client.line();
                // Or the header would be looked at before anything is sent.
                client.command("UTF8");
                client.command("USER alice");
                client.command("PASS " + Scene.PASSWORD);
                assertThat(client.send("RETR 1\r\nRETR 2\r\nRETR 3\r\n").rest()).isEmpty();
            }
            office.await(Event.PopEnded.class, _ -> true);
            office.pass(Duration.ofDays(31));
            Client.loggedIn(office).close();
        }
        assertThat(Scene.left(store)).containsExactly("a1", "b2", "c3");
    }

    @Test
    @Spec({"P3-079", "P3-084"})
    void whatIsDeletedIsHiddenWhereThePolicySaysSo() throws IOException {
        MemoryStore store = Scene.octets(120, 50, 60).store();
        Policy hiding =
                new Policy(
                        NONE.listeners(),
                        false,
                        List.of(),
                        NONE.methods(),
                        NONE.loginDelay(),
                        NONE.retention(),
                        Optional.of(OnDelete.HIDE),
                        NONE.views(),
                        Optional.empty());
        try (TestPostOffice office = Scene.maildrop().open(store)) {
            put(office, hiding);
            try (Client client = Client.loggedIn(office)) {
                client.command("DELE 2");
            }
            assertThat(Scene.left(store)).containsExactly("a1", "b2", "c3");
            try (Client client = Client.loggedIn(office)) {
                client.command("DELE 2");
                assertThat(client.command("QUIT")).isEqualTo("+OK bye, 2 messages left");
            }
            assertThat(Scene.left(store)).containsExactly("a1", "c3");
            // It is still there: the view of what arrived lately has it.
            try (Client client = Client.greeted(office)) {
                assertThat(client.login("alice+recent", Scene.PASSWORD))
                        .isEqualTo("+OK 3 messages (230 octets)");
            }
        }
    }
}
