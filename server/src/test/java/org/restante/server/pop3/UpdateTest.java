package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.protocol.UniqueId;
import org.restante.server.TestPostOffice;
import org.restante.server.event.Event;
import org.restante.server.net.EndReason;
import org.restante.server.pop3.FaultyStore.Call;
import org.restante.spec.Chunking;
import org.restante.spec.Spec;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** QUIT, every other end, and what they leave (RFC 1939 §6). */
final class UpdateTest {
    @Test
    @Spec({"P3-079", "P3-081", "RW-088"})
    void quitRemovesExactlyWhatIsMarked() throws IOException {
        Scene.octets(120, 200, 300)
                .leaving("b2")
                .plays(
                        """
                        C: DELE 3
                        S: +OK message 3 deleted
                        C: DELE 1
                        S: +OK message 1 deleted
                        C: QUIT
                        S: +OK bye, 1 message left
                        S: <closed>
                        """);
    }

    @Test
    @Spec({"P3-079", "RW-079"})
    void theReplyToQuitComesAfterTheRemoval() throws Exception {
        CountDownLatch removing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        MemoryStore store = Scene.octets(120).store();
        FaultyStore slow =
                new FaultyStore(
                        store,
                        call -> {
                            if (call == Call.REMOVE) {
                                removing.countDown();
                                try {
                                    goOn.await();
                                } catch (InterruptedException e) {
                                    throw new IOException(e);
                                }
                            }
                        });
        try (TestPostOffice office = Scene.maildrop().open(slow);
                Client client = Client.loggedIn(office)) {
            client.command("DELE 1");
            client.send("QUIT\r\n");
            removing.await();
            assertThat(client.socket().getInputStream().available()).isZero();
            goOn.countDown();
            assertThat(client.line()).isEqualTo("+OK bye, 0 messages left");
        }
        assertThat(Scene.left(store)).isEmpty();
    }

    @Test
    @Spec({"P3-080", "P3-081", "P3-082"})
    void whatCannotBeRemovedIsToldAndTheRestIsGone() throws IOException {
        Scene.octets(120, 200, 300)
                .over(store -> new FaultyStore(store, _ -> {}, Set.of(new UniqueId("b2"))))
                .leaving("b2", "c3")
                .plays(
                        """
                        C: DELE 1
                        S: +OK message 1 deleted
                        C: DELE 2
                        S: +OK message 2 deleted
                        C: QUIT
                        S: -ERR [SYS/TEMP] some deleted messages not removed: 1 of 2
                        S: <closed>
                        """);
    }

    @Test
    @Spec({"P3-080", "P3-081", "P3-082", "RC-009"})
    void aFullDiskAtQuitIsNoGoodbye() throws IOException {
        Scene.octets(120, 200)
                .over(store ->
                        new FaultyStore(
                                store,
                                FaultyStore.at(
                                        Call.REMOVE,
                                        1,
                                        new IOException("No space left on device"))))
                .plays(
                        """
                        C: DELE 1
                        S: +OK message 1 deleted
                        C: QUIT
                        S: -ERR [SYS/TEMP] some deleted messages may not be removed
                        S: <closed>
                        """);
    }

    @Test
    @Spec("P3-083")
    void whatIsPipelinedBehindQuitIsNotDone() throws IOException {
        Scene.octets(120, 200)
                .playsFromTheStart(
                        """
                        S: +OK mail.example.org POP3 ready
                        C: USER alice
                        C: PASS s3cret pw
                        C: QUIT
                        C: DELE 1
                        C: QUIT
                        S: +OK now the password
                        S: +OK 2 messages (320 octets)
                        S: +OK bye, 2 messages left
                        S: <closed>
                        """,
                        new Chunking.Pipelined());
    }

    /** One way for a session to end. */
    private interface Ending {
        void end(TestPostOffice office, Client client) throws Exception;
    }

    private static void leavesEverything(EndReason reason, Ending ending) throws Exception {
        MemoryStore store = Scene.octets(120, 200).store();
        try (TestPostOffice office = Scene.maildrop().open(store);
                Client client = Client.loggedIn(office)) {
            assertThat(client.command("DELE 1")).startsWith("+OK");
            ending.end(office, client);
            assertThat(office.await(Event.PopEnded.class, _ -> true).reason()).isEqualTo(reason);
            assertThat(Scene.left(store)).containsExactly("a1", "b2");
            if (reason != EndReason.SHUTDOWN) {
                try (Client next = Client.loggedIn(office)) {
                    assertThat(next.command("STAT")).isEqualTo("+OK 2 320");
                }
            }
        }
    }

    @Test
    @Spec({"P3-073", "P3-084", "LK-004", "RW-006", "RW-080"})
    void hangingUpRemovesNothingAndFreesTheLock() throws Exception {
        leavesEverything(EndReason.HUNG_UP, (_, client) -> client.close());
    }

    @Test
    @Spec({"P3-084", "LK-004", "RW-006"})
    void aResetRemovesNothingAndFreesTheLock() throws Exception {
        leavesEverything(EndReason.BROKEN, (_, client) -> client.vanish());
    }

    @Test
    @Spec({"P3-032", "P3-084", "LK-004", "LK-006"})
    void theIdleTimerEndsTheSessionWithoutAWordAndRemovesNothing() throws Exception {
        leavesEverything(
                EndReason.IDLE,
                (office, client) -> {
                    // The timer is armed just after the reply that the client has read.
                    client.socket().setSoTimeout(1);
                    while (!client.atEnd()) {
                        office.pass(Duration.ofMinutes(10));
                    }
                });
    }

    @Test
    @Spec({"P3-084", "LK-004"})
    void tooManyErrorsRemoveNothing() throws Exception {
        leavesEverything(
                EndReason.TOO_MANY_ERRORS,
                (_, client) -> {
                    client.send("XYZZY\r\n".repeat(9) + "XYZZY\r\nQUIT\r\n");
                    assertThat(client.rest()).isEqualTo("-ERR unknown command\r\n".repeat(10));
                });
    }

    @Test
    @Spec({"P3-084", "LK-004"})
    void theServersEndRemovesNothing() throws Exception {
        leavesEverything(
                EndReason.SHUTDOWN,
                (office, client) -> {
                    office.close();
                    assertThat(client.rest()).isEmpty();
                });
    }

    /** Whether there is a surrogate to be made is found out before a reply begins. */
    @Test
    @Spec({"P3-030", "RC-009"})
    void aStoreThatFailsInTheHeaderIsToldSoInAsciiMode() throws Exception {
        MemoryStore store = Scene.octets(120).store();
        FaultyStore.Fault fault = FaultyStore.at(Call.OCTET, 5, new IOException("disk"));
        try (TestPostOffice office = Scene.maildrop().open(new FaultyStore(store, fault));
                Client client = Client.loggedIn(office)) {
            assertThat(client.command("RETR 1")).isEqualTo("-ERR [SYS/TEMP] try again later");
            assertThat(client.command("RETR 1")).isEqualTo("+OK 120 octets");
        }
    }

    @Test
    @Spec({"P3-084", "P3-030", "LK-004"})
    void aStoreThatFailsInTheMiddleOfAMessageRemovesNothing() throws Exception {
        int octets = 120;
        for (int n = 1; n <= octets; n += 17) {
            MemoryStore store = Scene.octets(octets, 200).store();
            FaultyStore.Fault fault = FaultyStore.at(Call.OCTET, n, new IOException("disk"));
            try (TestPostOffice office = Scene.maildrop().open(new FaultyStore(store, fault));
                    Client client = Client.inUtf8(office)) {
                client.command("DELE 2");
                client.send("RETR 1\r\nQUIT\r\n");
                String sent = client.rest();
                assertThat("+OK 120 octets\r\n" + Scene.message(octets)).startsWith(sent);
                assertThat(sent).doesNotContain(".\r\n");
                assertThat(office.await(Event.PopEnded.class, _ -> true).reason())
                        .isEqualTo(EndReason.STORE_FAILED);
            }
            assertThat(Scene.left(store)).containsExactly("a1", "b2");
        }
    }

    /** A listing is read as it is sent: one that fails must not look whole. */
    @Test
    @Spec({"P3-030", "P3-084", "LK-004"})
    void aListingThatFailsOnTheWayEndsWithoutItsTerminator() throws Exception {
        MemoryStore store = Scene.octets(120, 200, 300).store();
        FaultyStore.Fault fault = FaultyStore.at(Call.LISTING, 3, new IOException("disk"));
        try (TestPostOffice office = Scene.maildrop().open(new FaultyStore(store, fault));
                Client client = Client.loggedIn(office)) {
            client.send("DELE 1\r\nLIST\r\nQUIT\r\n");
            assertThat("+OK message 1 deleted\r\n+OK 2 messages (500 octets)\r\n2 200\r\n")
                    .startsWith(client.rest());
            assertThat(office.await(Event.PopEnded.class, _ -> true).reason())
                    .isEqualTo(EndReason.STORE_FAILED);
        }
        assertThat(Scene.left(store)).containsExactly("a1", "b2", "c3");
    }

    /** STAT needs no message of the listing; a command that does is refused, and no other. */
    @Test
    @Spec({"RC-009", "P3-084"})
    void aMessageOfTheListingThatCannotBeReadIsToldSo() throws Exception {
        MemoryStore store = Scene.octets(120, 200).store();
        for (String command : List.of("LIST 1", "UIDL 1", "RETR 1", "TOP 1 0", "DELE 1")) {
            FaultyStore.Fault fault = FaultyStore.at(Call.LISTING, 1, new IOException("disk"));
            try (TestPostOffice office = Scene.maildrop().open(new FaultyStore(store, fault));
                    Client client = Client.loggedIn(office)) {
                assertThat(client.command("STAT")).isEqualTo("+OK 2 320");
                assertThat(client.command(command)).isEqualTo("-ERR [SYS/TEMP] try again later");
                assertThat(client.command("LIST 1")).isEqualTo("+OK 1 120");
                assertThat(client.command("QUIT")).isEqualTo("+OK bye, 2 messages left");
            }
        }
    }

    /** Whatever call of the store fails, each reply is whole and no unmarked mail is gone. */
    @Test
    @Spec({"P3-081", "P3-082", "P3-050", "LK-004"})
    void theStoreFailsAtItsNthCall() throws Exception {
        for (int n = 1; n <= 5; n++) {
            int[] calls = {0};
            int failing = n;
            MemoryStore store = Scene.octets(120, 200, 300).store();
            FaultyStore faulty =
                    new FaultyStore(
                            store,
                            call -> {
                                if (call != Call.OCTET
                                        && call != Call.LISTING
                                        && ++calls[0] == failing) {
                                    throw new IOException("call " + failing + " failed");
                                }
                            });
            boolean ok;
            try (TestPostOffice office = Scene.maildrop().open(faulty);
                    Client client = Client.greeted(office)) {
                String commands = "USER alice|PASS s3cret pw|RETR 1|TOP 2 0|DELE 1|DELE 2|QUIT|";
                client.send(commands.replace("|", "\r\n"));
                String sent = client.rest();
                assertThat(sent).endsWith("\r\n");
                assertThat(sent.contains("-ERR [SYS/TEMP]")).isEqualTo(n < 5);
                ok = sent.contains("+OK bye, 1 message left");
            }
            if (ok) {
                assertThat(Scene.left(store)).containsExactly("c3");
            } else {
                assertThat(Scene.left(store)).containsExactly("a1", "b2", "c3");
            }
        }
    }

    /** The peer is gone after its n-th octet, for each n. */
    @Test
    @Spec({"P3-036", "P3-073", "P3-084", "LK-004", "RW-005", "RW-006"})
    void thePeerVanishesAfterItsNthOctet() throws Exception {
        String octets = "USER alice\r\nPASS s3cret pw\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n";
        MemoryStore store = Scene.octets(120, 200).store();
        try (TestPostOffice office = Scene.maildrop().open(store)) {
            for (boolean reset : new boolean[] {false, true}) {
                for (int n = 0; n < octets.length(); n++) {
                    Client client = new Client(office.pop3());
                    client.send(octets.substring(0, n));
                    if (reset) {
                        client.vanish();
                    } else {
                        client.close();
                    }
                    office.await(Event.PopEnded.class, _ -> true);
                    assertThat(Scene.left(store)).containsExactly("a1", "b2");
                }
            }
        }
    }
}
