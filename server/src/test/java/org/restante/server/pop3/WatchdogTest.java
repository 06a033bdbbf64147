package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.restante.protocol.UniqueId;
import org.restante.server.TestPostOffice;
import org.restante.server.event.Event;
import org.restante.server.net.EndReason;
import org.restante.server.net.Listener;
import org.restante.spec.Spec;
import org.restante.store.Opening;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How long a session waits, and for whom. */
final class WatchdogTest {
    /** More than the buffers of both sockets hold. */
    private static final int BUFFERED_OCTETS_MAX = 12 * 1024 * 1024;

    private static MemoryStore big(int octets) {
        MemoryStore store = new MemoryStore();
        byte[] message = new byte[octets];
        Arrays.fill(message, (byte) 'x');
        message[octets - 2] = '\r';
        message[octets - 1] = '\n';
        store.place(Scene.ALICE, new UniqueId("big"), message);
        return store;
    }

    @Test
    @Spec({"P3-031", "RW-025"})
    void anyCommandRestartsTheIdleTimer() throws IOException {
        try (TestPostOffice office = Scene.maildrop().open();
                Client client = Client.loggedIn(office)) {
            for (int round = 0; round < 4; round++) {
                office.pass(Duration.ofMinutes(9));
                assertThat(client.command("NOOP")).startsWith("+OK");
            }
            for (int minute = 0; minute < 60; minute++) {
                office.pass(Duration.ofMinutes(1));
                assertThat(client.command("NOOP")).startsWith("+OK");
            }
            // The ten minutes begin when the session reads: a little less has gone by for it.
            office.pass(Duration.ofMinutes(9).plusSeconds(30));
            assertThat(client.command("NOOP")).startsWith("+OK");
        }
    }

    @Test
    @Spec("P3-031")
    void anIdleTimerBelowTenMinutesIsRefused() {
        Pop3Settings s = TestPostOffice.Options.standard().pop3();
        assertThatThrownBy(() ->
                        new Pop3Settings(
                                s.hostname(),
                                s.clearTextLogin(),
                                s.implementation(),
                                s.apop(),
                                s.language(),
                                s.loginDelay(),
                                s.retention(),
                                s.onDelete(),
                                s.nulReplaced(),
                                s.loginTimeout(),
                                Duration.ofSeconds(599),
                                10,
                                5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("idle-timeout is PT9M59S");
    }

    /** No reply, no UPDATE: it ends as an idle one does. */
    @Test
    @Spec({"RW-025", "P3-032"})
    void aSessionThatIsNeverIdleEndsAtTheLimitOfItsLifeAndNotBefore() throws Exception {
        MemoryStore store = Scene.octets(120).store();
        try (TestPostOffice office =
                        Scene.maildrop()
                                .with(o ->
                                        o.withListener(
                                                new Listener.Rules(
                                                        List.of(),
                                                        Duration.ofMinutes(1),
                                                        Optional.of(Duration.ofHours(24)))))
                                .open(store);
                Client client = Client.loggedIn(office)) {
            assertThat(client.command("DELE 1")).startsWith("+OK");
            for (int hour = 0; hour < 23; hour++) {
                for (int part = 0; part < 8; part++) {
                    office.pass(Duration.ofMinutes(7).plusSeconds(30));
                    assertThat(client.command("NOOP")).startsWith("+OK");
                }
            }
            for (int step = 0; step < 7; step++) {
                office.pass(Duration.ofMinutes(8));
                assertThat(client.command("NOOP")).startsWith("+OK");
            }
            office.pass(Duration.ofMinutes(4));
            assertThat(client.rest()).isEmpty();
            assertThat(office.await(Event.PopEnded.class, _ -> true).reason())
                    .isEqualTo(EndReason.SESSION_TIME);
            assertThat(Scene.left(store)).containsExactly("a1");
        }
    }

    @Test
    void whoDoesNotLogInInTimeIsSentAway() throws Exception {
        try (TestPostOffice office = Scene.maildrop().open();
                Client client = Client.greeted(office)) {
            office.pass(Duration.ofSeconds(100));
            assertThat(client.command("CAPA")).startsWith("+OK");
            client.data();
            office.pass(Duration.ofSeconds(30));
            // A session that was between two reads is closed by the watchdog's own next look.
            assertThat(client.rest()).isEmpty();
            assertThat(office.await(Event.PopEnded.class, _ -> true).reason())
                    .isEqualTo(EndReason.LOGIN_TIMEOUT);
        }
    }

    @Test
    @Spec({"P3-033", "P3-084", "LK-004", "LK-006"})
    void aClientThatReadsNothingIsDroppedAndItsLockIsFree() throws Exception {
        MemoryStore store = big(4 * BUFFERED_OCTETS_MAX);
        try (TestPostOffice office = Scene.maildrop().open(store);
                Client client = Client.loggedIn(office)) {
            client.command("DELE 1");
            client.command("RSET");
            client.send("RETR 1\r\nDELE 1\r\nQUIT\r\n");
            // The first octets are there, so the rest is being written or waits to be.
            assertThat(client.line()).startsWith("+OK");
            long deadline = System.nanoTime() + TestPostOffice.PATIENCE.toNanos();
            List<String> left = List.of();
            while (left.isEmpty() && System.nanoTime() < deadline) {
                // A write that found room starts its time anew; the buffers fill soon.
                office.pass(Duration.ofMinutes(5));
                if (store.open(Scene.ALICE) instanceof Opening.Opened(var maildrop)) {
                    maildrop.close();
                    left = Scene.left(store);
                }
            }
            assertThat(left).containsExactly("big");
            assertThat(office.await(Event.PopEnded.class, _ -> true).reason())
                    .isEqualTo(EndReason.STALLED);
            Client.loggedIn(office).close();
        }
    }

    @Test
    @Spec("P3-033")
    void aClientThatReadsSlowlyIsServed() throws IOException {
        int rounds = 4;
        MemoryStore store = big((rounds + 1) * BUFFERED_OCTETS_MAX);
        try (TestPostOffice office = Scene.maildrop().open(store);
                Client client = Client.loggedIn(office)) {
            client.send("RETR 1\r\n");
            InputStream in = client.socket().getInputStream();
            for (int round = 0; round < rounds; round++) {
                // Reading more than all buffers hold means that a new write has begun.
                in.skipNBytes(BUFFERED_OCTETS_MAX);
                office.pass(Duration.ofMinutes(4));
            }
            // 16 minutes have gone: more than the stall limit and the idle timer.
            String status = "+OK " + (rounds + 1) * BUFFERED_OCTETS_MAX + " octets\r\n";
            in.skipNBytes(BUFFERED_OCTETS_MAX + status.length());
            assertThat(new String(in.readNBytes(3), StandardCharsets.US_ASCII)).isEqualTo(".\r\n");
            assertThat(client.command("NOOP")).isEqualTo("+OK nothing done");
        }
    }
}
