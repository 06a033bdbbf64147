package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.UniqueId;
import org.restante.server.TestPostOffice;
import org.restante.server.event.Event;
import org.restante.server.login.Policy;
import org.restante.server.login.Retention;
import org.restante.server.login.Survey;
import org.restante.spec.Spec;
import org.restante.store.MaildropName;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Folders and other views of an account's mail, each a maildrop of its own. */
final class ViewsTest {
    private static final String DENIED = "-ERR [AUTH] wrong name or password";
    private static final String NO_FOLDER = "-ERR [SYS/PERM] there is no such folder";

    private final MemoryStore store = new MemoryStore();

    @BeforeEach
    void placeMail() {
        Instant now = Instant.now();
        place(Scene.ALICE, "old", now.minus(Duration.ofDays(31)));
        place(Scene.ALICE, "young", now.minus(Duration.ofDays(29)));
        place(Scene.ALICE, "new", now);
        place(Scene.ALICE.folder("lists/java").orElseThrow(), "list", now);
        place(Scene.ALICE.folder("recent").orElseThrow(), "mine", now);
    }

    private void place(MaildropName name, String id, Instant arrived) {
        store.place(
                name,
                new UniqueId(id),
                "A: b\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                arrived);
    }

    private TestPostOffice office() throws IOException {
        return Scene.maildrop().open(store);
    }

    @ParameterizedTest
    @Spec({"P3-046", "P3-052"})
    @ValueSource(
            strings = {
                "alice+recent",
                "alice+Recent",
                "alice+recent@localhost",
                "alice@localhost+recent"
            })
    void whatArrivedLatelyIsAViewWithALockOfItsOwn(String name) throws IOException {
        try (TestPostOffice office = office();
                Client all = Client.loggedIn(office);
                Client recent = Client.greeted(office)) {
            assertThat(recent.login(name, Scene.PASSWORD)).isEqualTo("+OK 2 messages (16 octets)");
            assertThat(recent.multiLine("UIDL")).isEqualTo("1 young\r\n2 new\r\n");
            assertThat(recent.multiLine("RETR 1")).isEqualTo("A: b\r\n\r\n");
            assertThat(all.multiLine("UIDL")).isEqualTo("1 old\r\n2 young\r\n3 new\r\n");
            try (Client third = Client.greeted(office)) {
                assertThat(third.login(name, Scene.PASSWORD)).startsWith("-ERR [IN-USE] ");
            }
        }
    }

    @Test
    @Spec({"P3-079", "P3-084", "CA-027"})
    void deletingInTheViewHidesThereAndRemovesNothing() throws IOException {
        try (TestPostOffice office =
                Scene.maildrop()
                        .with(o ->
                                o.withPop3(s -> Settings.withRetention(s, new Retention.Days(0))))
                        .open(store)) {
            try (Client client = Client.greeted(office)) {
                client.login("alice+recent", Scene.PASSWORD);
                assertThat(client.multiLine("CAPA").lines()).contains("EXPIRE NEVER");
                client.multiLine("RETR 2");
                client.command("DELE 1");
                assertThat(client.command("QUIT")).isEqualTo("+OK bye, 1 message left");
            }
            try (Client client = Client.greeted(office)) {
                client.login("alice+recent", Scene.PASSWORD);
                assertThat(client.multiLine("UIDL")).isEqualTo("1 new\r\n");
            }
            assertThat(Scene.left(store)).containsExactly("old", "young", "new");
            try (Client client = Client.loggedIn(office)) {
                client.command("DELE 3");
                client.command("QUIT");
            }
            assertThat(Scene.left(store)).containsExactly("old", "young");
        }
    }

    @Test
    @Spec({"P3-054", "P3-055"})
    void aFolderIsAMaildropAndOneCalledAsTheViewIsReachedWithASlash() throws Exception {
        try (TestPostOffice office = office();
                Client all = Client.loggedIn(office);
                Client folder = Client.greeted(office);
                Client mine = Client.greeted(office)) {
            assertThat(folder.login("alice+lists/java", Scene.PASSWORD))
                    .isEqualTo("+OK 1 message (8 octets)");
            assertThat(mine.login("alice+/recent", Scene.PASSWORD)).startsWith("+OK 1 message ");
            assertThat(mine.multiLine("UIDL")).isEqualTo("1 mine\r\n");
            assertThat(office.await(Event.Opened.class, it -> it.folder().startsWith("/")).folder())
                    .isEqualTo("/recent");
            folder.command("DELE 1");
            assertThat(folder.command("QUIT")).isEqualTo("+OK bye, 0 messages left");
            assertThat(all.command("STAT")).isEqualTo("+OK 3 24");
        }
    }

    @ParameterizedTest
    @Spec("P3-055")
    @ValueSource(strings = {"none", "", "..", "a//b", "a+b"})
    void aFolderThatIsNotThereIsToldToTheOwnerAlone(String folder) throws IOException {
        try (TestPostOffice office = office();
                Client client = Client.greeted(office)) {
            assertThat(client.login("alice+" + folder, "wrong")).isEqualTo(DENIED);
            assertThat(client.login("alice+" + folder, Scene.PASSWORD)).isEqualTo(NO_FOLDER);
            assertThat(client.login("nobody+" + folder, Scene.PASSWORD)).isEqualTo(DENIED);
            assertThat(client.login()).startsWith("+OK 3 messages ");
        }
    }

    @Test
    void whereViewsAreForbiddenTheNameIsNobodys() throws Exception {
        Policy policy =
                new Policy(
                        Optional.empty(),
                        false,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(false),
                        Optional.empty());
        try (TestPostOffice office = office();
                Client client = Client.greeted(office)) {
            office.accounts().put("alice", Scene.PASSWORD, true, policy);
            assertThat(client.login("alice+recent", Scene.PASSWORD)).isEqualTo(DENIED);
            assertThat(office.await(Event.LoginFailed.class, _ -> true).reason())
                    .isEqualTo("the account may not open views of its mail");
            assertThat(client.login("alice+none", Scene.PASSWORD)).isEqualTo(DENIED);
            assertThat(client.login()).startsWith("+OK ");
        }
    }

    @Test
    @Spec("P3-054")
    void everyMechanismOpensAView() throws Exception {
        try (TestPostOffice office = office()) {
            office.accounts().putWithScram("alice", Scene.PASSWORD);
            office.accounts()
                    .setSurvey(
                            new Survey(
                                    Optional.of(
                                            new Survey.Verifiers(2, Map.of("SCRAM-SHA-256", 2L))),
                                    Optional.empty(),
                                    Optional.empty()));
            try (Client plain = Client.greeted(office)) {
                assertThat(plain.command("AUTH PLAIN " + base64("\0alice+recent\0s3cret pw")))
                        .startsWith("+OK 2 messages ");
                plain.command("QUIT");
            }
            try (Client plain = Client.greeted(office)) {
                assertThat(plain.command("AUTH PLAIN " + base64("alice\0alice+recent\0s3cret pw")))
                        .startsWith("+OK 2 messages ");
                plain.command("QUIT");
            }
            try (Client plain = Client.greeted(office)) {
                assertThat(plain.command("AUTH PLAIN " + base64("bob+x\0alice+recent\0s3cret pw")))
                        .isEqualTo(DENIED);
            }
            try (Client client = Client.greeted(office)) {
                ScramPeer peer =
                        new ScramPeer(
                                client,
                                "SCRAM-SHA-256",
                                "alice+lists/java",
                                Scene.PASSWORD,
                                Optional.empty());
                assertThat(peer.login(true)).startsWith("+OK 1 message ");
            }
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @Spec({"CA-018"})
    void theLoginDelayCountsForTheAccount() throws IOException {
        try (TestPostOffice office =
                Scene.maildrop()
                        .with(o ->
                                o.withPop3(s -> Settings.withLoginDelay(s, Duration.ofMinutes(10))))
                        .open(store)) {
            Client.loggedIn(office).close();
            try (Client client = Client.greeted(office)) {
                assertThat(client.login("alice+recent", Scene.PASSWORD))
                        .startsWith("-ERR [LOGIN-DELAY] ");
            }
        }
    }
}
