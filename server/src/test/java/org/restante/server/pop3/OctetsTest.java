package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.Content;
import org.restante.protocol.UniqueId;
import org.restante.server.TestPostOffice;
import org.restante.spec.Spec;
import org.restante.store.Delivery;
import org.restante.store.DeliveryId;
import org.restante.store.Expiry;
import org.restante.store.Filed;
import org.restante.store.Handover;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStore;
import org.restante.store.Opening;
import org.restante.store.ScanListing;
import org.restante.store.Sweeping;
import org.restante.store.Usage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Sizes, and the octets that RETR sends (RFC 1939 §11; vectors V-5 and V-7). */
final class OctetsTest {
    private static final String SECOND = "Subject: a\n\n.\n..b\nc";

    /** What is stored, its size, and the lines that are sent as a transcript. */
    record Vector(String stored, int size, String sent) {}

    static Stream<Vector> vectors() {
        return Stream.of(
                new Vector("", 0, ""),
                new Vector("Subject: a\r\n", 12, "S: Subject: a\n"),
                new Vector("Subject: a\r\n\r\n", 14, "S: Subject: a\nS:\n"),
                new Vector(".first\r\n\r\nx\r\n", 13, "S: ..first\nS:\nS: x\n"),
                new Vector("A: b\r\n\r\n.\r\n", 11, "S: A: b\nS:\nS: ..\n"),
                new Vector("A: b\r\n\r\nend", 13, "S: A: b\nS:\nS: end\n"),
                new Vector("A: b\r\n\r\nend\r\n", 13, "S: A: b\nS:\nS: end\n"),
                new Vector("A: b\r\n\r\n\r\n", 10, "S: A: b\nS:\nS:\n"),
                new Vector("A: b\n\nx\n.\ny\n", 17, "S: A: b\nS:\nS: x\nS: ..\nS: y\n"),
                new Vector(SECOND, 25, "S: Subject: a\nS:\nS: ..\nS: ...b\nS: c\n"),
                new Vector("A: b\r\n\r\na\rb\r\n", 13, "S: A: b\nS:\nS: a\\rb\n"),
                new Vector("A: b\r\n\r\nx\r\r\n", 12, "S: A: b\nS:\nS: x\\r\n"),
                new Vector("a\n.\nb\n.\n+OK 99\n", 20, "S: a\nS: ..\nS: b\nS: ..\nS: +OK 99\n"),
                new Vector("a\0b\r\n", 5, "S: a\\0b\n"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    @Spec({
        "OC-001", "OC-003", "OC-006", "P3-024", "P3-025", "P3-027", "P3-028", "P3-062", "RW-014",
        "RW-015", "RW-075", "SG-014"
    })
    void theSizeIsWhatIsSent(Vector vector) throws IOException {
        Scene.maildrop(vector.stored)
                .plays(
                        """
                        C: STAT
                        S: +OK 1 %1$d
                        C: LIST 1
                        S: +OK 1 %1$d
                        C: RETR 1
                        S: +OK %1$d octets
                        %2$sS: .
                        C: TOP 1 99999
                        S: +OK top follows
                        %2$sS: .
                        C: NOOP
                        S: +OK nothing done
                        """
                                .formatted(vector.size, vector.sent));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Spec({"OC-002", "P3-062", "P3-026"})
    void theSizeOfRandomOctetsIsWhatIsSent(long seed) throws IOException {
        Random random = new Random(seed);
        String[] messages = new String[25];
        for (int i = 0; i < messages.length; i++) {
            StringBuilder octets = new StringBuilder();
            for (int left = random.nextInt(i % 10 == 0 ? 300_000 : 60); left > 0; left--) {
                octets.append("\r\n\n..a\0\u00ff".charAt(random.nextInt(8)));
            }
            messages[i] = octets.toString();
        }
        try (TestPostOffice office = Scene.maildrop(messages).open();
                Client client = Client.inUtf8(office)) {
            long total = 0;
            String[] listing = client.multiLine("LIST").split("\r\n", -1);
            for (int i = 1; i <= messages.length; i++) {
                String data = client.multiLine("RETR " + i);
                int octets = ("\r\n" + data).replace("\r\n.", "\r\n").length() - 2;
                assertThat(listing[i - 1]).isEqualTo(i + " " + octets);
                total += octets;
            }
            assertThat(client.command("STAT")).isEqualTo("+OK " + messages.length + " " + total);
        }
    }

    @Test
    @Spec("RW-083")
    void everyOctetSurvivesDeliveryAndRetr() throws IOException {
        byte[] all = new byte[258];
        for (int octet = 0; octet <= 0xFF; octet++) {
            all[octet] = (byte) octet;
        }
        all[10] = 'x';
        all[256] = '\r';
        all[257] = '\n';
        MaildropStore store = Scene.maildrop().store();
        try (Delivery delivery = store.deliver(Scene.ALICE)) {
            delivery.write(all, 0, all.length);
            delivery.commit();
        }
        try (TestPostOffice office = Scene.maildrop().open(store);
                Client client = Client.inUtf8(office)) {
            assertThat(client.multiLine("RETR 1"))
                    .isEqualTo(new String(all, StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    @Spec({"P3-074", "P3-083", "P3-086", "P3-096", "CA-003"})
    void aWholeConnection() throws IOException {
        Scene.maildrop(".first\r\n\r\nx\r\n", SECOND)
                .leaving("b2")
                .playsFromTheStart(
                        """
                        S: +OK mail.example.org POP3 ready
                        C: CAPA
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
                        C: USER alice
                        S: +OK now the password
                        C: PASS s3cret pw
                        S: +OK 2 messages (38 octets)
                        C: STAT
                        S: +OK 2 38
                        C: LIST
                        S: +OK 2 messages (38 octets)
                        S: 1 13
                        S: 2 25
                        S: .
                        C: UIDL 2
                        S: +OK 2 b2
                        C: TOP 2 1
                        S: +OK top follows
                        S: Subject: a
                        S:
                        S: ..
                        S: .
                        C: RETR 1
                        S: +OK 13 octets
                        S: ..first
                        S:
                        S: x
                        S: .
                        C: DELE 1
                        S: +OK message 1 deleted
                        C: RETR 1
                        S: -ERR message 1 already deleted
                        C: STAT
                        S: +OK 1 25
                        C: QUIT
                        S: +OK bye, 1 message left
                        S: <closed>
                        """);
    }

    /** A maildrop of endless lines, of these sizes. */
    private record Huge(ScanListing listing) implements MaildropStore, Maildrop {
        static Huge of(long... sizes) {
            List<ListedMessage> listing = new ArrayList<>();
            for (long size : sizes) {
                listing.add(new ListedMessage(new UniqueId("h" + listing.size()), size));
            }
            return new Huge(ScanListing.of(listing));
        }

        @Override
        public Opening open(MaildropName name) {
            return new Opening.Opened(this);
        }

        @Override
        public Usage usage(MaildropName name) {
            return Usage.NONE;
        }

        @Override
        public Delivery deliver(MaildropName name) throws IOException {
            throw new IOException("full");
        }

        @Override
        public Handover deliver(MaildropName name, DeliveryId id) throws IOException {
            throw new IOException("full");
        }

        @Override
        public Content open(UniqueId id) throws IOException {
            return new Content.Stream(new Lines(), listing.message(1).octets());
        }

        @Override
        public Filed filed(UniqueId id) {
            return new Filed(Instant.EPOCH, "");
        }

        @Override
        public Set<UniqueId> arrivedBefore(Instant time) {
            return Set.of();
        }

        @Override
        public Set<UniqueId> retrievedBefore(Instant time) {
            return Set.of();
        }

        @Override
        public void retrieved(Set<UniqueId> ids, Instant time) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void hide(Set<UniqueId> ids) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Sweeping sweep(MaildropName name, Optional<Expiry> expiry) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<UniqueId> remove(Set<UniqueId> ids) {
            return ids;
        }

        @Override
        public void close() {}
    }

    /** {@code xxx…} without end. */
    private static final class Lines extends InputStream {
        @Override
        public int read() {
            return 'x';
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            Arrays.fill(target, offset, offset + length, (byte) 'x');
            return length;
        }
    }

    @Test
    @Spec("OC-005")
    void sizesAndTotalsAre64Bit() throws IOException {
        long five = 5L << 30;
        try (TestPostOffice office = Scene.maildrop().open(Huge.of(five, five, 1L << 60));
                Client client = Client.loggedIn(office)) {
            assertThat(client.command("STAT")).isEqualTo("+OK 3 " + ((1L << 60) + 2 * five));
            assertThat(client.multiLine("LIST"))
                    .isEqualTo("1 5368709120\r\n2 5368709120\r\n3 1152921504606846976\r\n");
            client.command("DELE 3");
            assertThat(client.command("STAT")).isEqualTo("+OK 2 10737418240");
        }
    }

    /** A message larger than any memory arrives at all only if it is streamed. */
    @Test
    @Spec({"RW-086", "RW-011"})
    void aMessageIsNeverHeldInMemory() throws IOException {
        List<Client> clients = new ArrayList<>();
        try (TestPostOffice office = Scene.maildrop().open(Huge.of(1L << 42))) {
            for (int i = 0; i < 100; i++) {
                Client client = Client.loggedIn(office);
                clients.add(client);
                client.send(i % 2 == 0 ? "RETR 1\r\n" : "TOP 1 99999999\r\n");
            }
            for (Client client : clients) {
                assertThat(client.line()).startsWith("+OK");
                assertThat(client.socket().getInputStream().readNBytes(100_000))
                        .hasSize(100_000)
                        .containsOnly('x');
            }
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }
}
