package org.restante.protocol.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** The header, in pieces of every size, with something behind it that must stay unread. */
final class ProxyHeaderReaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final byte[] BEHIND = {'\r', '\n', 0x16, 3, 1};

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    /** Reads the header in every cutting; each must give the same and leave what is behind. */
    private static ProxyHeader read(byte[] header) throws IOException {
        byte[] whole = Arrays.copyOf(header, header.length + BEHIND.length);
        System.arraycopy(BEHIND, 0, whole, header.length, BEHIND.length);
        ProxyHeader result = null;
        for (int piece : new int[] {Integer.MAX_VALUE, 1, 2, 3, 7, 16}) {
            Pieces in = new Pieces(whole, piece);
            ProxyHeader read = ProxyHeaderReader.read(in);
            if (!(read instanceof ProxyHeader.Malformed)) {
                assertThat(in.readAllBytes()).isEqualTo(BEHIND);
            }
            if (result != null) {
                assertThat(read).isEqualTo(result);
            }
            result = read;
        }
        return result == null ? new ProxyHeader.Nothing() : result;
    }

    private static ProxyHeader proxied(String from, int fromPort, String to, int toPort) {
        return new ProxyHeader.Proxied(
                new InetSocketAddress(InetAddress.ofLiteral(from), fromPort),
                new InetSocketAddress(InetAddress.ofLiteral(to), toPort));
    }

    @ParameterizedTest
    @CsvSource({
        "TCP4 192.168.0.1 192.168.0.11 56324 443, 192.168.0.1, 56324, 192.168.0.11, 443",
        "TCP4 255.255.255.255 255.255.255.255 65535 65535, 255.255.255.255, 65535,"
                + " 255.255.255.255, 65535",
        "TCP4 0.0.0.0 0.0.0.0 0 0, 0.0.0.0, 0, 0.0.0.0, 0",
        "TCP6 :: ::1 0 1, ::, 0, ::1, 1",
        "TCP6 2001:DB8::1 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff 65535 110, 2001:db8::1, 65535,"
                + " 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 110",
        "TCP6 ::ffff:192.0.2.7 ::ffff:192.0.2.8 7 8, 192.0.2.7, 7, 192.0.2.8, 8",
    })
    void aLineNamesTheClientAndWhatItConnectedTo(
            String line, String from, int fromPort, String to, int toPort) throws IOException {
        assertThat(read(ascii("PROXY " + line + "\r\n")))
                .isEqualTo(proxied(from, fromPort, to, toPort));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY UNKNOWN\r\n",
                "PROXY UNKNOWN \r\n",
                "PROXY UNKNOWN anything \r at all\r\n",
                "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
                        + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"
            })
    void anUnknownClientKeepsTheConnectionsOwnAddress(String line) throws IOException {
        assertThat(line.length()).isLessThanOrEqualTo(107);
        assertThat(read(ascii(line))).isEqualTo(new ProxyHeader.Local());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\r\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443 \r\n",
                "PROXY TCP4 192.168.0.1  192.168.0.11 56324 443\r\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 56324\r\n",
                "PROXY TCP4 192.168.0.01 192.168.0.11 56324 443\r\n",
                "PROXY TCP4 192.168.0.256 192.168.0.11 56324 443\r\n",
                "PROXY TCP4 192.168.1 192.168.0.11 56324 443\r\n",
                "PROXY TCP4 ::1 ::1 56324 443\r\n",
                "PROXY TCP6 127.0.0.1 127.0.0.1 56324 443\r\n",
                "PROXY TCP6 ::1%lo ::1 56324 443\r\n",
                "PROXY TCP6 1:2:3 ::1 56324 443\r\n",
                "PROXY TCP6 1::2::3 ::1 56324 443\r\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 65536 443\r\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 1 99999\r\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 056 443\r\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 +5 443\r\n",
                "PROXY TCP4 mail.example.org 192.168.0.11 5 443\r\n",
                "PROXY UDP4 192.168.0.1 192.168.0.11 56324 443\r\n",
                "PROXY UNKNOWNX 192.168.0.1 192.168.0.11 56324 443\r\n",
                "proxy TCP4 192.168.0.1 192.168.0.11 56324 443\r\n",
                " PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n",
                "CAPA\r\n",
                "USER alice\r\nPASS secret\r\n",
                "\r\n\r\n"
            })
    void whatIsNotExactlyALineIsMalformed(String line) throws IOException {
        assertThat(read(ascii(line))).isInstanceOf(ProxyHeader.Malformed.class);
    }

    @Test
    void aLineHasItsEndWithin107Octets() throws IOException {
        String longest = "PROXY UNKNOWN " + "x".repeat(91);
        assertThat(read(ascii(longest + "\r\n"))).isEqualTo(new ProxyHeader.Local());
        assertThat(read(ascii(longest + "x\r\n"))).isInstanceOf(ProxyHeader.Malformed.class);
        assertThat(read(ascii("PROXY TCP4 " + "1".repeat(1000))))
                .isInstanceOf(ProxyHeader.Malformed.class);
    }

    @Test
    void whoeverSpeaksWithoutAHeaderIsFoundOutWithTheFirstOctets() throws IOException {
        for (String line :
                List.of("CAPA\r\n", "PROXY TCP4 192.0.2.1 192.0.2.2\r\n", "PROXY TCP6 ::1 ::1\n")) {
            Pieces in = new Pieces(ascii(line), 100);
            assertThat(ProxyHeaderReader.read(in)).isInstanceOf(ProxyHeader.Malformed.class);
            assertThat(in.readsAfterEnd).as(line).isZero();
        }
    }

    @Test
    void aBinaryHeaderNamesAnIpv4Client() throws IOException {
        assertThat(read(hex(SIGNATURE + "21 11 000c c0000201 c0000202 ffff 006e")))
                .isEqualTo(proxied("192.0.2.1", 65535, "192.0.2.2", 110));
    }

    @Test
    void aBinaryHeaderNamesAnIpv6Client() throws IOException {
        String from = "20010db8000000000000000000000001";
        String to = "20010db8000000000000000000000002";
        assertThat(read(hex(SIGNATURE + "21 21 0024" + from + to + "8000 03e3")))
                .isEqualTo(proxied("2001:db8::1", 32768, "2001:db8::2", 995));
        String mapped = "00000000000000000000ffffc0000201";
        assertThat(read(hex(SIGNATURE + "21 21 0024" + mapped + mapped + "0001 0002")))
                .isEqualTo(proxied("192.0.2.1", 1, "192.0.2.1", 2));
    }

    @Test
    void fieldsBehindTheAddressesAreSkippedUpToTheLimit() throws IOException {
        String addresses = "c0000201 c0000202 0001 0002";
        // TLS is said to be in use, with a version and a common name.
        String tls = "20 0014 01 00000000 21 0007 544c5376312e33 22 0002 6162";
        assertThat(read(hex(SIGNATURE + "21 11 0023" + addresses + tls)))
                .isEqualTo(proxied("192.0.2.1", 1, "192.0.2.2", 2));
        String most = "00".repeat(4096 - 12);
        assertThat(read(hex(SIGNATURE + "21 11 1000" + addresses + most)))
                .isEqualTo(proxied("192.0.2.1", 1, "192.0.2.2", 2));
        assertThat(read(hex(SIGNATURE + "21 11 1001" + addresses + most + "00")))
                .isEqualTo(new ProxyHeader.Malformed("the PROXY header is too long"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // LOCAL, whatever its family says and however much is to be skipped.
                "20 00 0000",
                "20 11 000c c0000201 c0000202 ffff 006e",
                "20 ff 0003 010203",
                // PROXY for somebody without an IP address over TCP.
                "21 00 0000",
                "21 00 0003 010203",
                "21 10 0000",
                "21 01 0000",
                "21 12 000c c0000201 c0000202 ffff 006e"
            })
    void aConnectionForNobodyKeepsItsOwnAddress(String rest) throws IOException {
        assertThat(read(hex(SIGNATURE + rest))).isEqualTo(new ProxyHeader.Local());
    }

    @Test
    void aUnixSocketIsNoAddress() throws IOException {
        assertThat(read(hex(SIGNATURE + "21 31 00d8" + "2f".repeat(216))))
                .isEqualTo(new ProxyHeader.Local());
        assertThat(read(hex(SIGNATURE + "21 31 00d7" + "2f".repeat(215))))
                .isInstanceOf(ProxyHeader.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11 11 000c c0000201 c0000202 ffff 006e",
                "31 11 000c c0000201 c0000202 ffff 006e",
                "22 11 000c c0000201 c0000202 ffff 006e",
                "21 41 000c c0000201 c0000202 ffff 006e",
                "21 13 000c c0000201 c0000202 ffff 006e",
                "21 11 000b c0000201 c0000202 ffff 00",
                "21 21 000c c0000201 c0000202 ffff 006e"
            })
    void anythingElseInABinaryHeaderIsMalformed(String rest) throws IOException {
        assertThat(read(hex(SIGNATURE + rest))).isInstanceOf(ProxyHeader.Malformed.class);
    }

    @Test
    void aHeaderThatIsCutOffAnywhereIsMalformedAndNoOctetIsNoHeader() throws IOException {
        byte[][] headers = {
            ascii("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n"),
            ascii("PROXY UNKNOWN etc.\r\n"),
            hex(SIGNATURE + "21 11 000c c0000201 c0000202 ffff 006e"),
            hex(SIGNATURE + "20 00 0000")
        };
        for (byte[] header : headers) {
            assertThat(ProxyHeaderReader.read(new Pieces(new byte[0], 1)))
                    .isEqualTo(new ProxyHeader.Nothing());
            for (int length = 1; length < header.length; length++) {
                byte[] part = Arrays.copyOf(header, length);
                assertThat(ProxyHeaderReader.read(new Pieces(part, 4)))
                        .as("%d octets of %s", length, Arrays.toString(header))
                        .isInstanceOf(ProxyHeader.Malformed.class);
            }
        }
    }

    @Test
    void randomOctetsNeverFailAndAreNeverReadForEver() throws IOException {
        Random random = new Random(7);
        byte[] line = ascii("PROXY TCP6 2001:db8::1 ::ffff:192.0.2.1 56324 443\r\n");
        byte[] binary = hex(SIGNATURE + "21 11 000c c0000201 c0000202 ffff 006e");
        for (int round = 0; round < 20_000; round++) {
            byte[] octets = Arrays.copyOf(random.nextBoolean() ? line : binary, 8192);
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                octets[random.nextInt(52)] = (byte) random.nextInt(256);
            }
            Pieces in = new Pieces(octets, 1 + random.nextInt(64));
            ProxyHeaderReader.read(in);
            assertThat(in.available()).isGreaterThanOrEqualTo(8192 - 16 - 4096);
        }
    }

    /** Octets that arrive a few at a time. */
    private static final class Pieces extends InputStream {
        private final ByteArrayInputStream octets;
        private final int octetsMax;
        private int readsAfterEnd;

        Pieces(byte[] octets, int octetsMax) {
            this.octets = new ByteArrayInputStream(octets);
            this.octetsMax = octetsMax;
        }

        @Override
        public int read() {
            return octets.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = octets.read(target, offset, Math.min(length, octetsMax));
            readsAfterEnd += count < 0 ? 1 : 0;
            return count;
        }

        @Override
        public int available() {
            return octets.available();
        }
    }
}
