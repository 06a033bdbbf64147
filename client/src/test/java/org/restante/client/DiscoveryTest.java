package org.restante.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.restante.spec.Spec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** SRV records from a name server of the test's own. */
final class DiscoveryTest {
    private static final String IMPLICIT = "_pop3s._tcp.";
    private static final String PLAIN = "_pop3._tcp.";

    /** Answers questions for SRV; a name that it does not know does not exist. */
    private static final class NameServer implements AutoCloseable {
        private final DatagramSocket socket =
                new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final Map<String, List<String>> records;
        final List<String> asked = new CopyOnWriteArrayList<>();

        NameServer(Map<String, List<String>> records) throws IOException {
            this.records = records;
            Thread.ofVirtual().start(this::serve);
        }

        String address() {
            return "127.0.0.1:" + socket.getLocalPort();
        }

        private void serve() {
            try {
                while (true) {
                    DatagramPacket question = new DatagramPacket(new byte[512], 512);
                    socket.receive(question);
                    byte[] answer = answer(question.getData());
                    socket.send(
                            new DatagramPacket(answer, answer.length, question.getSocketAddress()));
                }
            } catch (IOException _) {
                // The test is over.
            }
        }

        private byte[] answer(byte[] question) {
            StringBuilder name = new StringBuilder();
            int at = 12;
            while (question[at] != 0) {
                int label = question[at];
                name.append(new String(question, at + 1, label, StandardCharsets.US_ASCII))
                        .append('.');
                at += label + 1;
            }
            at += 5;
            String host = name.substring(0, name.length() - 1);
            asked.add(host);
            List<String> found = records.getOrDefault(host, List.of());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(question, 0, 2);
            short16(out, found.isEmpty() ? 0x8583 : 0x8580);
            short16(out, 1);
            short16(out, found.size());
            short16(out, 0);
            short16(out, 0);
            out.write(question, 12, at - 12);
            for (String record : found) {
                String[] words = record.split(" ", -1);
                ByteArrayOutputStream data = new ByteArrayOutputStream();
                for (int i = 0; i < 3; i++) {
                    short16(data, Integer.parseInt(words[i]));
                }
                Arrays.stream(words[3].split("\\.", -1))
                        .filter(label -> !label.isEmpty())
                        .forEach(label -> {
                            data.write(label.length());
                            data.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
                        });
                data.write(0);
                short16(out, 0xC00C);
                short16(out, 33);
                short16(out, 1);
                short16(out, 0);
                short16(out, 60);
                short16(out, data.size());
                out.writeBytes(data.toByteArray());
            }
            return out.toByteArray();
        }

        private static void short16(ByteArrayOutputStream out, int value) {
            out.write(value >> 8);
            out.write(value);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    @Test
    void theExampleNamesEachServer() throws Exception {
        Map<String, List<String>> zone =
                Map.of(IMPLICIT + "example.org", List.of("0 1 995 mail.example.net."));
        try (NameServer dns = new NameServer(zone)) {
            assertThat(Examples.discover(Discovery.by(dns.address(), Duration.ofSeconds(5))))
                    .singleElement()
                    .asString()
                    .contains("mail.example.net")
                    .endsWith("(outside)");
        }
    }

    private static List<String> found(Map<String, List<String>> zone) throws Exception {
        try (NameServer dns = new NameServer(zone)) {
            List<String> all = new ArrayList<>();
            for (Discovery.Found each :
                    Discovery.by(dns.address(), Duration.ofSeconds(5)).find("alice@Example.org")) {
                all.add(
                        each.server().security()
                                + " "
                                + each.server()
                                + (each.outside() ? " outside" : ""));
            }
            assertThat(dns.asked).contains("_pop3s._tcp.example.org", "_pop3._tcp.example.org");
            return all;
        }
    }

    @Test
    @Spec("TL-036")
    void tlsIsPreferredThenWhatTheDomainPrefers() throws Exception {
        assertThat(
                        found(
                                Map.of(
                                        IMPLICIT + "example.org",
                                        List.of(
                                                "20 0 995 b.example.org",
                                                "10 1 995 light.example.org",
                                                "10 5 1995 heavy.example.org"),
                                        PLAIN + "example.org",
                                        List.of("0 0 110 pop.provider.example"))))
                .containsExactly(
                        "TLS heavy.example.org:1995",
                        "TLS light.example.org:995",
                        "TLS b.example.org:995",
                        "STLS pop.provider.example:110 outside");
    }

    @Test
    @Spec("TL-036")
    void aDomainMayHaveNoneOrSayThatItHasNone() throws Exception {
        assertThat(found(Map.of())).isEmpty();
        assertThat(found(Map.of(IMPLICIT + "example.org", List.of("0 0 0 .")))).isEmpty();
        assertThat(
                        found(
                                Map.of(
                                        IMPLICIT + "example.org", List.of("0 0 0 ."),
                                        PLAIN + "example.org",
                                                List.of("0 0 110 example.org", "0 0 0 bad"))))
                .containsExactly("STLS example.org:110");
    }

    @Test
    @Spec("TL-037")
    void connectingAsksForNoRecords() throws Exception {
        // A server is a host and a port; there is no way from there to SRV.
        Scripts.play(
                "S: +OK\nC: CAPA\nS: -ERR\nC: <closed>",
                server -> Pop3Client.connect(server).close());
    }

    @Test
    void aNameServerThatDoesNotAnswerIsAnError() throws Exception {
        int port;
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = silent.getLocalPort();
            assertThatThrownBy(() ->
                            Discovery.by("127.0.0.1:" + port, Duration.ofMillis(50))
                                    .find("example.org"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("_pop3s._tcp.example.org");
        }
    }
}
