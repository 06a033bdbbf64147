package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.server.TestPostOffice;
import org.restante.server.event.Event;
import org.restante.server.net.EndReason;
import org.restante.spec.Spec;
import org.restante.store.Delivery;
import org.restante.store.maildir.LineEnds;
import org.restante.store.maildir.MaildirLayout;
import org.restante.store.maildir.MaildirOptions;
import org.restante.store.maildir.MaildirStore;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/** Sessions that have no thread while nothing comes. */
final class RestTest {
    private final MemoryStore store = Scene.octets(120, 130).store();

    private TestPostOffice office() throws IOException {
        return Scene.maildrop().open(store);
    }

    private static EndReason end(TestPostOffice office) throws InterruptedException {
        return office.await(Event.PopEnded.class, _ -> true).reason();
    }

    @Test
    void aSessionGoesOnWhereItWas() throws Exception {
        try (TestPostOffice office = office();
                Client client = Client.loggedIn(office)) {
            assertThat(client.command("DELE 1")).startsWith("+OK");
            office.awaitResting(1);
            assertThat(client.command("STAT")).isEqualTo("+OK 1 130");
            office.awaitResting(1);
            client.send("NO");
            office.awaitResting(0);
            client.send("OP\r\nNOOP\r\n");
            assertThat(client.line()).isEqualTo("+OK nothing done");
            assertThat(client.line()).isEqualTo("+OK nothing done");
            office.awaitResting(1);
            assertThat(client.command("QUIT")).startsWith("+OK");
            assertThat(client.rest()).isEmpty();
            assertThat(Scene.left(store)).containsExactly("b2");
            assertThat(end(office)).isEqualTo(EndReason.QUIT);
        }
    }

    @Test
    @Spec({"P3-031", "P3-032"})
    void theIdleTimerEndsItWithoutAWordAndItsMaildropIsFree() throws Exception {
        try (TestPostOffice office = office();
                Client client = Client.loggedIn(office)) {
            assertThat(client.command("DELE 1")).startsWith("+OK");
            office.awaitResting(1);
            office.pass(Duration.ofMinutes(9));
            assertThat(client.command("NOOP")).startsWith("+OK");
            office.awaitResting(1);
            office.pass(Duration.ofMinutes(11));
            assertThat(client.rest()).isEmpty();
            assertThat(end(office)).isEqualTo(EndReason.IDLE);
            assertThat(Scene.left(store)).containsExactly("a1", "b2");
            Client.loggedIn(office).close();
        }
    }

    @Test
    @Spec("P3-031")
    void aPartOfACommandWakesItAndIsNone() throws Exception {
        try (TestPostOffice office = office();
                Client client = Client.loggedIn(office)) {
            office.awaitResting(1);
            office.pass(Duration.ofMinutes(9));
            client.send("NO");
            office.awaitResting(0);
            // Its thread may be between two reads now: then a later look ends it.
            office.pass(Duration.ofMinutes(2));
            assertThat(client.rest()).isEmpty();
            assertThat(end(office)).isEqualTo(EndReason.IDLE);
        }
    }

    @Test
    @Spec("P3-032")
    void aPeerThatHangsUpIsNoticed() throws Exception {
        try (TestPostOffice office = office()) {
            try (Client client = Client.loggedIn(office)) {
                assertThat(client.command("DELE 1")).startsWith("+OK");
                office.awaitResting(1);
            }
            assertThat(end(office)).isEqualTo(EndReason.HUNG_UP);
            try (Client client = Client.loggedIn(office)) {
                office.awaitResting(1);
                // With that, closing is a reset.
                client.socket().setSoLinger(true, 0);
            }
            assertThat(end(office)).isEqualTo(EndReason.BROKEN);
            assertThat(Scene.left(store)).containsExactly("a1", "b2");
        }
    }

    /** Its lock was taken on another thread. */
    @Test
    void aMaildirIsFreeBehindIt(@TempDir Path data) throws Exception {
        MaildirStore maildirs =
                new MaildirStore(
                        new MaildirOptions(
                                MaildirLayout.hashed(data),
                                LineEnds.CRLF,
                                Duration.ZERO,
                                "mail.example.org",
                                // Its thread would write on while the folder is being removed.
                                0,
                                InstantSource.system(),
                                RandomGenerator.of("SecureRandom")));
        byte[] message = Scene.message(11).getBytes(StandardCharsets.US_ASCII);
        try (Delivery delivery = maildirs.deliver(Scene.ALICE)) {
            delivery.write(message, 0, message.length);
            delivery.commit();
        }
        try (TestPostOffice office = Scene.maildrop().open(maildirs)) {
            for (String left : List.of("1 11", "0 0")) {
                try (Client client = Client.loggedIn(office)) {
                    office.awaitResting(1);
                    assertThat(client.command("STAT")).isEqualTo("+OK " + left);
                    client.command("DELE 1");
                    office.awaitResting(1);
                    assertThat(client.command("QUIT")).startsWith("+OK");
                }
            }
        }
    }

    @Test
    void itIsEndedFromOutside() throws Exception {
        try (TestPostOffice office = office();
                Client client = Client.loggedIn(office)) {
            office.awaitResting(1);
            assertThat(office.pop3Protocol().end("alice")).isEqualTo(1);
            assertThat(client.rest()).isEmpty();
            assertThat(end(office)).isEqualTo(EndReason.ACCOUNT_CLOSED);
            Client.loggedIn(office).close();
        }
    }
}
